/** What the learner keeps to remember, as this page knows it: read from the server once, when it is first needed. */
import type { CardList, CardRequest, CardView } from '@mluv/protocol/cards.ts'
import { troubleIn } from '../api.ts'
import type { ask, Trouble } from '../api.ts'

/** A dropped card stays in its place, so that it can be taken back, until it is swept away. */
export type Shelf = {
  readonly cards: readonly (CardView & { readonly kept: boolean })[]
  readonly state: 'unread' | 'reading' | 'read'
  /** Where older cards go on; null where there are none. */
  readonly next: string | null
  readonly trouble: Trouble | null
}

export type KeptCards = {
  shelf(): Shelf
  /** The answer ends the watch. */
  watch(onChange: () => void): () => void
  /** Reads the newest cards; does nothing once they are read. */
  read(): Promise<void>
  readOlder(): Promise<void>
  /** Forgets what was read and reads it anew: the server has changed it by itself. */
  readAgain(): Promise<void>
  /** Whether it was done; if not, the trouble says why. */
  keep(wish: CardRequest): Promise<boolean>
  drop(card: CardView): Promise<boolean>
  sweep(): void
}

const pageSize = 100

export function keptCards(call: typeof ask): KeptCards {
  let shelf: Shelf = { cards: [], state: 'unread', next: null, trouble: null }
  const watchers = new Set<() => void>()
  const put = (changes: Partial<Shelf>): void => {
    shelf = { ...shelf, ...changes }
    for (const watcher of watchers) watcher()
  }
  const tried = async (act: () => Promise<Partial<Shelf>>): Promise<boolean> => {
    try {
      put({ trouble: null, ...(await act()) })
      return true
    } catch (error) {
      put({ trouble: troubleIn(error), ...(shelf.state === 'reading' && { state: 'unread' }) })
      return false
    }
  }
  const page = async (before: string | null): Promise<Partial<Shelf>> => {
    const { items, next } = await call<CardList>('GET', `/cards?limit=${pageSize}${before === null ? '' : `&before=${encodeURIComponent(before)}`}`)
    return { cards: items.reduce(withKept, shelf.cards), next, state: 'read' }
  }
  const read = async (): Promise<void> => {
    if (shelf.state !== 'unread') return
    put({ state: 'reading' })
    await tried(() => page(null))
  }
  return {
    shelf: () => shelf,
    watch(onChange) {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    read,
    async readOlder() {
      if (shelf.next !== null) await tried(() => page(shelf.next))
    },
    async readAgain() {
      put({ cards: [], state: 'unread', next: null })
      await read()
    },
    keep: (wish) => tried(async () => {
      const card = await call<CardView>('POST', '/cards', wish)
      return { cards: withKept(shelf.cards.some((one) => isSame(one, card)) ? shelf.cards : [{ ...card, kept: true }, ...shelf.cards], card) }
    }),
    drop: (card) => tried(async () => {
      await call('DELETE', `/cards/${card.cardId}`)
      return { cards: shelf.cards.map((one) => (isSame(one, card) ? { ...one, kept: false } : one)) }
    }),
    sweep: () => put({ cards: shelf.cards.filter(({ kept }) => kept), trouble: null }),
  }
}

/** One thing is kept once, whatever its id: that is how the server counts too. */
export const isSame = (one: Pick<CardRequest, 'kind' | 'front'>, other: Pick<CardRequest, 'kind' | 'front'>): boolean => one.kind === other.kind && one.front === other.front

function withKept(cards: Shelf['cards'], card: CardView): Shelf['cards'] {
  const at = cards.findIndex((one) => isSame(one, card))
  return at < 0 ? [...cards, { ...card, kept: true }] : cards.with(at, { ...card, kept: true })
}
