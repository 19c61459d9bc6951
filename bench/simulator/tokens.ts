/**
 * How many tokens a text has, and how many of a prompt's first ones a vendor has seen lately.
 *
 * By default a token is four letters of a prompt and a word of an answer, which costs nothing to count. Real ones
 * (o200k_base) are loaded when they are asked for; that package takes long repetitions in its stride, which others do not.
 */

export type Tokens = {
  /** The tokens of a text: what is equal is the same token. */
  of(text: string): readonly (number | string)[]
  /** How many an answer has. */
  written(answer: string): number
}

export const roughTokens: Tokens = {
  of: (text) => text.match(/[^]{1,4}/g) ?? [],
  written: (answer) => piecesOf(answer).length,
}

export async function realTokens(): Promise<Tokens> {
  const { encode, countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  // A blank belongs to the word after it.
  return { of: encode, written: (answer) => countTokens(answer.trimEnd()) }
}

/** What an answer is streamed in: words with the space after them, about what a token is. */
export const piecesOf = (answer: string): string[] => answer.match(/\S+\s*/g) ?? []

/** Vendors keep nothing shorter, and count what they kept in steps. */
const keptMin = 1024
const keptStep = 128
/** Since the last use. */
const keptMs = 5 * 60_000
const keptPrefixesMax = 200_000

export type PrefixCache = {
  /** How many of the first tokens were sent before by the same owner; from now on all of them are known. As OpenAI does it: by itself, in steps. */
  seen(owner: string, tokens: readonly (number | string)[], nowMs: number): number
  /** Whether exactly these tokens were kept for the owner; from now on they are. As Anthropic does it: where it is told to. */
  kept(owner: string, tokens: readonly (number | string)[], nowMs: number): boolean
}

export function prefixCache(): PrefixCache {
  const usedAt = new Map<string, number>()
  const isFresh = (key: string, nowMs: number): boolean => nowMs - (usedAt.get(key) ?? Number.NEGATIVE_INFINITY) <= keptMs
  function use(key: string, nowMs: number): void {
    usedAt.delete(key)
    usedAt.set(key, nowMs)
    if (usedAt.size > keptPrefixesMax) usedAt.delete(usedAt.keys().next().value!)
  }
  return {
    seen(owner, tokens, nowMs) {
      let cached = 0
      let hash = 0
      for (let length = keptStep; length <= tokens.length; length += keptStep) {
        hash = mixed(hash, tokens, length - keptStep, length)
        if (length < keptMin) continue
        const key = `${owner} ${length} ${hash}`
        if (cached === length - keptStep || length === keptMin) if (isFresh(key, nowMs)) cached = length
        use(key, nowMs)
      }
      return cached
    },
    kept(owner, tokens, nowMs) {
      if (tokens.length < keptMin) return false
      const key = `${owner} ${tokens.length} ${mixed(0, tokens, 0, tokens.length)}`
      const fresh = isFresh(key, nowMs)
      use(key, nowMs)
      return fresh
    },
  }
}

/** Whether so few tokens are kept at all. */
export const isKept = (tokens: number): boolean => tokens >= keptMin

/** A hash of 53 bits of some tokens after those that were hashed before (cyrb53 by its shape). */
function mixed(before: number, tokens: readonly (number | string)[], from: number, to: number): number {
  let low = 0xdeadbeef ^ (before | 0)
  let high = 0x41c6ce57 ^ Math.floor(before / 2 ** 32)
  const mix = (code: number) => {
    low = Math.imul(low ^ code, 2_654_435_761)
    high = Math.imul(high ^ code, 1_597_334_677)
  }
  for (let at = from; at < to; at += 1) {
    const token = tokens[at]!
    if (typeof token === 'number') mix(token)
    else for (let unit = 0; unit < token.length; unit += 1) mix(token.charCodeAt(unit))
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & high) + (low >>> 0)
}
