/**
 * Believes what is remembered only while it is known to be so: a value holds the version it was read at, and is shown if no
 * change that ends it has a higher one. So it does not matter in which order values and changes arrive, nor what a shared
 * cache lost, kept too long or got late from somebody else.
 */
import { artefacts, shownToOthers, type Lifetimes } from '../../domain/artefact.ts'
import { codeOf } from '../../domain/failure.ts'
import type { Cache, Found, Named } from '../../ports/cache.ts'
import type { Clock } from '../../ports/clock.ts'
import { belief } from './belief.ts'
import { lookUps } from './look-ups.ts'
import type { Kept } from './memory.ts'
import { renewals } from './renewals.ts'
import type { Shared } from './shared.ts'

export type CacheOptions = {
  readonly clock: Pick<Clock, 'now'>
  readonly bytesMax: number
  readonly lifetimes: Lifetimes
  /** How long past its time a value is given while it cannot be found again. */
  readonly graceMs: number
  /** What all processes share; null where they share nothing. */
  readonly shared: Shared | null
}

export function cache({ clock, bytesMax, lifetimes, graceMs, shared }: CacheOptions): Cache {
  const known = belief({ clock, bytesMax, lifetimes })
  const looking = lookUps(known, shared)
  const renewing = renewals(known, looking)
  const { held, lowest, counts } = known

  /** The last that was true, where nobody can say whether it still is. Null where it is too old, or a change has ended it. */
  function lastOf(what: Named, key: string, error: unknown): Kept | null {
    const kept = held.look(key)
    const moreMs = artefacts[what.artefact].whose === 'session' ? 0 : graceMs
    return kept && ['unavailable', 'busy'].includes(codeOf(error)) && known.isCurrent(what, kept) && known.isYoung(kept, moreMs) ? kept : null
  }

  return {
    async get<Value>(what: Named, find: () => Promise<Found<Value>>, { fresh = false } = {}) {
      const key = `${what.artefact}:${what.owner}:${what.name}`
      const kept = held.use(key)
      if (kept) {
        kept.askedAtMs = clock.now()
        kept.inVain = 0
      }
      if (kept && !fresh && known.isBelieved(what.artefact) && known.isYoung(kept) && known.isCurrent(what, kept)) {
        counts[what.artefact].process += 1
        return kept.value as Value
      }
      try {
        return (await (fresh ? looking.findAnew(what, key, find) : looking.join(what, key, find))).value as Value
      } catch (error) {
        const last = fresh ? null : lastOf(what, key, error)
        if (last === null) throw error
        counts[what.artefact].graced += 1
        return last.value as Value
      }
    },

    changed(change, where) {
      lowest.raise(change)
      const isOver = change.kinds.includes('erased') || change.kinds.includes('session')
      if (isOver) held.dropAllOf(change.owner)
      else if (where === 'here') renewing.after(change)
    },

    async forget(learnerId) {
      held.dropAllOf(learnerId)
      held.dropAll(new Set(shownToOthers))
      await shared?.forget(learnerId, shownToOthers)
    },

    listening: known.listen,

    counts: () => counts,
    shared: async () => (shared === null ? 'none' : (await shared.answers()) ? 'ok' : 'down'),
    async close() {
      await renewing.close()
      await shared?.close()
    },
  }
}
