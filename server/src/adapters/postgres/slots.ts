/**
 * Who may use what there are few of. Callers beyond their number wait in line, first come first served, for a bounded time:
 * a burst is slower, never an error, and a caller that waits for itself is told instead of hanging.
 */
import { Failure } from '../../domain/failure.ts'

export type Slots<Thing> = {
  /** Resolves when a thing is the caller's, of several the one that was used last; rejects with `busy` past the deadline or when the line is full. */
  take(): Promise<Thing>
  giveBack(thing: Thing): void
  /** Whoever waits or comes later is refused with `unavailable`. */
  close(): void
}

type Waiter<Thing> = { readonly resolve: (thing: Thing) => void; readonly reject: (failure: Failure) => void; readonly timer: NodeJS.Timeout }

const waitersMax = 10_000
const retryAfterMs = 1_000

export function slots<Thing>(things: readonly Thing[], waitMsMax: number): Slots<Thing> {
  const waiting = new Set<Waiter<Thing>>()
  const free = [...things]
  let closed = false

  return {
    take() {
      if (closed) return Promise.reject(closing())
      const thing = free.pop()
      if (thing !== undefined) return Promise.resolve(thing)
      if (waiting.size >= waitersMax) return Promise.reject(busy())
      return new Promise<Thing>((resolve, reject) => {
        const waiter: Waiter<Thing> = { resolve, reject, timer: setTimeout(() => { waiting.delete(waiter); reject(busy()) }, waitMsMax) }
        waiting.add(waiter)
      })
    },
    giveBack(thing) {
      const [next] = waiting
      if (next === undefined) {
        free.push(thing)
        return
      }
      waiting.delete(next)
      clearTimeout(next.timer)
      next.resolve(thing)
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
