/** A turn as server-sent events: `id` is the sequence number, `event` the type, `data` the message. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { TurnMessage } from '@mluv/protocol/voice.ts'
import type { Turn } from '../../domain/conversation.ts'
import type { LiveTurn, NumberedEvent } from '../../tutor/live-turns.ts'
import type { House } from '../house.ts'
import { audioUrl, correctionsView, messageOf, turnView } from '../render.ts'

/** Proxies and phones drop a connection on which nothing moves. */
const commentEveryMs = 15_000

/** Answers with the turn's events after `afterSeq`. A turn that fails before anything happened is answered with its problem instead. */
export async function sendEvents(house: House, reply: FastifyReply, turn: LiveTurn, afterSeq: number): Promise<FastifyReply> {
  const left = new AbortController()
  reply.raw.on('close', () => left.abort())
  const events = turn.follow(afterSeq, left.signal)
  const first = await nextTold(events)
  if (first?.type === 'failed' && first.seq === 1) throw first.error
  return reply
    .header('Cache-Control', 'no-store')
    .header('X-Accel-Buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(lines(house, turn, first, events, afterSeq, left.signal), { objectMode: false }))
}

async function nextTold(events: AsyncGenerator<NumberedEvent, void>): Promise<NumberedEvent | null> {
  for (;;) {
    const step = await events.next()
    if (step.done) return null
    if (step.value.type !== 'hearing' && step.value.type !== 'faltered') return step.value
  }
}

async function* lines(house: House, turn: LiveTurn, first: NumberedEvent | null, events: AsyncGenerator<NumberedEvent, void>, afterSeq: number, left: AbortSignal): AsyncGenerator<string> {
  if (first?.type === 'remembered' && first.seq === 1) {
    yield* retold(first.turn, afterSeq).map(framed)
    return
  }
  for (let next: Promise<NumberedEvent | null> = Promise.resolve(first); !left.aborted; ) {
    const waited = new AbortController()
    const event = await Promise.race([next, house.clock.sleep(commentEveryMs, AbortSignal.any([waited.signal, left])).then(() => 'nothing' as const)])
    waited.abort()
    if (event === 'nothing') yield ': still here\n\n'
    else if (event === null) return
    else {
      const message = messageOf(event, turn)
      if (message) yield framed(message)
      next = nextTold(events)
    }
  }
}

/** The events of a turn that happened before this process had it, in their order; the last one always comes. */
function retold(turn: Turn, afterSeq: number): TurnMessage[] {
  const { turnId, conversationId, transcript, spoken, reply } = turn
  const sentences = reply?.sentences ?? []
  const told = [
    { type: 'heard' as const, turnNumber: 0, conversationId, transcript, spoken },
    ...sentences.map(({ text, translation }, sentence) => ({ type: 'said' as const, sentence, text, translation })),
    ...sentences.flatMap(({ sound }, sentence) => (sound ? [{ type: 'spoken' as const, sentence, audioUrl: audioUrl(sound.soundId), durationMs: sound.durationMs, words: [...sound.words] }] : [])),
    { type: 'corrected' as const, corrections: correctionsView(turn.corrections) },
  ].map((message, at): TurnMessage => ({ seq: at + 1, turnId, ...message }))
  return [...told.filter(({ seq }) => seq > afterSeq), { seq: Math.max(told.length, afterSeq) + 1, turnId, type: 'remembered', turn: turnView(turn) }]
}

const framed = (message: TurnMessage): string => `id: ${message.seq}\nevent: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`
