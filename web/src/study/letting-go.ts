/** Cards that are let go, and can be taken back until the room is left. Where the page is closed on them, the next visit ends them. */
import type { Drawer } from '../talk/pending.ts'

export type LettingGo = {
  has(cardId: string): boolean
  /** `was`: whether it was put aside before. */
  add(cardId: string, was: boolean): void
  takeBack(cardId: string): void
  was(cardId: string): boolean
  /** Ends them for good. */
  end(): Promise<void>
  /** What the visit before has left is ended. */
  readonly lastVisit: Promise<void>
}

const place = 'mluv.letting-go'

export function lettingGo(end: (cardId: string) => Promise<unknown>, kept: Drawer): LettingGo {
  const going = new Map<string, boolean>()
  const remember = (): void => (going.size > 0 ? kept.setItem(place, JSON.stringify([...going.keys()])) : kept.removeItem(place))
  const endAll = async (cardIds: readonly string[]): Promise<void> => {
    await Promise.allSettled(cardIds.map(end))
    remember()
  }
  return {
    has: (cardId) => going.has(cardId),
    add(cardId, was) {
      going.set(cardId, was)
      remember()
    },
    takeBack(cardId) {
      going.delete(cardId)
      remember()
    },
    was: (cardId) => going.get(cardId) ?? false,
    async end() {
      const ending = [...going.keys()]
      going.clear()
      await endAll(ending)
    },
    lastVisit: endAll(kept.getItem(place)?.match(/[0-9a-f-]{36}/g) ?? []),
  }
}
