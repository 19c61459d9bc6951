/**
 * What was taken of a vendor's rate within the last minute, each call at the moment it was made: so there is no minute,
 * wherever it begins, in which more is taken. Knows no clock.
 */
import { minuteMs, type Rate, type Room } from '../domain/rate.ts'

type Call = { readonly atMs: number; tokens: number; counts: boolean }

/** Calls that go before another, and what they take together. */
export type Ahead = { readonly calls: number; readonly tokens: number }
export const nothingAhead: Ahead = { calls: 0, tokens: 0 }

/** One call's part. */
export type Taken = {
  /** Once it is known how much it was: less, for what is taken beforehand is the most that it may be. */
  took(tokens: number): void
  /** It was not made. */
  giveBack(): void
  /** What the vendor said of its rate when it answered this. */
  told(room: Room): void
}

export type Minute = {
  /** How long until a call fits that takes so many tokens, after those ahead of it; 0 at once, `Infinity` where that is a minute or more away. */
  waitMs(nowMs: number, tokens: number, ahead?: Ahead): number
  take(nowMs: number, tokens: number): Taken
  /** Nothing fits before this: the vendor said so. */
  rest(untilMs: number): void
}

/** What takes more than a minute's worth by itself goes alone. */
export function minute({ requestsPerMinute, tokensPerMinute }: Rate): Minute {
  const [requestsMax, tokensMax] = [requestsPerMinute ?? Infinity, tokensPerMinute ?? Infinity]
  /** Oldest first. */
  const calls: Call[] = []
  let tokensTaken = 0
  let restsUntilMs = 0

  function forget(nowMs: number): void {
    const kept = calls.findIndex(({ atMs }) => nowMs - atMs < minuteMs)
    for (const call of calls.splice(0, kept === -1 ? calls.length : kept)) {
      tokensTaken -= call.tokens
      call.counts = false
    }
  }

  /** When so many calls, and so many tokens, are a minute old. */
  function freeAtMs(missingCalls: number, missingTokens: number): number {
    if (missingCalls > calls.length) return Infinity
    let at = missingCalls
    let freed = 0
    for (let each = 0; each < at; each += 1) freed += calls[each]!.tokens
    for (; freed < missingTokens; at += 1) {
      if (at === calls.length) return Infinity
      freed += calls[at]!.tokens
    }
    return calls[at - 1]!.atMs + minuteMs
  }

  return {
    waitMs(nowMs, tokens, ahead = nothingAhead) {
      forget(nowMs)
      const missingCalls = calls.length + ahead.calls + 1 - requestsMax
      const missingTokens = tokensTaken + ahead.tokens + Math.min(tokens, tokensMax) - tokensMax
      const freeMs = missingCalls <= 0 && missingTokens <= 0 ? nowMs : freeAtMs(Math.max(0, missingCalls), Math.max(0, missingTokens))
      return Math.max(freeMs, restsUntilMs) - nowMs
    },
    take(nowMs, tokens) {
      const call: Call = { atMs: nowMs, tokens: Math.min(tokens, tokensMax), counts: true }
      calls.push(call)
      tokensTaken += call.tokens
      return {
        took(counted) {
          if (!call.counts) return
          const less = Math.max(0, call.tokens - counted)
          call.tokens -= less
          tokensTaken -= less
        },
        giveBack() {
          if (!call.counts) return
          call.counts = false
          calls.splice(calls.lastIndexOf(call), 1)
          tokensTaken -= call.tokens
        },
        // Whoever set a rate knows what else it is to be kept for.
        told() {},
      }
    },
    rest(untilMs) {
      restsUntilMs = Math.max(restsUntilMs, untilMs)
    },
  }
}
