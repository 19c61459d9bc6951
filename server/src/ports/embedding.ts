/** What texts mean, as vectors that lie near each other where the texts mean nearly the same. */
import type { Used } from '../domain/price.ts'
import type { Provider } from './provider.ts'
import type { Purse } from './purse.ts'

/** `used` is there where the provider tells what it took. */
export type Embedded = { readonly vectors: readonly Float32Array[]; readonly used?: Used }

/** Turns texts into vectors. */
export type Embedding = Provider & {
  /** No embedding of these texts takes more than this; absent where it costs nothing. */
  most?(texts: readonly string[]): Used
  /**
   * One vector for each text, in their order, all of the same length, each of length 1. No texts give no vectors, and ask nobody.
   * Throws `ProviderFailure`, or a `Failure` where `signal` aborts; gives up within 100 ms of that.
   */
  embed(texts: readonly string[], options: { readonly signal: AbortSignal; readonly purse?: Purse }): Promise<Embedded>
}
