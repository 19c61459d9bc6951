/** Clocks whose time passes only when a test says so. */
import type { Clock } from '../../../src/ports/clock.ts'

export type HandClock = Clock & {
  /** Ends every wait there is. */
  ring(): void
}

export function handClock(): HandClock {
  const waits = new Set<() => void>()
  return {
    now: () => 0,
    monotonicMs: () => 0,
    soon: async () => {},
    newId: () => '00000000-0000-7000-8000-000000000000',
    random: (bytes) => new Uint8Array(bytes),
    async sleep(_ms, signal) {
      if (signal?.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      waits.add(resolve)
      signal?.addEventListener('abort', () => resolve(), { once: true })
      await promise
      waits.delete(resolve)
    },
    ring() {
      for (const end of waits) end()
    },
  }
}
