/** The tutor's voice: text in, sound out, and when each word sounds. */
import type { WordTime } from '../domain/conversation.ts'
import type { Language } from '../domain/language.ts'
import type { OpusSound } from '../domain/opus.ts'
import type { Provider } from './provider.ts'
import type { Purse } from './purse.ts'

export type SpeechOptions = {
  readonly language: Language
  /** 1 is the voice's own pace; 0.5–1.5. */
  readonly speed: number
  /** Whose turn it is: a voice with few hands serves learners fairly, one sentence each in turn. */
  readonly forWhom: string
  readonly signal: AbortSignal
  readonly purse?: Purse
}

/**
 * Some of a sentence's sound: 16-bit mono PCM, or Opus packets as the provider made them, none of them empty, with the times of the
 * words that begin in the whole sound so far. All chunks of a sentence are of one kind. `by` is there where another voice
 * stands in: its sound has its own rate, and is not kept under the name of the one asked.
 */
export type SpeechChunk = ({ readonly pcm: Int16Array } | { readonly opus: OpusSound }) & {
  readonly words: readonly WordTime[]
  readonly by?: { readonly name: string; readonly voice: string; readonly sampleRateHz: number }
}

/** Speaks text. */
export type TextToSpeech = Provider & {
  /** Names everything that shapes the sound besides text and speed, for keys of stored sounds. */
  readonly voice: string
  /** Of PCM. */
  readonly sampleRateHz: number
  /**
   * Yields the sound of one sentence in order; the chunks together are all of it, and it is never empty.
   * Throws `ProviderFailure` and nothing else. Stops within 100 ms of `signal` aborting.
   */
  speak(text: string, options: SpeechOptions): AsyncIterable<SpeechChunk>
}
