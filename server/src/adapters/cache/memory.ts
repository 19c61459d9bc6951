/** What one process remembers, within so many bytes: what was not asked for longest goes first. */
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
}

export type Memory = {
  /** As it is; `use` also makes it the last to go. */
  look(key: string): Kept | undefined
  use(key: string): Kept | undefined
  put(key: string, kept: Kept): void
  /** The keys of what is held of an owner. */
  of(owner: string): Iterable<string>
  dropAllOf(owner: string): void
  readonly bytes: number
}

/** A map's entry, its keys and what else an engine keeps for one. */
const entryBytes = 400

export function memory(bytesMax: number): Memory {
  const entries = new Map<string, Kept>()
  const owned = new Map<string, Set<string>>()
  let bytes = 0

  function drop(key: string): void {
    const kept = entries.get(key)
    if (!kept) return
    entries.delete(key)
    bytes -= kept.bytes
    const keys = owned.get(kept.what.owner)
    keys?.delete(key)
    if (keys?.size === 0) owned.delete(kept.what.owner)
  }

  return {
    look: (key) => entries.get(key),
    use(key) {
      const kept = entries.get(key)
      if (kept) {
        entries.delete(key)
        entries.set(key, kept)
      }
      return kept
    },
    put(key, kept) {
      drop(key)
      if (kept.bytes > bytesMax) return
      entries.set(key, kept)
      bytes += kept.bytes
      const keys = owned.get(kept.what.owner)
      if (keys) keys.add(key)
      else owned.set(kept.what.owner, new Set([key]))
      for (const oldest of entries.keys()) {
        if (bytes <= bytesMax) break
        drop(oldest)
      }
    },
    of: (owner) => owned.get(owner) ?? [],
    dropAllOf(owner) {
      for (const key of owned.get(owner) ?? []) drop(key)
    },
    get bytes() {
      return bytes
    },
  }
}

/** What plain data and bytes take, about. */
export function bytesOf(value: unknown): number {
  return entryBytes + weight(value)
}

function weight(value: unknown): number {
  if (typeof value === 'string') return value.length * 2
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (typeof value !== 'object' || value === null) return 8
  return Object.values(value).reduce((sum: number, part) => sum + 16 + weight(part), 16)
}
