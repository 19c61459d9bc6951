/**
 * The embedded database for as long as a process uses it: running, and held. One that ends unasked (the machine's memory was short, somebody killed it, a session
 * crashed and took the others with it) is started again and held anew. Who asks it something meanwhile is refused, as when a server is started again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf, Failure } from '../../domain/failure.ts'
import type { EmbeddedPostgres } from './start.ts'

type Alive = {
  /** What runs now, and how to start it again at the same place. */
  readonly running: EmbeddedPostgres
  readonly start: () => Promise<EmbeddedPostgres>
  /** Takes the installation; `onLost` is told when it is taken away. */
  readonly hold: (onLost: () => void) => Promise<{ release(): Promise<void> }>
  readonly say: (sentence: string) => void
  /** It is gone for good, or somebody else's now. */
  readonly lost?: (() => void) | undefined
}

/** Within a minute; whatever ends it more often, starting it again does not mend. */
const deathsMax = 3
const deathsWithinMs = 60_000
/** A start that fails is tried again for so long after the death: its sessions are still ending, or the disk is being cleared. */
const reviveMsMax = 10_000
const retryMs = 100

/** Rejects where it cannot be held to begin with; then the server is left as it is. `stop` stops it, unless it was lost. */
export async function keepAlive({ running, start, hold, say, lost }: Alive): Promise<{ stop(): Promise<void> }> {
  let server = running
  let reviving = Promise.resolve()
  let isEnding = false
  let isOurs = true
  let deathsAtMs: readonly number[] = []
  let held = await hold(ended)

  function ended(): void {
    if (!isEnding) reviving = revive().catch(giveUp)
  }

  async function revive(): Promise<void> {
    const diedAtMs = performance.now()
    deathsAtMs = [...deathsAtMs.filter((ms) => ms > diedAtMs - deathsWithinMs), diedAtMs]
    await held.release()
    if (deathsAtMs.length > deathsMax) throw new Failure('unavailable', 'The embedded database ends again and again.')
    say('The embedded database ended unasked. It is started again.')
    for (;;) {
      try {
        server = await start()
        held = await hold(ended)
        return
      } catch (error) {
        if (codeOf(error) !== 'unavailable' || isEnding || performance.now() > diedAtMs + reviveMsMax) throw error
        await pause(retryMs)
      }
    }
  }

  function giveUp(error: unknown): void {
    isOurs = false
    if (isEnding) return
    if (error instanceof Failure) say(error.message)
    lost?.()
  }

  return {
    async stop() {
      isEnding = true
      await reviving
      if (!isOurs) return
      await held.release()
      await server.stop()
    },
  }
}
