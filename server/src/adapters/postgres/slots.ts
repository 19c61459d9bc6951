/**
 * Who may use what there are few of. Callers beyond their number wait in line, first come first served, for a bounded time:
 * a burst is slower, never an error, and a caller that waits for itself is told instead of hanging.
 */
import { Failure } from '../../domain/failure.ts'
import { tally, waitBoundsMs } from '../../domain/tally.ts'
import type { DatabaseVitals } from '../../ports/vitals.ts'

export type Slots<Thing> = {
  /** Resolves when a thing is the caller's, of several the one that was used last; rejects with `busy` past the deadline or when the line is full. */
  take(): Promise<Thing>
  giveBack(thing: Thing): void
  /** Whoever waits or comes later is refused with `unavailable`. */
  close(): void
  /** How long those waited, one with another, who got a thing since this was asked before; 0 where nobody did. */
  waitedLatelyMs(): number
  read(): Omit<DatabaseVitals, 'statementsMs'>
}

type Waiter<Thing> = { readonly resolve: (thing: Thing) => void; readonly reject: (failure: Failure) => void; readonly timer: NodeJS.Timeout }

const waitersMax = 10_000
const retryAfterMs = 1_000

export function slots<Thing>(things: readonly Thing[], waitMsMax: number): Slots<Thing> {
  const waiting = new Set<Waiter<Thing>>()
  const free = [...things]
  const waitedMs = tally(waitBoundsMs)
  const lately = { count: 0, ms: 0 }
  let refused = 0
  let closed = false

  const noteWait = (ms: number): void => {
    waitedMs.note(ms)
    lately.count += 1
    lately.ms += ms
  }
  const refuse = (): Failure => {
    refused += 1
    return busy()
  }
  return {
    take() {
      if (closed) return Promise.reject(closing())
      const thing = free.pop()
      if (thing !== undefined) {
        noteWait(0)
        return Promise.resolve(thing)
      }
      if (waiting.size >= waitersMax) return Promise.reject(refuse())
      const sinceMs = performance.now()
      return new Promise<Thing>((resolve, reject) => {
        const taken = (thing: Thing) => {
          noteWait(performance.now() - sinceMs)
          resolve(thing)
        }
        const waiter: Waiter<Thing> = { resolve: taken, reject, timer: setTimeout(() => { waiting.delete(waiter); waitedMs.note(waitMsMax); reject(refuse()) }, waitMsMax) }
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
    waitedLatelyMs() {
      const { count, ms } = lately
      Object.assign(lately, { count: 0, ms: 0 })
      return count === 0 ? 0 : ms / count
    },
    read: () => ({ busy: things.length - free.length, free: free.length, waiting: waiting.size, refused, waitedMs: waitedMs.read() }),
  }
}

const busy = (): Failure => new Failure('busy', 'The database has too much to do at the moment. Please try again.', { retryAfterMs: retryAfterMs })
const closing = (): Failure => new Failure('unavailable', 'The database is being closed.')
