/** Finds what is wrong in an utterance, and says why. */
import type { Correction } from '../domain/correction.ts'
import type { Language, Level } from '../domain/language.ts'
import type { CorrectionLevel, Gender } from '../domain/learner.ts'
import type { Used } from '../domain/price.ts'
import type { Provider } from './provider.ts'
import type { Purse } from './purse.ts'

/** What is checked, and for whom it is explained. */
export type Listening = {
  readonly text: string
  readonly language: Language
  readonly level: Level
  /** A BCP 47 tag: explanations are in the nearest tongue there is. */
  readonly motherTongue: string
  readonly gender: Gender | null
  readonly corrections: CorrectionLevel
  /** True where a recogniser wrote the text. */
  readonly spoken: boolean
}

/** `used` is there where the provider tells what the check took; `recalled` where nobody was asked, since it is known from before. */
export type Checked = Correction & { readonly used?: Used; readonly recalled?: true }

/** Finds what is wrong in an utterance and says why. */
export type Ear = Provider & {
  /** No check of this takes more than this; absent where it costs nothing. */
  most?(listening: Listening): Used
  /**
   * Findings are sorted, never overlap and never split a surrogate pair; applying them gives `corrected`.
   * What it is unsure of is a question or nothing. Text that is not of the language comes back unchanged.
   * Throws a `Failure` and nothing else. Gives up within 100 ms of `signal` aborting.
   */
  check(listening: Listening, options: { readonly signal: AbortSignal; readonly purse?: Purse }): Promise<Checked>
}
