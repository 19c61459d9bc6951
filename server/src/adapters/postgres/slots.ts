/**
 * Who may use the pool now. Callers beyond its size wait in line, first come first served, for a bounded time:
 * a burst is slower, never an error, and a caller that waits for itself is told instead of hanging.
 */
import { Failure } from '../../domain/failure.ts'

export type Slots = {
  /** Resolves when a slot is the caller's; rejects with `busy` past the deadline or when the line is full. */
  take(): Promise<void>
  giveBack(): void
  /** Whoever waits or comes later is refused with `unavailable`. */
  close(): void
}

type Waiter = { readonly resolve: () => void; readonly reject: (failure: Failure) => void; readonly timer: NodeJS.Timeout }

const waitersMax = 10_000
const retryAfterMs = 1_000

export function slots(count: number, waitMsMax: number): Slots {
  const waiting = new Set<Waiter>()
  let free = count
  let closed = false

  return {
    take() {
      if (closed) return Promise.reject(closing())
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      if (waiting.size >= waitersMax) return Promise.reject(busy())
      return new Promise<void>((resolve, reject) => {
        const waiter: Waiter = { resolve, reject, timer: setTimeout(() => { waiting.delete(waiter); reject(busy()) }, waitMsMax) }
        waiting.add(waiter)
      })
    },
    giveBack() {
      const [next] = waiting
      if (next === undefined) {
        free += 1
        return
      }
      waiting.delete(next)
      clearTimeout(next.timer)
      next.resolve()
    },
    close() {
      closed = true
      for (const waiter of waiting) {
        clearTimeout(waiter.timer)
        waiter.reject(closing())
      }
      waiting.clear()
    },
  }
}

const busy = (): Failure => new Failure('busy', 'The database has too much to do at the moment. Please try again.', { retryAfterMs: retryAfterMs })
const closing = (): Failure => new Failure('unavailable', 'The database is being closed.')
