/** What vendors ask, and what a call comes to. Money is whole micro-dollars; what a call costs is rounded up, once. */

/**
 * US dollars a million tokens or characters, which is micro-dollars for each of them; and, of sound, US dollars a minute.
 * What is not named is not charged for. `cachedInputTokens` are those of a prompt's beginning that the vendor still has.
 */
export type Price = {
  readonly inputTokens?: number
  /** As any other where it is not named; so are those that the vendor is asked to keep. */
  readonly cachedInputTokens?: number
  readonly cacheWrittenTokens?: number
  readonly outputTokens?: number
  readonly spokenCharacters?: number
  readonly heardSound?: number
  readonly spokenSound?: number
}

/** What providers are asked for. */
export type SpendingTask = 'reply' | 'correct' | 'transcribe' | 'speak' | 'summarise' | 'embed'

/** What one call took. `inputTokens` includes those that were cached, and those that are from now on. */
export type Used = {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  /** None where it is absent. */
  readonly cacheWrittenTokens?: number
  readonly outputTokens: number
  /** UTF-16 units of text that was turned into sound. */
  readonly spokenCharacters: number
  readonly heardMs: number
  readonly spokenMs: number
}

export const nothingUsed: Used = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, spokenCharacters: 0, heardMs: 0, spokenMs: 0 }

const msPerMinute = 60_000
const microUsdPerUsd = 1_000_000
/** Sums of decimal fractions are not exact: what is less than this above a whole micro-dollar is that micro-dollar. */
const exactness = 1e-6

/** Micro-dollars. */
export function costOf(price: Price, used: Used): number {
  const { inputTokens = 0, cachedInputTokens = inputTokens, cacheWrittenTokens = inputTokens, outputTokens = 0, spokenCharacters = 0, heardSound = 0, spokenSound = 0 } = price
  const written = used.cacheWrittenTokens ?? 0
  const cost = (used.inputTokens - used.cachedInputTokens - written) * inputTokens + used.cachedInputTokens * cachedInputTokens + written * cacheWrittenTokens
    + used.outputTokens * outputTokens
    + used.spokenCharacters * spokenCharacters + ((used.heardMs * heardSound + used.spokenMs * spokenSound) * microUsdPerUsd) / msPerMinute
  return Math.max(0, Math.ceil(cost - exactness))
}
