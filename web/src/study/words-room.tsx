/** Everything that is kept, newest first: looked through, heard, changed, put aside, let go, brought from elsewhere and taken there. */
import type { CardKind, CardState } from '@mluv/protocol/cards.ts'
import { memo, useDeferredValue, useEffect, useId, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { onCzechVoice } from '../review/czech-voice.ts'
import type { RoomProps } from '../rooms/room-props.ts'
import { useCardWords } from '../words/cards/words.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { CardFiles } from './card-files.tsx'
import { CardRow } from './card-row.tsx'
import type { CardListing, Listing, Wanted } from './card-listing.ts'
import { NewCard } from './new-card.tsx'
import { useCardListing } from './use-card-listing.ts'

export function WordsRoom({ learner: { learnerId, settings }, kept }: RoomProps) {
  const says = useCardWords()
  const { cards, listing, wanted, want } = useCardListing(learnerId, kept)
  // Many cards are drawn in pieces, between which a slow phone answers.
  const drawn = useDeferredValue(listing)
  const [isAdding, setAdding] = useState(false)
  return (
    <div className="grid content-start gap-4">
      <Filters wanted={wanted} onWant={want}>
        <Button icon="star" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>{says.add}</Button>
      </Filters>
      {isAdding && <NewCard cards={cards} onDone={() => setAdding(false)} />}
      <Cards cards={cards} listing={drawn} isFiltered={wanted.q !== '' || wanted.kind !== 'all' || wanted.state !== 'all'} timeZone={settings.timeZone} />
      {/* What comes above it would move it. */}
      {(drawn.isRead || drawn.trouble) && <CardFiles onBrought={() => void cards.show(wanted)} />}
    </div>
  )
}

const states = ['all', 'new', 'learning', 'review', 'due', 'leech', 'suspended'] as const satisfies readonly (CardState | 'all')[]
const kinds = ['all', 'word', 'phrase', 'mistake'] as const satisfies readonly (CardKind | 'all')[]
const searchLengthMax = 200

type FiltersProps = { readonly wanted: Wanted; readonly onWant: (wanted: Wanted) => void; readonly children: ReactNode }

function Filters({ wanted, onWant, children }: FiltersProps) {
  const says = useCardWords()
  const name = useId()
  return (
    <form role="search" className="grid gap-3" onSubmit={(event) => event.preventDefault()}>
      <input type="search" className="field" aria-label={says.search} placeholder={says.search} maxLength={searchLengthMax} enterKeyHint="search"
        value={wanted.q} onChange={(event) => onWant({ ...wanted, q: event.target.value })} />
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">{says.state}</legend>
        {states.map((state) => (
          <label key={state} className="flex min-h-11 cursor-pointer items-center rounded-full border border-edge bg-surface px-3.5 has-checked:border-brick has-checked:bg-sunk has-checked:font-semibold has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-brick">
            <input type="radio" className="sr-only" name={name} checked={state === wanted.state} onChange={() => onWant({ ...wanted, state })} />
            <span>{says.states[state]}</span>
          </label>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center justify-between gap-3">
        {children}
        <select className="field w-auto!" aria-label={says.kind} value={wanted.kind} onChange={(event) => onWant({ ...wanted, kind: kinds.find((kind) => kind === event.target.value) ?? 'all' })}>
          {kinds.map((kind) => <option key={kind} value={kind}>{says.kinds[kind]}</option>)}
        </select>
      </div>
    </form>
  )
}

type CardsProps = { readonly cards: CardListing; readonly listing: Listing; readonly isFiltered: boolean; readonly timeZone: string }

const Cards = memo(function Cards({ cards, listing, isFiltered, timeZone }: CardsProps) {
  const words = useWords()
  const says = useCardWords()
  const { kept } = useLaterWords()
  const [openId, open] = useState<string | null>(null)
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null)
  useEffect(() => onCzechVoice(setVoice), [])
  return (
    <>
      {listing.trouble && <p role="alert" className="text-rust"><TroubleText trouble={listing.trouble} /></p>}
      {!listing.isRead && !listing.trouble && <p className="text-soft" role="status">{words.loading}</p>}
      {listing.isRead && listing.cards.length === 0 && <p className="text-soft" role="status">{isFiltered ? says.none : kept.none}</p>}
      <ul className="grid gap-2">
        {listing.cards.map((card) => (
          <CardRow key={card.cardId} card={card} cards={cards} voice={voice} timeZone={timeZone} isOpen={card.cardId === openId} onOpen={(isOpen) => open(isOpen ? card.cardId : null)} />
        ))}
      </ul>
      {listing.next !== null && <Button onClick={() => void cards.more()}>{kept.more}</Button>}
    </>
  )
})
