/** A new card as it is written. Where its front is kept already with another meaning, that is said, and what was written may take that one's place. */
import type { CardView } from '@mluv/protocol/cards.ts'
import { useState } from 'react'
import { useCardWords } from '../words/cards/words.ts'
import { CardEditor } from './card-editor.tsx'
import type { Said } from './card-editor.tsx'
import { holds } from './card-listing.ts'
import type { CardListing } from './card-listing.ts'
import { isSame } from './kept-cards.ts'

export function NewCard({ cards, onDone }: { readonly cards: CardListing; readonly onDone: () => void }) {
  const says = useCardWords()
  const [there, setThere] = useState<CardView | null>(null)

  async function save({ example, ...said }: Said): Promise<void> {
    const wish = { ...said, ...(example !== null && { example }) }
    if (there && isSame(there, wish)) {
      if (await cards.change(there, wish)) onDone()
      return
    }
    const kept = await cards.add(wish)
    if (kept && holds(kept, wish)) onDone()
    else setThere(kept)
  }
  return (
    <CardEditor card={null} onCancel={onDone} onSave={save}>
      {there && <p role="alert" className="order-first basis-full wrap-anywhere">{says.there(there.front, there.back)}</p>}
    </CardEditor>
  )
}
