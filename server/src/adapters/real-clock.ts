/** The machine's own time and chance. */
import { randomBytes } from 'node:crypto'
import { uuidv7 } from '../domain/identity.ts'
import type { Clock } from '../ports/clock.ts'

export const realClock = (): Clock => ({
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const wake = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, ms).unref()
      signal?.addEventListener('abort', wake, { once: true })
    }),
  soon: () => new Promise((resolve) => setImmediate(resolve)),
  newId: () => uuidv7(Date.now(), randomBytes(10)),
  random: (bytes) => randomBytes(bytes),
})
