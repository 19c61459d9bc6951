/** Updates that were not taken yet: of each row in their order, and all by their numbers. */
import type { Update } from 'grammy/types'
import type { UpdateBehaviour } from './behaviour.ts'

export type Pending = {
  readonly update: Update
  /** Of a chat, or of the presses of one person. */
  readonly row: string
  readonly expiresMs: number
  /** When it may be sent again. */
  dueMs: number
  failures: number
  isOnWay: boolean
  /** Whether it was taken, and is sent once more. */
  isAgain: boolean
}

export type Waiting = {
  readonly size: number
  add(pending: Pending): void
  remove(pending: Pending): void
  /** What may be sent now; null where nothing may. */
  next(order: UpdateBehaviour['order'], nowMs: number): Pending | null
  /** Takes away what has a number below `offset`; where that is negative, all but so many of the latest. Answers with what is left, in order. */
  from(offset: number, limit: number): Update[]
  hurry(): void
  clear(): void
}

export function waiting(): Waiting {
  const rows = new Map<string, readonly Pending[]>()
  const all = new Map<number, Pending>()

  function remove(pending: Pending): void {
    all.delete(pending.update.update_id)
    const left = (rows.get(pending.row) ?? []).filter((each) => each !== pending)
    if (left.length > 0) rows.set(pending.row, left)
    else rows.delete(pending.row)
  }

  return {
    get size() {
      return all.size
    },
    add(pending) {
      all.set(pending.update.update_id, pending)
      rows.set(pending.row, [...(rows.get(pending.row) ?? []), pending])
    },
    remove,
    next(order, nowMs) {
      for (const row of rows.values()) {
        const isFree = order === 'at-once' || !row.some(({ isOnWay }) => isOnWay)
        const first = order === 'at-once' ? row.find(({ isOnWay, dueMs }) => !isOnWay && dueMs <= nowMs) : row.at(order === 'reversed' ? -1 : 0)
        if (isFree && first && first.dueMs <= nowMs) return first
      }
      return null
    },
    from(offset, limit) {
      const ids = [...all.keys()]
      const least = offset < 0 ? (ids.at(offset) ?? ids[0] ?? 0) : offset
      for (const id of ids) if (id < least) remove(all.get(id)!)
      return Array.from(all.values()).slice(0, limit).map(({ update }) => update)
    },
    hurry() {
      for (const pending of all.values()) pending.dueMs = 0
    },
    clear() {
      all.clear()
      rows.clear()
    },
  }
}
