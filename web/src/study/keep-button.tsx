/** Keeps something to remember, or keeps it no longer. */
import type { CardRequest } from '@mluv/protocol/cards.ts'
import { useState } from 'react'
import { Button, IconButton } from '../kit/button.tsx'
import { isSame } from './kept-cards.ts'
import { useKeptCards } from './use-kept-cards.ts'

type KeepProps = { readonly learnerId: string; readonly wish: CardRequest; readonly label: string; /** A sign alone, named by the label. */ readonly quiet?: boolean; readonly className?: string }

export function KeepButton({ learnerId, wish, label, quiet = false, className = '' }: KeepProps) {
  const { cards, shelf } = useKeptCards(learnerId)
  const [asking, setAsking] = useState(false)
  const card = shelf.cards.find((one) => one.kept && isSame(one, wish))
  const kept = card !== undefined

  async function toggle(): Promise<void> {
    if (asking) return
    setAsking(true)
    await (card ? cards.drop(card) : cards.keep(wish))
    setAsking(false)
  }

  const shared = { 'aria-pressed': kept, 'aria-busy': asking || undefined, onClick: () => void toggle() }
  return quiet
    ? <IconButton icon="star" filled={kept} label={label} className={`${kept ? 'text-gold!' : ''} ${className}`} {...shared} />
    : <Button icon="star" iconFilled={kept} className={`${kept ? 'text-gold' : ''} ${className}`} {...shared}>{label}</Button>
}
