/**
 * How much of a conversation is told to whoever answers: the newest exchanges, each whole, within bounds.
 *
 * The window moves in steps. As long as it stands still, a request begins with all that the last one had, and vendors ask a
 * fraction for a beginning that they have seen before; a window that slid with each turn would begin anew each time.
 */
import type { Exchange } from './conversation.ts'

/** Whatever their length, so many are told. */
export const exchangesMin = 8
export const exchangesMax = 24
export const tokensMax = 3000
const step = 8

/** Czech has about 2.6 characters to a token (o200k_base, on 300,000 characters). */
const charactersPerToken = 2.6

/** `earlier`: how many exchanges came before `exchanges`, which are the latest, oldest first. */
export function windowOf(exchanges: readonly Exchange[], earlier: number): readonly Exchange[] {
  let [tokens, from] = [0, exchanges.length]
  for (; from > 0 && exchanges.length - from < exchangesMax; from -= 1) {
    const { learner, tutor } = exchanges[from - 1]!
    tokens += (learner.length + tutor.length) / charactersPerToken
    if (tokens > tokensMax) break
  }
  // The next place on the conversation's own scale where a window may begin.
  const begin = from === 0 && earlier === 0 ? 0 : Math.ceil((earlier + from) / step) * step - earlier
  return exchanges.slice(Math.max(0, Math.min(begin, exchanges.length - exchangesMin)))
}

/** How many exchanges of a talk are not told: those before the window. */
export const leftOut = (exchanges: readonly Exchange[], earlier: number): number => earlier + exchanges.length - windowOf(exchanges, earlier).length

/** How many tokens those have. Of exchanges that are not at hand as many as the others have on average. */
export function tokensLeftOut(exchanges: readonly Exchange[], earlier: number): number {
  const told = windowOf(exchanges, earlier).length
  const tokens = exchanges.map(({ learner, tutor }) => (learner.length + tutor.length) / charactersPerToken)
  const sum = (of: readonly number[]) => of.reduce((total, each) => total + each, 0)
  return Math.round(sum(tokens.slice(0, tokens.length - told)) + (exchanges.length === 0 ? 0 : (earlier * sum(tokens)) / exchanges.length))
}
