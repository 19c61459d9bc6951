/**
 * Providers that are paid for: before each call the most that it may cost is held back, and afterwards what it took is
 * entered. Without a purse, or where too little is left in it, a provider is not asked at all.
 *
 * What a call took is known where it came to its end and the vendor told, or where it follows from what was sent. Where it
 * broke off nobody knows, and the most it may have been is charged; nothing where the vendor refused it or was not reached.
 */
import { Failure, ProviderFailure } from '../domain/failure.ts'
import { opusRateHz, samplesIn, type OpusSound } from '../domain/opus.ts'
import { costOf, nothingUsed, type Price, type SpendingTask, type Used } from '../domain/price.ts'
import { nothingSaved, savedBy, totalSaved } from '../domain/saving.ts'
import { tokensLeftOut } from '../domain/window.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel, Written } from '../ports/language-model.ts'
import type { Facts } from '../ports/provider.ts'
import type { Purse } from '../ports/purse.ts'
import type { SpeechToText, Transcript } from '../ports/speech-to-text.ts'
import type { Summariser } from '../ports/summariser.ts'
import type { SpeechChunk, TextToSpeech } from '../ports/text-to-speech.ts'

/** The longest sound that hearings take, and what codecs pad it with. */
const heardMsMax = 61_000
const bytesPerMs = 32
/** The slowest that a voice says a letter at its own pace, numbers included, and the pauses around a sentence. */
const spokenMsPerUnitMax = 400
const spokenPauseMsMax = 2_000
/** No voice makes more of one sentence. */
const spokenMsMax = 120_000

/** `best`: what the best model asks, for whoever wants to know what was saved; the mind itself where it is not given. */
export function spendMind(mind: LanguageModel, best: Price = mind.facts?.price ?? {}): LanguageModel {
  const { facts } = mind
  if (!facts) return mind
  return {
    ...mind,
    write(prompt, options) {
      const most = mind.most?.(prompt) ?? wholeContext(facts)
      let counted: Used | null = null
      const course: Course<Written> = {
        ask: () => mind.write(prompt, options),
        note: (piece) => piece.type === 'usage' && (counted = { ...nothingUsed, ...piece.usage }),
        took: () => counted ?? most,
        mayHaveTaken: () => counted ?? most,
      }
      return paid({ ...options, name: mind.name, facts, task: 'reply', most, best, leftOutTokens: () => tokensLeftOut(prompt.exchanges, prompt.earlier) }, course)
    },
  }
}

/** Charged by the length of the sound: nothing else tells how much a hearing took. */
export function spendHearing(hearing: SpeechToText): SpeechToText {
  const { facts } = hearing
  if (!facts) return hearing
  return {
    ...hearing,
    transcribe(pcm, options) {
      let bytes = 0
      const passing = async function* () {
        for await (const part of pcm) {
          bytes += part.length
          yield part
        }
      }
      const heard = () => ({ ...nothingUsed, heardMs: Math.ceil(bytes / bytesPerMs) })
      const course: Course<Transcript> = { ask: () => hearing.transcribe(passing(), options), note: () => {}, took: heard, mayHaveTaken: heard }
      return paid({ ...options, name: hearing.name, facts, task: 'transcribe', most: { ...nothingUsed, heardMs: options.soundMs ?? heardMsMax } }, course)
    },
  }
}

export function spendVoice(voice: TextToSpeech): TextToSpeech {
  const { facts } = voice
  if (!facts) return voice
  return {
    ...voice,
    speak(text, options) {
      const spokenCharacters = text.length
      const most = { ...nothingUsed, spokenCharacters, spokenMs: Math.min(spokenMsMax, spokenPauseMsMax + Math.ceil((spokenCharacters * spokenMsPerUnitMax) / options.speed)) }
      let samples = 0
      let packed: OpusSound | null = null
      const spokenMs = () => Math.ceil(packed ? (1000 * Math.max(0, samples - packed.preSkip)) / opusRateHz : (1000 * samples) / voice.sampleRateHz)
      const course: Course<SpeechChunk> = {
        ask: () => voice.speak(text, options),
        note: (chunk) => {
          packed = 'opus' in chunk ? chunk.opus : null
          samples += 'opus' in chunk ? samplesIn(chunk.opus.packets) : chunk.pcm.length
        },
        took: () => ({ ...nothingUsed, spokenCharacters, spokenMs: spokenMs() }),
        mayHaveTaken: () => most,
      }
      return paid({ ...options, name: voice.name, facts, task: 'speak', most }, course)
    },
  }
}

export function spendEar(ear: Ear, best: Price = ear.facts?.price ?? {}): Ear {
  const { facts } = ear
  if (!facts) return ear
  return {
    ...ear,
    async check(listening, options) {
      const most = ear.most?.(listening) ?? wholeContext(facts)
      return paidOnce({ ...options, name: ear.name, facts, task: 'correct', most, best }, () => ear.check(listening, options), 'The check was stopped.')
    },
  }
}

export function spendSummariser(summariser: Summariser): Summariser {
  const { facts } = summariser
  if (!facts) return summariser
  return {
    ...summariser,
    async summarise(told, options) {
      const most = summariser.most?.(told) ?? wholeContext(facts)
      const call = { ...options, name: summariser.name, facts, task: 'summarise', most } as const
      return paidOnce(call, () => summariser.summarise(told, options), 'The summary was stopped.')
    },
  }
}

/** What is answered at once, with what it took. */
async function paidOnce<Answer extends { readonly used?: Used }>(call: Call, ask: () => Promise<Answer>, stopped: string): Promise<Answer> {
  let answer: Answer | null = null
  const took = () => answer?.used ?? call.most
  const course: Course<Answer> = {
    ask: async function* () {
      yield await ask()
    },
    note: (piece) => (answer = piece),
    took,
    mayHaveTaken: took,
  }
  for await (const each of paid(call, course)) answer = each
  if (!answer) throw new Failure('unavailable', stopped)
  return answer
}

/** Where a provider does not say how much a call may take: no prompt and no answer is longer. */
const wholeContext = ({ contextTokens }: Facts): Used => ({ ...nothingUsed, inputTokens: contextTokens ?? 0, outputTokens: contextTokens ?? 0 })

type Call = {
  readonly name: string
  readonly facts: Facts
  readonly task: SpendingTask
  readonly most: Used
  readonly signal: AbortSignal
  readonly purse?: Purse
  /** What the best model asks, and how many tokens more it would have been told. */
  readonly best?: Price
  readonly leftOutTokens?: () => number
}

type Course<Piece> = {
  readonly ask: () => AsyncIterable<Piece>
  readonly note: (piece: Piece) => unknown
  /** Once it has come to its end. */
  readonly took: () => Used
  /** Wherever it broke off. */
  readonly mayHaveTaken: () => Used
}

async function* paid<Piece>(call: Call, { ask, note, took, mayHaveTaken }: Course<Piece>): AsyncGenerator<Piece> {
  if (call.signal.aborted) return
  const settle = await reserved(call)
  if (call.signal.aborted) return settle('aborted', nothingUsed)
  try {
    for await (const piece of ask()) {
      note(piece)
      yield piece
    }
    if (!call.signal.aborted) settle('finished', took())
  } catch (error) {
    settle(call.signal.aborted ? 'aborted' : 'failed', isUncharged(error) ? nothingUsed : mayHaveTaken())
    throw error
  } finally {
    // Whoever stops reading ends the call, too. What is settled stays as it is.
    settle('aborted', mayHaveTaken())
  }
}

type Settle = (outcome: 'finished' | 'aborted' | 'failed', used: Used) => void

async function reserved({ name, facts: { provider, model, price }, task, most, best, leftOutTokens = () => 0, purse }: Call): Promise<Settle> {
  const mostMicroUsd = costOf(price, most)
  if (!purse && mostMicroUsd === 0) return () => {}
  const reservation = await purse?.reserve({ task, provider, model, mostMicroUsd })
  if (!reservation) throw new ProviderFailure(name, 'over-budget')
  return (outcome, used) => {
    // What was not answered to its end saved nothing.
    const saved = outcome === 'finished' && best ? savedBy(price, used, best, leftOutTokens()) : nothingSaved
    reservation.settle({ outcome, used, microUsd: costOf(price, used), saved, savedMicroUsd: totalSaved(saved) })
  }
}

const isUncharged = (error: unknown): boolean => error instanceof ProviderFailure && error.uncharged
