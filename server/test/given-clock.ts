/** Time and chance that a test gives: time passes only when it is told to, and every name is another. */
import { createHash } from 'node:crypto'
import { uuidv7 } from '../src/domain/identity.ts'
import type { Clock } from '../src/ports/clock.ts'

export type GivenClock = Clock & {
  /** Lets so much time pass, ending the waits within it one after the other. */
  pass(ms: number): void
  /** Lets time pass until the next wait ends; false where nobody waits. */
  passToNext(): boolean
  /** When the next wait ends; null where nobody waits. */
  readonly nextMs: number | null
  /** Waits there are. */
  readonly waits: number
}

/** A Monday, at ten in Prague. */
export const startMs = Date.UTC(2026, 2, 2, 9)

export function givenClock(fromMs = startMs): GivenClock {
  let passedMs = 0
  let made = 0
  const waits = new Set<{ readonly atMs: number; readonly end: () => void }>()
  const nextMs = () => (waits.size === 0 ? null : Math.min(...[...waits].map(({ atMs }) => atMs)))

  function passTo(ms: number): void {
    for (let next = nextMs(); next !== null && next <= ms; next = nextMs()) {
      passedMs = next
      for (const wait of waits) if (wait.atMs <= next) wait.end()
    }
    passedMs = ms
  }

  return {
    now: () => fromMs + passedMs,
    monotonicMs: () => passedMs,
    soon: async () => {},
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const end = () => {
          waits.delete(wait)
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const wait = { atMs: passedMs + ms, end }
        waits.add(wait)
        signal?.addEventListener('abort', end, { once: true })
      }),
    newId: () => uuidv7(fromMs + passedMs, chance((made += 1))),
    random: (bytes) => new Uint8Array(createHash('shake256', { outputLength: bytes }).update(`${(made += 1)}`).digest()),
    pass: (ms) => passTo(passedMs + ms),
    passToNext() {
      const next = nextMs()
      if (next !== null) passTo(next)
      return next !== null
    },
    get nextMs() {
      return nextMs()
    },
    get waits() {
      return waits.size
    },
  }
}

/** Ten bytes that grow with `count`: names made in one millisecond sort by their making. */
function chance(count: number): Uint8Array {
  const bytes = new Uint8Array(10)
  new DataView(bytes.buffer).setUint32(6, count)
  return bytes
}
