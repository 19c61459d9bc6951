/** Forgets what nobody needs any more, a little at a time. */
import { keptMs, remains } from '../domain/retention.ts'
import type { Clock } from '../ports/clock.ts'
import type { Upkeep } from '../ports/upkeep.ts'

/** Erased in one statement: some ten milliseconds of a database's time. */
const batchMax = 500

export type Retention = { /** Null: what was said is kept for ever. */ readonly keepTurnsDays: number | null }

export async function cleanUp({ upkeep, clock, keepTurnsDays }: { readonly upkeep: Upkeep; readonly clock: Clock } & Retention, signal: AbortSignal): Promise<void> {
  for (const kind of remains) {
    const kept = keptMs(kind, keepTurnsDays)
    if (kept === null) continue
    const beforeMs = clock.now() - kept
    while ((await upkeep.erase(kind, beforeMs, batchMax)) === batchMax) signal.throwIfAborted()
  }
}
