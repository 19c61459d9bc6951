/** Finding what is not remembered here: where all processes share, else at its source; once for all who ask meanwhile. */
import { artefacts, type Artefact } from '../../domain/artefact.ts'
import type { Named } from '../../ports/cache.ts'
import type { Belief, Find, Versioned } from './belief.ts'
import type { Shared } from './shared.ts'

type Why = 'loads' | 'renewals'

export type LookUps = {
  /** The look-up that runs, unless a change was told since it began: then one that begins now. */
  join(what: Named, key: string, find: Find, why?: Why): Promise<Versioned>
  /** One of its own, at the source. */
  findAnew(what: Named, key: string, find: Find): Promise<Versioned>
}

export function lookUps(belief: Belief, shared: Shared | null): LookUps {
  const { lowest, counts, lifetimes, clock } = belief
  const running = new Map<string, { readonly floor: number | undefined; readonly found: Promise<Versioned> }>()

  function join(what: Named, key: string, find: Find, why: Why = 'loads'): Promise<Versioned> {
    const floor = lowest.of(what.owner, what.artefact)
    const known = running.get(key)
    if (known && known.floor === floor) {
      if (why === 'loads') counts[what.artefact].waits += 1
      return known.found
    }
    const found = lookUp(what, key, find, floor, why).finally(() => {
      if (running.get(key) === begun) running.delete(key)
    })
    const begun = { floor, found }
    running.set(key, begun)
    return found
  }

  async function lookUp(what: Named, key: string, find: Find, floor: number | undefined, why: Why): Promise<Versioned> {
    // Of somebody nothing was heard of, a shared value may be older than what they know.
    if (shared && floor !== undefined && lifetimes[what.artefact].sharedMs !== null && belief.isBelieved(what.artefact)) {
      const known = await shared.get(key)
      if (known && belief.keep(what, key, find, known)) {
        counts[what.artefact].shared += 1
        return known
      }
    }
    return findAnew(what, key, find, why)
  }

  async function findAnew(what: Named, key: string, find: Find, why: Why = 'loads'): Promise<Versioned> {
    const [moment, heard] = [lowest.moment(), lowest.versionOf(what.owner)]
    counts[what.artefact][why] += 1
    const { version = heard ?? 0, ...of } = await find()
    const found = { ...of, version }
    if (!lowest.remembersSince(moment)) return found
    if (found.also) lowest.begin(found.also.owner, found.also.version)
    if (found.value === null) return found
    if (tellsVersion(what.artefact)) lowest.begin(what.owner, version)
    if (belief.keep(what, key, find, found)) share(what, key, found)
    return found
  }

  function share({ artefact }: Named, key: string, { value, version, untilMs }: Versioned): void {
    const { sharedMs } = lifetimes[artefact]
    if (shared && sharedMs !== null) void shared.put(key, { value, version, untilMs }, untilMs === null ? sharedMs : Math.min(sharedMs, Math.max(1, untilMs - clock.now())))
  }

  return { join, findAnew }
}

/** What belongs to one learner or session is looked up together with their version. */
const tellsVersion = (artefact: Artefact): boolean => ['learner', 'session'].includes(artefacts[artefact].whose)
