/** A clock that stands still until a test turns it. */
import type { Clock } from '../../src/ports/clock.ts'

export type TurnedClock = Clock & {
  /** Lets so much time pass, and ends the waits that end within it. */
  turn(ms: number): void
  /** Waits there are. */
  readonly waits: number
}

export function turnedClock(): TurnedClock {
  let nowMs = 0
  const waits = new Set<{ readonly atMs: number; readonly end: () => void }>()
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    soon: async () => {},
    newId: () => '00000000-0000-7000-8000-000000000000',
    random: (bytes) => new Uint8Array(bytes),
    async sleep(ms: number, signal?: AbortSignal) {
      if (signal?.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const wait = { atMs: nowMs + ms, end: resolve }
      waits.add(wait)
      signal?.addEventListener('abort', () => resolve(), { once: true })
      await promise
      waits.delete(wait)
    },
    turn(ms) {
      nowMs += ms
      for (const wait of waits) if (wait.atMs <= nowMs) wait.end()
    },
    get waits() {
      return waits.size
    },
  }
}

/** Turns of the event loop until `holds`; what does not come about within so many never does. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; turns < turnsMax; turns += 1) {
    // What is under way comes as far as it can.
    await new Promise((resolve) => setImmediate(resolve))
    if (holds()) return
  }
  throw new Error('It did not come about.')
}

/** What a promise gives within a few turns of the event loop; `never` where it is still waiting then. */
export async function soon<Value>(promise: Promise<Value>): Promise<Value | 'never'> {
  let settled = false
  const settling = promise.finally(() => (settled = true))
  settling.catch(() => {})
  await until(() => settled).catch(() => {})
  return settled ? promise : 'never'
}

const turnsMax = 20_000
