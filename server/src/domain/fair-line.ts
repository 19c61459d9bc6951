/** Who waits for something scarce: learners in turn, one thing each, so that somebody's many hold up nobody else's one. */

export type FairLine<Item> = {
  /** False where there is no room. */
  join(forWhom: string, item: Item): boolean
  /** Takes the first one out of the line. */
  take(): Item | undefined
  leave(item: Item): void
  /** Empties the line. */
  dismiss(): Item[]
  /** Who is next. */
  readonly first: Item | undefined
  readonly length: number
  all(): Item[]
  /** Those who come before somebody who joins now, if nobody else does. */
  aheadOf(forWhom: string): Item[]
}

export function fairLine<Item>(limits: { readonly all: number; readonly each: number }): FairLine<Item> {
  /** Learners in the order in which they are next. */
  const waiting = new Map<string, Item[]>()
  let length = 0

  return {
    join(forWhom, item) {
      const items = waiting.get(forWhom) ?? []
      if (items.length >= limits.each || length >= limits.all) return false
      waiting.set(forWhom, [...items, item])
      length += 1
      return true
    },
    take() {
      const next = waiting.entries().next().value
      if (!next) return undefined
      const [forWhom, [item, ...others]] = next
      waiting.delete(forWhom)
      if (others.length > 0) waiting.set(forWhom, others)
      length -= 1
      return item
    },
    leave(item) {
      for (const [forWhom, items] of waiting) {
        if (!items.includes(item)) continue
        const others = items.filter((other) => other !== item)
        if (others.length === 0) waiting.delete(forWhom)
        else waiting.set(forWhom, others)
        length -= 1
        return
      }
    },
    dismiss() {
      const all = [...waiting.values()].flat()
      waiting.clear()
      length = 0
      return all
    },
    get first() {
      return waiting.values().next().value?.[0]
    },
    get length() {
      return length
    },
    all: () => [...waiting.values()].flat(),
    aheadOf(forWhom) {
      const mine = waiting.get(forWhom)
      let isMineNext = mine !== undefined
      return [...waiting.values()].flatMap((items) => {
        if (items === mine) {
          isMineNext = false
          return items
        }
        // Whoever stands before this learner has one more turn by then.
        return items.slice(0, (mine?.length ?? 0) + (mine === undefined || isMineNext ? 1 : 0))
      })
    },
  }
}
