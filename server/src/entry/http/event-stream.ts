/** A turn as server-sent events: `id` is the sequence number, `event` the type, `data` the message. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { TurnMessage } from '@mluv/protocol/voice.ts'
import type { LiveTurn } from '../../tutor/live-turns.ts'
import type { House } from '../house.ts'
import { outcomeOf, toldInWords } from '../told.ts'

/** Proxies and phones drop a connection on which nothing moves. */
const commentEveryMs = 15_000

/** Answers with the turn's events after `afterSeq`. A turn that fails before anything happened is answered with its problem instead. */
export async function sendEvents(house: House, reply: FastifyReply, turn: LiveTurn, afterSeq: number): Promise<FastifyReply> {
  const left = new AbortController()
  reply.raw.on('close', () => left.abort())
  const messages = toldInWords(turn, afterSeq, left.signal)
  // Who comes back has been told that it began, and sees at once that the line is open.
  const first = afterSeq === 0 ? await messages.next() : null
  if (first?.done === false && first.value.type === 'failed') await outcomeOf(turn)
  return reply
    .header('Cache-Control', 'no-store')
    .header('X-Accel-Buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(lines(house, first, messages, left.signal), { objectMode: false }))
}

type Step = IteratorResult<TurnMessage, void>

async function* lines(house: House, first: Step | null, messages: AsyncGenerator<TurnMessage, void>, left: AbortSignal): AsyncGenerator<string> {
  if (first === null) yield stillHere
  for (let next: Promise<Step> = first ? Promise.resolve(first) : messages.next(); !left.aborted; ) {
    const waited = new AbortController()
    const step = await Promise.race([next, house.clock.sleep(commentEveryMs, AbortSignal.any([waited.signal, left])).then(() => 'nothing' as const)])
    waited.abort()
    if (step === 'nothing') yield stillHere
    else if (step.done) return
    else {
      yield framed(step.value)
      next = messages.next()
    }
  }
}

const stillHere = ': still here\n\n'
const framed = (message: TurnMessage): string => `id: ${message.seq}\nevent: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`
