/**
 * The reply, said and spoken. A sentence is `said` as soon as it is written, however far behind the voice is; its sound
 * follows as it is made, in order. The voice looks ahead: while one sentence sounds, the next is being made. No sentence's
 * sound waits until the one before is kept.
 */
import { usedUpSentence } from '../domain/allowance.ts'
import { durationOf, type Sentence, type Sound, type SoundPiece, type WordTime } from '../domain/conversation.ts'
import { samplesIn } from '../domain/opus.ts'
import type { Purse } from '../ports/purse.ts'
import type { Answerable } from '../ports/store.ts'
import { within } from './deadline.ts'
import { eager } from './eager.ts'
import type { Line, Nearly } from './reply.ts'
import type { TurnEvent, Utterance } from './tutor.ts'
import { recalled, soundInTheMaking, type Making, type Voice, type Voiced } from './voice.ts'

/** Sentences whose sound is in the making at once. */
const ahead = 2
/** How long an interrupted turn waits until sounds that are whole are kept. */
const keepingMsMax = 2000

export const voiceMissing = 'The voice is missing this time; the words are here.'
const voiceStandsIn = 'The usual voice did not answer; another one stands in.'

/** How far a sentence was made that was stopped. */
export type Stopped = { readonly sentence: number; readonly madeMs: number; readonly words: readonly WordTime[] }

/** `voiced`: whether every sentence was meant to sound to the end; `by`: whose voice it was; `stopped`: the sentence that had begun to sound when it was. */
export type Said<End> = { readonly sentences: readonly Sentence[]; readonly end: End | null; readonly voiced: boolean; readonly by: string | null; readonly stopped: Stopped | null }

/** A sentence whose sound is on its way: being made until `isWhole`, then being kept. */
type Sounding = {
  readonly sentence: number
  readonly next: () => Promise<Step>
  /** The next step, asked for and not taken yet. */
  asked: Promise<Step> | null
  isWhole: boolean
  samples: number
  madeMs: number
  readonly words: WordTime[]
}
type Step = IteratorResult<Making, Voiced | Error>

type Wanted = Pick<Utterance, 'speak' | 'inPieces'>

/** What has become of the reply so far. `waiting`: said and not yet given to the voice, as many as a reply has sentences at most. */
type Speaking = {
  readonly sentences: Sentence[]
  readonly waiting: { readonly sentence: number; readonly line: Line }[]
  readonly soundings: Sounding[]
  voiced: boolean
  /** Whether a sentence began to sound and was not brought to its end. */
  brokeOff: boolean
  by: string | null
  /** A sentence that may be next, and the sound that it was said with before. */
  nearly: { readonly text: string; readonly sound: Promise<Sound | null> } | null
}

export async function* speak<End>(
  tutor: Voice, purse: Purse, turn: Pick<Answerable, 'learner'>, lines: AsyncGenerator<Line | Nearly, End>, wanted: Wanted, signal: AbortSignal,
): AsyncGenerator<TurnEvent, Said<End>> {
  const speaking: Speaking = { sentences: [], waiting: [], soundings: [], voiced: wanted.speak && tutor.voice !== null, brokeOff: false, by: null, nearly: null }
  const { sentences, waiting, soundings } = speaking
  let end: End | null = null
  let writing: Promise<IteratorResult<Line | Nearly, End>> | null = lines.next()
  const aborted = once(signal)
  try {
    while (!signal.aborted) {
      beginSounds(tutor, purse, turn, speaking, signal)
      if (!writing && soundings.length === 0) break
      const step = await Promise.race([aborted.then(() => null), ...(writing ? [writing.then((written) => ({ written }))] : []), ...inTurn(soundings).map(stepOf)])
      if (step === null) break
      if ('made' in step) {
        step.sounding.asked = null
        if (step.made.done) yield* settled(tutor, purse, speaking, step.sounding, step.made.value, signal)
        else {
          const piece = advanced(step.sounding, step.made.value)
          if (piece && wanted.inPieces) yield { type: 'sounding', sentence: step.sounding.sentence, piece }
        }
      } else if (step.written.done) {
        end = step.written.value
        writing = null
      } else {
        writing = lines.next()
        const line = step.written.value
        if ('nearly' in line) {
          if (speaking.voiced) speaking.nearly = { text: line.nearly, sound: recalled(tutor, turn.learner, { text: line.nearly, slow: false }) }
          continue
        }
        const sentence = sentences.push({ text: line.text, translation: line.translation, sound: null }) - 1
        waiting.push({ sentence, line })
        // The voice has farther to go than the words.
        beginSounds(tutor, purse, turn, speaking, signal)
        yield { type: 'said', sentence, text: line.text, translation: line.translation }
      }
    }
    const stopped = soundings.find(({ isWhole }) => !isWhole)
    if (signal.aborted) await within(tutor.clock, keepingMsMax, keepWhole(speaking), null)
    return { sentences, end, voiced: speaking.voiced, by: speaking.by, stopped: stopped && wanted.inPieces && stopped.madeMs > 0 ? stopped : null }
  } finally {
    aborted.clear()
    // A writer that is still waiting for its provider ends with the signal; nobody needs to wait for it.
    void lines.return(null as End).catch(() => {})
  }
}

/** As many at once as the voice looks ahead. */
function beginSounds(tutor: Voice, purse: Purse, { learner }: Pick<Answerable, 'learner'>, { voiced, waiting, soundings, nearly }: Speaking, signal: AbortSignal): void {
  while (voiced && soundings.filter(({ isWhole }) => !isWhole).length < ahead && waiting.length > 0) {
    const { sentence, line } = waiting.shift()!
    const known = nearly?.text === line.text && !line.slow ? nearly.sound : undefined
    soundings.push(begun(sentence, soundInTheMaking(tutor, purse, learner, line, signal, known)))
  }
}

/** A promise of the abort, whose listener can be taken away. */
function once(signal: AbortSignal): Promise<void> & { clear(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const listen = () => resolve()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', listen, { once: true })
  return Object.assign(promise, { clear: () => signal.removeEventListener('abort', listen) })
}

const begun = (sentence: number, making: AsyncGenerator<Making, Voiced | Error>): Sounding => ({ sentence, next: eager(making), asked: null, isWhole: false, samples: 0, madeMs: 0, words: [] })

/** Those whose next step may be told now: the first, which may be whole and on its way to the store, and the first that is not. */
const inTurn = (soundings: readonly Sounding[]): readonly Sounding[] => [...new Set([soundings[0], soundings.find(({ isWhole }) => !isWhole)])].filter((sounding) => sounding !== undefined)

const stepOf = async (sounding: Sounding) => ({ sounding, made: await (sounding.asked ??= sounding.next()) })

/** What becomes of a sentence whose sound is kept, or that has none. */
function* settled(tutor: Voice, { usedUp }: Purse, speaking: Speaking, sounding: Sounding, made: Voiced | Error, signal: AbortSignal): Generator<TurnEvent> {
  const { sentences, soundings } = speaking
  const { sentence } = sounding
  soundings.splice(soundings.indexOf(sounding), 1)
  if (made instanceof Error) {
    if (!signal.aborted && speaking.voiced && !speaking.brokeOff) yield { type: 'faltered', degraded: { part: 'voice', reason: voiceMissing }, error: made }
    // Who broke off in a sentence is replaced at its end; where nobody could begin one, nobody will begin the next.
    if (sounding.madeMs > 0) speaking.brokeOff = true
    else speaking.voiced = false
    return
  }
  if (made.by !== tutor.voice?.name && speaking.by !== made.by) yield { type: 'faltered', degraded: { part: 'voice', reason: usedUp ? `${usedUpSentence(usedUp)} Another voice stands in.` : voiceStandsIn }, error: null }
  speaking.by = made.by
  sentences[sentence] = { ...sentences[sentence]!, sound: made.sound }
  yield { type: 'spoken', sentence, sound: made.sound }
}

/** What was made of a sentence is more by this; null where that is nothing to hear. */
function advanced(sounding: Sounding, { sound, words, isLast }: Making): SoundPiece | null {
  sounding.words.push(...words)
  sounding.isWhole = isLast
  if (sound === null) return null
  const piece = { fromSample: sounding.samples, ...sound }
  const samples = 'packets' in sound ? samplesIn(sound.packets) : sound.samples.length
  sounding.samples += samples
  sounding.madeMs += durationOf(piece)
  return samples === 0 ? null : piece
}

/** Waits until the sentences are kept whose sound was whole when the voice was stopped: they were heard, or could be. */
async function keepWhole({ sentences, soundings }: Speaking): Promise<void> {
  for (const sounding of soundings.filter(({ isWhole }) => isWhole)) {
    const { made } = await stepOf(sounding)
    if (made.done && !(made.value instanceof Error)) sentences[sounding.sentence] = { ...sentences[sounding.sentence]!, sound: made.value.sound }
  }
}
