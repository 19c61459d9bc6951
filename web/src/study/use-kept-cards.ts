/** The one shelf of the learner who is here, for whatever part of the page shows it. */
import { useEffect, useSyncExternalStore } from 'react'
import { ask } from '../api.ts'
import { keptCards } from './kept-cards.ts'
import type { KeptCards, Shelf } from './kept-cards.ts'

let here: { readonly learnerId: string; readonly cards: KeptCards } | null = null

export function useKeptCards(learnerId: string): { readonly cards: KeptCards; readonly shelf: Shelf } {
  const cards = shelfOf(learnerId)
  const shelf = useSyncExternalStore(cards.watch, cards.shelf)
  useEffect(() => void cards.read(), [cards])
  return { cards, shelf }
}

function shelfOf(learnerId: string): KeptCards {
  if (here?.learnerId !== learnerId) here = { learnerId, cards: keptCards(ask) }
  return here.cards
}
