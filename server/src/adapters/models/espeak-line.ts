/** Who waits for a voice: learners in turn, one sentence each, so that a long reply holds up nobody else's short one. */

export type FairLine<Item> = {
  /** False where there is no room. */
  join(forWhom: string, item: Item): boolean
  first(): Item | undefined
  leave(item: Item): void
  /** Empties the line. */
  dismiss(): Item[]
}

export function fairLine<Item>(limits: { readonly all: number; readonly each: number }): FairLine<Item> {
  /** Learners in the order in which they are next. */
  const waiting = new Map<string, Item[]>()
  const length = () => [...waiting.values()].reduce((sum, items) => sum + items.length, 0)

  return {
    join(forWhom, item) {
      const items = waiting.get(forWhom) ?? []
      if (items.length >= limits.each || length() >= limits.all) return false
      waiting.set(forWhom, [...items, item])
      return true
    },
    first() {
      const next = waiting.entries().next().value
      if (!next) return undefined
      const [forWhom, [item, ...others]] = next
      waiting.delete(forWhom)
      if (others.length > 0) waiting.set(forWhom, others)
      return item
    },
    leave(item) {
      for (const [forWhom, items] of waiting) {
        const others = items.filter((other) => other !== item)
        if (others.length === 0) waiting.delete(forWhom)
        else waiting.set(forWhom, others)
      }
    },
    dismiss() {
      const all = [...waiting.values()].flat()
      waiting.clear()
      return all
    },
  }
}
