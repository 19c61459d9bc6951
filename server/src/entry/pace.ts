/** How often somebody may do something: so many in a window, then wait. */
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'

/** More names than this are forgotten, the oldest first: a flood of names must not fill the memory. */
const namesMax = 50_000

/** Counts one; throws `busy` with the time to wait when it is one too many. */
export type Pace = { count(name: string): void }

/** `limit` 0 is no limit. */
export function pace(options: { readonly limit: number; readonly windowMs: number; readonly clock: Pick<Clock, 'monotonicMs'>; readonly sentence: string }): Pace {
  const { limit, windowMs, clock, sentence } = options
  const windows = new Map<string, { sinceMs: number; count: number }>()
  return {
    count(name) {
      if (limit === 0) return
      const nowMs = clock.monotonicMs()
      const window = windows.get(name)
      if (!window || nowMs - window.sinceMs >= windowMs) {
        windows.delete(name)
        windows.set(name, { sinceMs: nowMs, count: 1 })
        if (windows.size > namesMax) windows.delete(windows.keys().next().value!)
        return
      }
      if (window.count >= limit) throw new Failure('busy', sentence, { retryAfterMs: Math.max(1, Math.ceil(windowMs - (nowMs - window.sinceMs))) })
      window.count += 1
    },
  }
}
