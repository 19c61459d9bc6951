/** The list of cards of one visit to the room: what is looked for is read as it is typed, and what was let go ends with the visit. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { ask } from '../api.ts'
import { cardListing, everything } from './card-listing.ts'
import type { CardListing, Listing, Wanted } from './card-listing.ts'
import type { Drawer } from '../talk/pending.ts'
import { useKeptCards } from './use-kept-cards.ts'

/** As long as somebody who types stops between two words. */
const typedMs = 250

export function useCardListing(learnerId: string, kept: Drawer): { readonly cards: CardListing; readonly listing: Listing; readonly wanted: Wanted; readonly want: (wanted: Wanted) => void } {
  const shelf = useKeptCards(learnerId).cards
  const [cards] = useState(() => cardListing(ask, endFor, kept))
  const [wanted, want] = useState(everything)
  const listing = useSyncExternalStore(cards.watch, cards.listing)
  useEffect(() => {
    const timer = setTimeout(() => void cards.show(wanted), cards.listing().isRead ? typedMs : 0)
    return () => clearTimeout(timer)
  }, [cards, wanted])
  useEffect(() => {
    const leave = async (): Promise<void> => {
      if (await cards.leave()) await shelf.readAgain()
    }
    const end = (): void => void leave()
    addEventListener('pagehide', end)
    return () => {
      removeEventListener('pagehide', end)
      end()
    }
  }, [cards, shelf])
  return { cards, listing, wanted, want }
}

/** Goes on when the page is closed, in most browsers. */
const endFor = (cardId: string): Promise<unknown> => fetch(`/api/v1/cards/${cardId}`, { method: 'DELETE', credentials: 'same-origin', keepalive: true })
