/** What this process holds, and what of it may be believed. */
import { artefactNames, artefacts, type Artefact, type Lifetimes } from '../../domain/artefact.ts'
import type { Counts, Found, Named } from '../../ports/cache.ts'
import type { Clock } from '../../ports/clock.ts'
import { floors, type Floors } from './floors.ts'
import { bytesOf, memory, type Kept, type Memory } from './memory.ts'

export type Find = () => Promise<Found<unknown>>
export type Versioned = Found<unknown> & { readonly version: number }

export type Belief = {
  readonly held: Memory
  readonly lowest: Floors
  readonly counts: Readonly<Record<Artefact, { -readonly [Name in keyof Counts]: number }>>
  readonly lifetimes: Lifetimes
  readonly clock: Pick<Clock, 'now'>
  /** Changes made elsewhere are heard from now on, or no longer. What was kept before they are is forgotten. */
  listen(hears: boolean): void
  /** Whether anything remembered of an artefact may be believed now. */
  isBelieved(artefact: Artefact): boolean
  /** No change has ended it, as far as is known, nor has its day. */
  isCurrent(what: Named, found: Versioned): boolean
  isYoung(kept: Kept, moreMs?: number): boolean
  /** Whether it was worth keeping: a look-up that began before a change takes nobody's place. */
  keep(what: Named, key: string, find: Find, found: Versioned): boolean
}

const ofNobody: ReadonlySet<Artefact> = new Set(artefactNames.filter((name) => artefacts[name].whose === 'nobody'))

/** Owners whose floors are known, a learner and a session each one: some 300 bytes. */
const ownersMax = 40_000

export function belief({ clock, bytesMax, lifetimes }: { readonly clock: Pick<Clock, 'now'>; readonly bytesMax: number; readonly lifetimes: Lifetimes }): Belief {
  const held = memory(bytesMax)
  const lowest = floors(ownersMax, (owner) => held.dropAllOf(owner))
  let hears = false

  const isBelieved = (artefact: Artefact): boolean => hears || artefacts[artefact].whose === 'nobody'

  function isCurrent({ artefact, owner }: Named, { version, untilMs }: Versioned): boolean {
    const floor = lowest.of(owner, artefact)
    return floor !== undefined && version >= floor && (untilMs === null || clock.now() < untilMs)
  }

  return {
    held, lowest, lifetimes, clock, isBelieved, isCurrent,
    counts: noCounts(),
    listen(hearsNow) {
      hears = hearsNow
      if (!hears) return
      lowest.clear()
      // Whoever was erased meanwhile, nobody was heard of it.
      held.dropAll(ofNobody)
    },
    isYoung: ({ what, keptAtMs }, moreMs = 0) => clock.now() < keptAtMs + lifetimes[what.artefact].processMs + moreMs,
    keep(what, key, find, found) {
      const before = held.look(key)
      const endsWithTheDay = found.untilMs !== null || !artefacts[what.artefact].ofToday
      const isWorth = isBelieved(what.artefact) && isCurrent(what, found) && endsWithTheDay && !(before && before.version > found.version)
      const atMs = clock.now()
      if (isWorth) held.put(key, { ...found, what, find, bytes: bytesOf(found.value), keptAtMs: atMs, askedAtMs: before?.askedAtMs ?? atMs, inVain: before?.inVain ?? 0 })
      return isWorth
    },
  }
}

export const noCounts = (): Belief['counts'] => Object.fromEntries(artefactNames.map((name) => [name, { process: 0, shared: 0, loads: 0, renewals: 0, waits: 0, graced: 0 }])) as Belief['counts']
