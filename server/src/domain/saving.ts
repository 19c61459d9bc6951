/**
 * What a call would have cost with nothing done to save money, and by what that was avoided.
 *
 * The measure is the best model, told the whole history, at the full price of each token, with nothing recalled. Each part is
 * counted once, and together they are what the measure costs above what was paid:
 *
 * - caching: what the vendor took off for a beginning that it still had, less what it asked for keeping it
 * - routing: what the best model would have asked for the same tokens
 * - window: what was left out of the prompt, at what it would have cost there: as a beginning that is known, where this one was
 * - recall: the whole of a call that was not made
 */
import { costOf, nothingUsed, type Price, type Used } from './price.ts'

export const savingWays = ['caching', 'routing', 'window', 'recall'] as const
export type Saved = Readonly<Record<(typeof savingWays)[number], number>>

export const nothingSaved: Saved = { caching: 0, routing: 0, window: 0, recall: 0 }

export const totalSaved = (saved: Saved): number => savingWays.reduce((sum, way) => sum + saved[way], 0)

/** `best`: what the best model asks. `leftOutTokens`: of the history, those that were not told. Micro-dollars; a part may be negative where more was paid. */
export function savedBy(price: Price, used: Used, best: Price, leftOutTokens: number): Saved {
  const { cacheWrittenTokens: _, ...read } = used
  const undiscounted = { ...read, cachedInputTokens: 0 }
  const atFullPrice = costOf(price, undiscounted)
  const { inputTokens = 0, cachedInputTokens = inputTokens } = best
  return {
    caching: atFullPrice - costOf(price, used),
    routing: costOf(best, undiscounted) - atFullPrice,
    window: costOf({ inputTokens: used.cachedInputTokens > 0 ? cachedInputTokens : inputTokens }, { ...nothingUsed, inputTokens: leftOutTokens }),
    recall: 0,
  }
}
