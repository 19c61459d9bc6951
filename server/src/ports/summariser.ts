/** Puts into few words what was said, and finds what the learner told of themselves. */
import type { Exchange } from '../domain/conversation.ts'
import type { Language } from '../domain/language.ts'
import type { ClaimedFact } from '../domain/recollection.ts'
import type { Used } from '../domain/price.ts'
import type { Provider } from './provider.ts'
import type { Purse } from './purse.ts'

export type Told = {
  readonly language: Language
  /** What was said before, in few words; null where nothing was, or nobody knows it any more. */
  readonly summary: string | null
  /** Facts that are known already. */
  readonly facts: readonly string[]
  /** Oldest first; at least one. */
  readonly exchanges: readonly Exchange[]
}

/** `summary` is of everything, what was said before included. Nothing of `facts` is believed as it stands. `used` is there where the provider tells what it took. */
export type Summarised = { readonly summary: string; readonly facts: readonly ClaimedFact[]; readonly used?: Used }

/** Puts talks into few words. */
export type Summariser = Provider & {
  /** No summary of this takes more than this; absent where it costs nothing. */
  most?(told: Told): Used
  /** Throws a `Failure` and nothing else. Gives up within 100 ms of `signal` aborting. */
  summarise(told: Told, options: { readonly signal: AbortSignal; readonly purse?: Purse }): Promise<Summarised>
}
