/** The learner's cards as they look for them: by words, kind and state, page by page; changed, added and let go. */
import type { CardKind, CardList, CardPatch, CardRequest, CardState, CardView } from '@mluv/protocol/cards.ts'
import { troubleIn } from '../api.ts'
import type { ask, Trouble } from '../api.ts'
import type { Drawer } from '../talk/pending.ts'
import { isSame } from './kept-cards.ts'
import { lettingGo } from './letting-go.ts'
import type { LettingGo } from './letting-go.ts'

export type Wanted = { readonly q: string; readonly kind: CardKind | 'all'; readonly state: CardState | 'all' }
export const everything: Wanted = { q: '', kind: 'all', state: 'all' }

/** One that is going is put aside at once, and gone for good when the room is left: until then it can be taken back, with all that was learnt. */
export type ListedCard = CardView & { readonly going: boolean }
export type Listing = {
  readonly cards: readonly ListedCard[]
  /** Where it goes on; null where it does not. */
  readonly next: string | null
  readonly isRead: boolean
  readonly trouble: Trouble | null
}

export type CardListing = {
  listing(): Listing
  /** The answer ends the watch. */
  watch(onChange: () => void): () => void
  /** Reads the newest of these; what was shown stays until they are there. */
  show(wanted: Wanted): Promise<void>
  more(): Promise<void>
  /** The card that is kept now: one that was kept already stays as it is, and may not hold the wish. Null where none is, and the trouble says why. */
  add(wish: CardRequest): Promise<CardView | null>
  /** Whether it was done; if not, the trouble says why. */
  change(card: CardView, patch: CardPatch): Promise<boolean>
  letGo(card: ListedCard): Promise<boolean>
  takeBack(card: ListedCard): Promise<boolean>
  /** Lets go for good what is going; tells whether anything is another than when the room was entered. */
  leave(): Promise<boolean>
}

const pageSize = 50

/** `end` lets a card go for good; where the page is closed meanwhile, it is done by the next visit. */
export function cardListing(call: typeof ask, end: (cardId: string) => Promise<unknown>, kept: Drawer): CardListing {
  let listing: Listing = { cards: [], next: null, isRead: false, trouble: null }
  let wanted = everything
  let asked = 0
  let deeds = 0
  const going = lettingGo(end, kept)
  const watchers = new Set<() => void>()
  const put = (changes: Partial<Listing>): void => {
    listing = { ...listing, ...changes }
    for (const watcher of watchers) watcher()
  }
  const listed = (card: CardView): ListedCard => ({ ...card, going: going.has(card.cardId) })
  /** An answer that something newer was asked for after is let go by; one that something was done meanwhile may not know of that, and it is asked again. */
  const read = async (before: string | null): Promise<void> => {
    asked += 1
    const turn = asked
    const known = deeds
    try {
      await going.lastVisit
      const { items, next } = await call<CardList>('GET', `/cards?${queryOf(wanted, before)}`)
      if (turn === asked && known !== deeds) return await read(before)
      if (turn === asked) put({ cards: [...(before === null ? [] : listing.cards), ...items.map(listed)], next, isRead: true, trouble: null })
    } catch (error) {
      if (turn === asked) put({ trouble: troubleIn(error) })
    }
  }
  const tried = async (deed: () => Promise<readonly ListedCard[]>): Promise<boolean> => {
    try {
      const cards = await deed()
      deeds += 1
      put({ cards, trouble: null })
      return true
    } catch (error) {
      put({ trouble: troubleIn(error) })
      return false
    }
  }
  const change = (card: CardView, patch: CardPatch, changed: () => void = () => {}): Promise<boolean> => tried(async () => {
    const now = await call<CardView>('PATCH', `/cards/${card.cardId}`, patch)
    changed()
    return listing.cards.map((one) => (one.cardId === now.cardId ? listed(now) : one))
  })
  return {
    listing: () => listing,
    watch(onChange) {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    async show(those) {
      wanted = those
      await read(null)
    },
    more: async () => void (listing.next !== null && (await read(listing.next))),
    async add(wish) {
      const isDone = await tried(async () => {
        const card = await keptOf(call, going, wish)
        return [listed(card), ...listing.cards.filter(({ cardId }) => cardId !== card.cardId)]
      })
      return (isDone && listing.cards.find((one) => isSame(one, wish))) || null
    },
    change: (card, patch) => change(card, patch),
    letGo: (card) => change(card, { suspended: true }, () => going.add(card.cardId, card.suspended)),
    takeBack: (card) => change(card, { suspended: going.was(card.cardId) }, () => going.takeBack(card.cardId)),
    async leave() {
      await going.end()
      return deeds > 0
    },
  }
}

/** What is kept of a wish. Whoever writes anew what they have let go wants it kept. */
async function keptOf(call: typeof ask, going: LettingGo, wish: CardRequest): Promise<CardView> {
  const card = await call<CardView>('POST', '/cards', wish)
  if (!going.has(card.cardId)) return card
  const back = await call<CardView>('PATCH', `/cards/${card.cardId}`, { suspended: going.was(card.cardId) })
  going.takeBack(card.cardId)
  return back
}

/** Whether all of the wish stands on the card. */
export const holds = (card: CardView, wish: CardRequest): boolean => isSame(card, wish) && card.back === wish.back && (wish.example === undefined || card.example === wish.example)

function queryOf({ q, kind, state }: Wanted, before: string | null): string {
  const given = { q, ...(kind !== 'all' && { kind }), ...(state !== 'all' && { state }), ...(before !== null && { before }), limit: String(pageSize) }
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString()
}
