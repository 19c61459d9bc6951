/** The sound of one sentence. */
import { durationOf, type PcmSound, type Sound, type WordTime } from '../domain/conversation.ts'
import { Failure } from '../domain/failure.ts'
import type { Learner } from '../domain/learner.ts'
import type { OpusPacket, OpusSound } from '../domain/opus.ts'
import type { Purse } from '../ports/purse.ts'
import type { SpeechChunk, SpeechOptions, TextToSpeech } from '../ports/text-to-speech.ts'
import { within } from './deadline.ts'
import type { Tutor } from './tutor.ts'

export type Voice = Pick<Tutor, 'voice' | 'audio' | 'store' | 'clock' | 'language'>

/** How much slower a sentence is said to somebody who did not understand. */
const slowDown = 0.75

export type Voiced = { readonly sound: Sound; readonly by: string }

/** Some of the sound; null, and `isLast`, once there is no more of it, though it is not kept yet. */
export type Making = { readonly sound: PcmSound | OpusSound | null; readonly words: readonly WordTime[]; readonly isLast: boolean }

type Speakable = { readonly text: string; readonly slow: boolean }

/** The sound of a sentence when it is kept, and whose voice it is; an `Error` where there is none. Never rejects. */
export async function soundOf(tutor: Voice, purse: Purse, learner: Learner, line: Speakable, signal: AbortSignal): Promise<Voiced | Error> {
  const making = soundInTheMaking(tutor, purse, learner, line, signal)
  for (;;) {
    const step = await making.next()
    if (step.done) return step.value
  }
}

/** As `soundOf`, after `msMax` at the latest; null where there is none by then. */
export async function soundInTime(tutor: Voice, purse: Purse, learner: Learner, line: Speakable, msMax: number, signal: AbortSignal): Promise<Sound | null> {
  const voiced = await within(tutor.clock, msMax, soundOf(tutor, purse, learner, line, signal), null)
  return voiced === null || voiced instanceof Error ? null : voiced.sound
}

/**
 * The sound of a sentence, as it is made, and then as it is kept, and whose voice it is; an `Error` where there is none. What
 * was made before is recalled, and nothing of it is made. Never throws.
 */
export async function* soundInTheMaking(
  tutor: Voice, purse: Purse, learner: Learner, line: Speakable, signal: AbortSignal, recalling: Promise<Sound | null> = recalled(tutor, learner, line),
): AsyncGenerator<Making, Voiced | Error> {
  const { voice, audio, clock, store } = tutor
  if (voice === null) return new Failure('unavailable', 'There is no voice.')
  try {
    const known = await recalling
    if (known) return { sound: known, by: voice.name }
    const made = yield* speakWhole(voice, line.text, { language: tutor.language, speed: speedOf(learner, line), forWhom: learner.learnerId, signal, purse })
    const bytes = 'packets' in made.sound ? audio.wrap(made.sound) : await audio.encode(made.sound)
    const { words } = made
    const durationMs = Math.round(made.ms)
    const says = { key: keyOf(made.voice, learner, line), durationMs, words }
    const soundId = await store.sounds.keep({ bytes, mediaType: 'audio/ogg', nowMs: clock.now(), says, madeFor: learner.learnerId })
    return { sound: { soundId, durationMs, words }, by: made.by }
  } catch (error) {
    return error instanceof Error ? error : new Failure('internal', 'The voice failed.')
  }
}

/** The sound that a line was said with before, which is there to save time: a store that cannot tell costs time and no sound. */
export const recalled = async ({ voice, store }: Voice, learner: Learner, line: Speakable): Promise<Sound | null> =>
  voice && store.sounds.recall(keyOf(voice.voice, learner, line)).catch(() => null)

const speedOf = ({ settings }: Learner, { slow }: Speakable): number => settings.voiceSpeed * (slow ? slowDown : 1)
const keyOf = (whose: string, learner: Learner, line: Speakable): string => `${whose} ${speedOf(learner, line).toFixed(2)} ${line.text}`

async function* speakWhole(voice: TextToSpeech, text: string, options: SpeechOptions) {
  const samples: Int16Array[] = []
  const packets: OpusPacket[] = []
  const words: WordTime[] = []
  let preSkip = 0
  let standIn: SpeechChunk['by']
  const sampleRateHz = () => standIn?.sampleRateHz ?? voice.sampleRateHz
  for await (const chunk of voice.speak(text, options)) {
    standIn ??= chunk.by
    words.push(...chunk.words)
    if ('pcm' in chunk) samples.push(chunk.pcm)
    else {
      packets.push(...chunk.opus.packets)
      preSkip = chunk.opus.preSkip
    }
    if (options.signal.aborted) break
    yield { sound: 'pcm' in chunk ? { samples: chunk.pcm, sampleRateHz: sampleRateHz() } : chunk.opus, words: chunk.words, isLast: false }
  }
  // A voice that was stopped ends like one that is done; half a sentence must not be kept as a whole one.
  if (options.signal.aborted) throw new Failure('unavailable', 'The sentence was stopped.')
  const sound: PcmSound | OpusSound = packets.length > 0 ? { packets, preSkip } : { samples: joined(samples), sampleRateHz: sampleRateHz() }
  const ms = durationOf({ fromSample: 0, ...sound })
  if (ms === 0) throw new Failure('unavailable', 'The voice made no sound.')
  yield { sound: null, words: [], isLast: true }
  return { sound, ms, words, voice: standIn?.voice ?? voice.voice, by: standIn?.name ?? voice.name }
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  if (pieces.length === 1) return pieces[0]!
  const whole = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
