/** What the providers themselves took for a turn, by their own stopwatch, and what is left over. */
import type { TimedCall } from './provider.ts'
import type { TurnTimes } from './session.ts'

/** Sentences whose sound is asked for at once. */
const ahead = 2

export type Turned = {
  /** From the last frame of speech to the first and the last sound at the client. */
  readonly firstSoundMs: number
  readonly lastSoundMs: number
  /** The same, if only the providers took time. */
  readonly firstPathMs: number
  readonly lastPathMs: number
  readonly addedMs: number
  /** Silences that a listener hears between the first sound and the last. */
  readonly gapsMs: readonly number[]
}

/** Null where a call is missing: the turn was not answered as planned. */
export function turned(times: TurnTimes, calls: readonly TimedCall[]): Turned | null {
  const { plan, pieces, spokenMs } = times
  const hearing = calls.find(({ endpoint, text }) => endpoint === 'transcriptions' && text === plan.utterance)
  const writing = calls.find(({ endpoint, text }) => endpoint === 'chat' && text.includes(plan.token))
  const voices = plan.sentences.map((sentence) => calls.find(({ endpoint, text }) => endpoint === 'speech' && text === sentence))
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (!hearing || !writing || !first || !last || voices.some((voice) => voice === undefined)) return null
  const heardMs = hearing.leftMs.at(-1)! - hearing.askedMs
  const firstPathMs = heardMs + writtenMs(writing, plan.sentences, 0) + voices[0]!.leftMs[0]! - voices[0]!.askedMs
  const ends: number[] = []
  for (const [at, voice] of voices.entries()) ends.push(Math.max(heardMs + writtenMs(writing, plan.sentences, at), ends[at - ahead] ?? 0) + voice!.leftMs.at(-1)! - voice!.askedMs)
  const firstSoundMs = first.atMs - spokenMs
  return { firstSoundMs, lastSoundMs: last.atMs - spokenMs, firstPathMs, lastPathMs: Math.max(...ends), addedMs: firstSoundMs - firstPathMs, gapsMs: gapsOf(times) }
}

/**
 * From the question to the piece that shows that a sentence is whole: the first word of the next, since a dot by itself may be
 * that of a date; of the last sentence, the end.
 */
function writtenMs({ askedMs, leftMs }: TimedCall, sentences: readonly string[], at: number): number {
  const words = sentences.slice(0, at + 1).reduce((sum, sentence) => sum + sentence.split(' ').length, 0)
  return (leftMs[words] ?? leftMs.at(-1)!) - askedMs
}

function gapsOf({ pieces }: TurnTimes): number[] {
  const gaps: number[] = []
  let soundsUntilMs = pieces[0]?.atMs ?? 0
  for (const { atMs, ms } of pieces) {
    if (atMs > soundsUntilMs) gaps.push(atMs - soundsUntilMs)
    soundsUntilMs = Math.max(soundsUntilMs, atMs) + ms
  }
  return gaps
}
