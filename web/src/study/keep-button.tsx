/** Keeps something to remember, or keeps it no longer. What goes wrong is said below the row that it stands in. */
import type { CardRequest } from '@mluv/protocol/cards.ts'
import { useState } from 'react'
import type { Trouble } from '../api.ts'
import { Button, IconButton } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { isSame } from './kept-cards.ts'
import { useKeptCards } from './use-kept-cards.ts'

type KeepProps = { readonly learnerId: string; readonly wish: CardRequest; readonly label: string; /** A sign alone, named by the label. */ readonly quiet?: boolean; readonly className?: string }

export function KeepButton({ learnerId, wish, label, quiet = false, className = '' }: KeepProps) {
  const { cards, shelf } = useKeptCards(learnerId)
  const [asking, setAsking] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const card = shelf.cards.find((one) => one.kept && isSame(one, wish))
  const kept = card !== undefined

  async function toggle(): Promise<void> {
    if (asking) return
    setAsking(true)
    const isDone = await (card ? cards.drop(card) : cards.keep(wish))
    setTrouble(isDone ? null : cards.shelf().trouble)
    setAsking(false)
  }

  const shared = { 'aria-pressed': kept, 'aria-busy': asking || undefined, onClick: () => void toggle() }
  return (
    <>
      {quiet
        ? <IconButton icon="star" filled={kept} label={label} className={`${kept ? 'text-gold!' : ''} ${className}`} {...shared} />
        : <Button icon="star" iconFilled={kept} className={`${kept ? 'text-gold' : ''} ${className}`} {...shared}>{label}</Button>}
      {trouble && <p role="alert" className="basis-full pb-2 text-sm text-rust"><TroubleText trouble={trouble} /></p>}
    </>
  )
}
