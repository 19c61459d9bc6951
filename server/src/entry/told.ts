/** What every door tells of a turn from a sequence number on, in the protocol's messages. However it goes, the last one says how it ended. */
import type { DownMessage, TurnMessage } from '@mluv/protocol/voice.ts'
import type { Turn } from '../domain/conversation.ts'
import { Failure } from '../domain/failure.ts'
import type { NumberedEvent } from '../tutor/course.ts'
import type { LiveTurn } from '../tutor/live-turns.ts'
import { audioUrl, correctionsView, messageOf, turnView } from './render.ts'

/** Sound that is being made, for doors that pass it on. */
export type Sounding = Extract<NumberedEvent, { type: 'sounding' }>

export type Hearing = Extract<DownMessage, { type: 'hearing' }>

/** Ends with the turn, or when `signal` aborts: leaving changes nothing. */
export async function* told(turn: LiveTurn, afterSeq: number, signal: AbortSignal): AsyncGenerator<TurnMessage | Sounding | Hearing, void> {
  const begun = await firstOf(turn, signal)
  if (begun?.type === 'remembered') return yield* retold(turn.turnNumber, begun.turn, afterSeq)
  for await (const event of turn.follow(afterSeq, signal)) {
    const message = event.type === 'sounding' ? event : event.type === 'hearing' ? hearingOf(event, turn) : messageOf(event, turn)
    if (message) yield message
    if (isOutcome(event)) return
  }
  if (!signal.aborted) yield* ending(turn, afterSeq)
}

const hearingOf = ({ seq, transcript, inPause }: Extract<NumberedEvent, { type: 'hearing' }>, { turnId }: LiveTurn): Hearing => ({ seq, turnId, type: 'hearing', transcript, ...(inPause && { inPause }) })

/** The same without what is only on its way. */
export async function* toldInWords(turn: LiveTurn, afterSeq: number, signal: AbortSignal): AsyncGenerator<TurnMessage, void> {
  for await (const message of told(turn, afterSeq, signal)) if (message.type !== 'sounding' && message.type !== 'hearing') yield message
}

/** The turn when it is whole; throws what it failed with. */
export async function outcomeOf(turn: LiveTurn): Promise<Turn> {
  for await (const event of turn.follow(0)) {
    if (event.type === 'remembered') return event.turn
    if (event.type === 'failed') throw event.error
  }
  throw new Failure('internal', 'The turn ended without an answer.')
}

const isOutcome = ({ type }: NumberedEvent): boolean => type === 'remembered' || type === 'failed'

async function firstOf(turn: LiveTurn, signal: AbortSignal): Promise<NumberedEvent | null> {
  for await (const event of turn.follow(0, signal)) return event
  return null
}

/** For a client that has seen more events than there are: those of a run that died with its process. */
async function* ending(turn: LiveTurn, afterSeq: number): AsyncGenerator<TurnMessage, void> {
  for await (const event of turn.follow(0)) {
    const message = isOutcome(event) ? messageOf(event, turn) : null
    if (message) yield { ...message, seq: afterSeq + 1 }
  }
}

/** The events of a turn that happened before this process had it, in their order. */
function* retold(turnNumber: number, turn: Turn, afterSeq: number): Generator<TurnMessage, void> {
  const { turnId, conversationId, transcript, spoken, reply } = turn
  const sentences = reply?.sentences ?? []
  const events = [
    { type: 'heard' as const, turnNumber, conversationId, transcript, spoken },
    ...sentences.map(({ text, translation }, sentence) => ({ type: 'said' as const, sentence, text, translation })),
    ...sentences.flatMap(({ sound }, sentence) => (sound ? [{ type: 'spoken' as const, sentence, audioUrl: audioUrl(sound.soundId), durationMs: sound.durationMs, words: [...sound.words] }] : [])),
    { type: 'corrected' as const, corrections: correctionsView(turn.corrections) },
  ].map((event, at): TurnMessage => ({ seq: at + 1, turnId, ...event }))
  yield* events.filter(({ seq }) => seq > afterSeq)
  yield { seq: Math.max(events.length, afterSeq) + 1, turnId, type: 'remembered', turn: turnView(turn) }
}
