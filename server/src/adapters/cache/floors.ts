/** The lowest version of each artefact that may still be shown, owner by owner, as far as this process has heard. */
import { artefactNames, artefacts, type Artefact, type Change } from '../../domain/artefact.ts'

export type Floors = {
  /** Undefined where nothing is known of the owner: then nothing of theirs may be believed. */
  of(owner: string, artefact: Artefact): number | undefined
  /** The highest version heard of. */
  versionOf(owner: string): number | undefined
  /** After a change: what it ended is shown from its version on only. Of an owner who was not known, everything. */
  raise(change: Change): void
  /** What a look-up tells of an owner who is not known. */
  begin(owner: string, version: number): void
  /** Forgets every owner. */
  clear(): void
  /** To ask later whether anything that was told since is forgotten: then a look-up of that time may miss a change. */
  moment(): number
  remembersSince(moment: number): boolean
}

type Known = { readonly version: number; readonly floor: readonly number[] }

/** Those not heard of longest are forgotten: so whoever was heard of since a moment is known, unless `ownersMax` others were. */
export function floors(ownersMax: number, forgotten: (owner: string) => void): Floors {
  const known = new Map<string, Known>()
  let learnt = 0

  function forget(owner: string): void {
    known.delete(owner)
    forgotten(owner)
  }

  function learn(owner: string, version: number, floorOf: (artefact: Artefact, at: number) => number): void {
    known.delete(owner)
    known.set(owner, { version, floor: artefactNames.map(floorOf) })
    learnt += 1
    if (known.size > ownersMax) forget(known.keys().next().value!)
  }

  return {
    of: (owner, artefact) => (artefacts[artefact].whose === 'nobody' ? 0 : known.get(owner)?.floor[places[artefact]]),
    versionOf: (owner) => known.get(owner)?.version,
    raise({ owner, version, kinds }) {
      const before = known.get(owner)
      if (before === undefined) return learn(owner, version, () => version)
      learn(owner, Math.max(version, before.version), (artefact, at) => (isEnded(artefact, kinds) ? Math.max(version, before.floor[at]!) : before.floor[at]!))
    },
    begin(owner, version) {
      if (!known.has(owner)) learn(owner, version, () => version)
    },
    clear() {
      for (const owner of known.keys()) forget(owner)
      learnt += ownersMax
    },
    moment: () => learnt,
    remembersSince: (moment) => learnt - moment < ownersMax,
  }
}

const places = Object.fromEntries(artefactNames.map((name, at) => [name, at])) as Readonly<Record<Artefact, number>>

const isEnded = (artefact: Artefact, kinds: Change['kinds']): boolean => kinds.includes('erased') || artefacts[artefact].endedBy.some((kind) => kinds.includes(kind))
