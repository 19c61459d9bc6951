/**
 * What may be asked of a vendor within a minute, as the vendor tells it with its answers: until it has, whatever is asked. It
 * counts whoever asks with the same key, and gives back all the time what was taken: so after a minute there is nothing that it
 * has not told of or given back. Knows no clock.
 */
import { minuteMs, type Left, type Room } from '../domain/rate.ts'
import { nothingAhead, type Minute } from './minute.ts'

type Call = { readonly nth: number; readonly atMs: number; tokens: number }

/** Where a vendor never tells, no more of them are kept. */
const callsMax = 10_000

/** What takes more than a minute's worth by itself goes alone. */
export function toldMinute(): Minute {
  let room: Room | null = null
  /** The latest call that was answered with it: those before it are counted in it, those after it are not. */
  let answered = 0
  const uncounted: Call[] = []
  let made = 0
  let restsUntilMs = 0

  function forget(isOver: (call: Call) => boolean): void {
    const kept = uncounted.findIndex((call) => !isOver(call))
    uncounted.splice(0, kept === -1 ? uncounted.length : kept)
  }

  /** How long until so much is there, of what refills evenly. */
  function waitFor(of: Left | null, needed: number, sinceMs: number): number {
    if (!of) return 0
    const left = Math.min(of.limit, of.left + (of.limit * sinceMs) / minuteMs)
    return Math.max(0, Math.ceil(((needed - left) * minuteMs) / of.limit))
  }

  return {
    waitMs(nowMs, tokens, ahead = nothingAhead) {
      const restMs = Math.max(0, restsUntilMs - nowMs)
      if (!room) return restMs
      forget(({ atMs }) => nowMs - atMs >= minuteMs)
      const taken = uncounted.reduce((sum, call) => sum + call.tokens, 0)
      const sinceMs = nowMs - room.atMs
      const mine = Math.min(tokens, room.tokens?.limit ?? tokens)
      return Math.max(restMs, waitFor(room.requests, uncounted.length + ahead.calls + 1, sinceMs), waitFor(room.tokens, taken + ahead.tokens + mine, sinceMs))
    },
    take(nowMs, tokens) {
      const call: Call = { nth: (made += 1), atMs: nowMs, tokens }
      if (uncounted.length === callsMax) uncounted.shift()
      uncounted.push(call)
      return {
        took: (counted) => void (call.tokens = Math.min(call.tokens, counted)),
        giveBack() {
          const at = uncounted.indexOf(call)
          if (at >= 0) uncounted.splice(at, 1)
        },
        told(latest) {
          if (call.nth < answered) return
          answered = call.nth
          room = latest
          forget(({ nth }) => nth <= answered)
        },
      }
    },
    rest(untilMs) {
      restsUntilMs = Math.max(restsUntilMs, untilMs)
    },
  }
}
