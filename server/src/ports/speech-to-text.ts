/** What the learner says aloud, as text. */
import type { Language } from '../domain/language.ts'
import type { Provider } from './provider.ts'
import type { Purse } from './purse.ts'

/** `by` names who heard it, where that is not whom it was asked of; `recalled` where nobody was asked, since it is known from before. */
export type Transcript = { readonly text: string; readonly final: boolean; readonly by?: string; readonly recalled?: true }

/** Turns a learner's speech into text. */
export type SpeechToText = Provider & {
  /** It gives partial transcripts while sound still comes. */
  readonly streams?: true
  /**
   * Takes 16-bit little-endian mono PCM at 16 kHz. Yields partial transcripts, each replacing the one before, and ends
   * with exactly one final one, verbatim: what was said, mistakes included. Speech without words gives an empty final one. `soundMs` is how long it is at most, where that is known beforehand.
   * Throws `ProviderFailure` and nothing else. Stops within 100 ms of `signal` aborting.
   */
  transcribe(pcm: AsyncIterable<Uint8Array>, options: { readonly language: Language; readonly signal: AbortSignal; readonly purse?: Purse; readonly soundMs?: number }): AsyncIterable<Transcript>
}
