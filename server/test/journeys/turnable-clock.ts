/** The machine's own time and chance, except that waits end when a test says that time has passed, and not before. */
import { realClock } from '../../src/adapters/real-clock.ts'
import type { Clock } from '../../src/ports/clock.ts'

export type TurnableClock = Clock & {
  /** Lets so much time pass, and ends the waits that end within it. */
  turn(ms: number): void
  /** Waits that have not ended. */
  readonly waits: number
  /** Resolves when somebody waits for so long. */
  waited(ms: number): Promise<void>
}

type Wait = { readonly ms: number; readonly atMs: number; readonly end: () => void }

/** `atOnceMsMax`: shorter waits, such as those between two tries, end at once. */
export function turnableClock({ atOnceMsMax = 0 }: { readonly atOnceMsMax?: number } = {}): TurnableClock {
  const real = realClock()
  const waits = new Set<Wait>()
  const watchers = new Set<{ readonly ms: number; readonly seen: () => void }>()
  let turnedMs = 0
  return {
    ...real,
    now: () => real.now() + turnedMs,
    monotonicMs: () => real.monotonicMs() + turnedMs,
    async sleep(ms, signal) {
      if (signal?.aborted) return
      if (ms <= atOnceMsMax) return new Promise((resolve) => { setImmediate(resolve) })
      const { promise, resolve } = Promise.withResolvers<void>()
      const wait = { ms, atMs: turnedMs + ms, end: resolve }
      waits.add(wait)
      for (const watcher of watchers) if (watcher.ms === ms) watcher.seen()
      signal?.addEventListener('abort', () => resolve(), { once: true })
      await promise
      waits.delete(wait)
    },
    turn(ms) {
      turnedMs += ms
      for (const wait of waits) if (wait.atMs <= turnedMs) wait.end()
    },
    get waits() { return waits.size },
    async waited(ms) {
      if (waits.values().some((wait) => wait.ms === ms)) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const watcher = { ms, seen: resolve }
      watchers.add(watcher)
      await promise
      watchers.delete(watcher)
    },
  }
}
