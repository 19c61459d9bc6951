/** What one process remembers, within so many bytes: what was not asked for longest goes first. */
import type { Artefact } from '../../domain/artefact.ts'
import type { Found, Named } from '../../ports/cache.ts'

export type Kept = Found<unknown> & {
  readonly version: number
  readonly what: Named
  readonly bytes: number
  readonly keptAtMs: number
  /** How it is found again. */
  readonly find: () => Promise<Found<unknown>>
  /** Since when nobody asked for it. */
  askedAtMs: number
  /** How often it was found again since somebody asked for it. */
  inVain: number
}

export type Memory = {
  /** As it is; `use` also makes it the last to go. */
  look(key: string): Kept | undefined
  use(key: string): Kept | undefined
  put(key: string, kept: Kept): void
  /** The keys of what is held of an owner. */
  of(owner: string): Iterable<string>
  dropAllOf(owner: string): void
  dropAll(artefacts: ReadonlySet<Artefact>): void
  readonly bytes: number
}

/** A map's entry, its keys, its owner's floors and what else an engine keeps for one: measured. */
const entryBytes = 1_100
/** Sessions have so much of it to themselves: each call asks for one, and pages, which are larger, would crowd out those of whoever comes seldom. */
const sessionsShare = 1 / 4

type Shelf = { readonly entries: Map<string, Kept>; readonly bytesMax: number; bytes: number }

export function memory(bytesMax: number): Memory {
  const shelf = (share: number): Shelf => ({ entries: new Map(), bytesMax: bytesMax * share, bytes: 0 })
  const [sessions, others] = [shelf(sessionsShare), shelf(1 - sessionsShare)]
  const shelfOf = (key: string): Shelf => (key.startsWith('session:') ? sessions : others)
  const owned = new Map<string, Set<string>>()

  function drop(key: string): void {
    const shelf = shelfOf(key)
    const kept = shelf.entries.get(key)
    if (!kept) return
    shelf.entries.delete(key)
    shelf.bytes -= kept.bytes
    const keys = owned.get(kept.what.owner)
    keys?.delete(key)
    if (keys?.size === 0) owned.delete(kept.what.owner)
  }

  return {
    look: (key) => shelfOf(key).entries.get(key),
    use(key) {
      const { entries } = shelfOf(key)
      const kept = entries.get(key)
      if (kept) {
        entries.delete(key)
        entries.set(key, kept)
      }
      return kept
    },
    put(key, kept) {
      drop(key)
      const shelf = shelfOf(key)
      if (kept.bytes > shelf.bytesMax) return
      shelf.entries.set(key, kept)
      shelf.bytes += kept.bytes
      const keys = owned.get(kept.what.owner)
      if (keys) keys.add(key)
      else owned.set(kept.what.owner, new Set([key]))
      for (const oldest of shelf.entries.keys()) {
        if (shelf.bytes <= shelf.bytesMax) break
        drop(oldest)
      }
    },
    of: (owner) => owned.get(owner) ?? [],
    dropAllOf(owner) {
      for (const key of owned.get(owner) ?? []) drop(key)
    },
    dropAll(artefacts) {
      for (const { entries } of [sessions, others]) for (const [key, { what }] of entries) if (artefacts.has(what.artefact)) drop(key)
    },
    get bytes() {
      return sessions.bytes + others.bytes
    },
  }
}

/** What plain data and bytes take, about. */
export function bytesOf(value: unknown): number {
  return entryBytes + weight(value)
}

function weight(value: unknown): number {
  if (typeof value === 'string') return value.length * 2
  // A part keeps the whole.
  if (ArrayBuffer.isView(value)) return value.buffer.byteLength
  if (typeof value !== 'object' || value === null) return 8
  return Object.values(value).reduce((sum: number, part) => sum + 16 + weight(part), 16)
}
