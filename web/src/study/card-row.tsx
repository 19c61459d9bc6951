/** One card in the list: what it says and how it stands; opened, it is changed. */
import { Button, IconButton } from '../kit/button.tsx'
import { sayIn } from '../review/czech-voice.ts'
import { useCardWords } from '../words/cards/words.ts'
import { dateFormat } from '../words/dates.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { CardEditor } from './card-editor.tsx'
import type { CardListing, ListedCard } from './card-listing.ts'

type RowProps = {
  readonly card: ListedCard
  readonly cards: CardListing
  readonly voice: SpeechSynthesisVoice | null
  readonly timeZone: string
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

export function CardRow({ card, cards, voice, timeZone, isOpen, onOpen }: RowProps) {
  const says = useCardWords()
  const { kept } = useLaterWords()
  const { kind, front, back, example, going } = card
  return (
    <li className={`rounded-xl border border-line ${going ? 'border-dashed' : ''}`}>
      <div className="flex items-start gap-1 pr-1">
        <button type="button" aria-expanded={isOpen} disabled={going} onClick={() => onOpen(!isOpen)} className="grid min-h-11 min-w-0 flex-1 gap-0.5 rounded-xl py-2.5 pr-1 pl-4 text-left wrap-anywhere whitespace-pre-line enabled:hover:bg-sunk">
          <span lang="cs" className={`font-semibold ${going ? 'line-through' : ''}`}>{front}</span>
          <span lang={kind === 'mistake' ? 'cs' : undefined}>{back}</span>
          {example && <span lang="cs" className="text-sm text-soft">{example}</span>}
          <Standing card={card} timeZone={timeZone} />
        </button>
        {voice && !going && <IconButton icon="sound" label={says.hear(front)} className="mt-0.5" onClick={() => sayIn(voice, kind === 'mistake' ? back : front)} />}
        <IconButton icon="star" filled={!going} aria-pressed={!going} label={kept.keepWord(front)} className={`mt-0.5 ${going ? '' : 'text-gold!'}`} onClick={() => {
          onOpen(false)
          void (going ? cards.takeBack(card) : cards.letGo(card))
        }} />
      </div>
      {isOpen && !going && (
        <div className="border-t border-line p-4">
          <CardEditor card={card} onCancel={() => onOpen(false)} onSave={async (said) => {
            const isSaved = await cards.change(card, said)
            if (isSaved) onOpen(false)
          }}>
            <Button onClick={() => {
              onOpen(false)
              void cards.change(card, { suspended: !card.suspended })
            }}>{card.suspended ? says.takeUp : says.putAside}</Button>
          </CardEditor>
        </div>
      )}
    </li>
  )
}

/** In words, not by colour. */
function Standing({ card: { going, suspended, leech, stage, lapses, dueAt }, timeZone }: { readonly card: ListedCard; readonly timeZone: string }) {
  const { tongue } = useWords()
  const says = useCardWords()
  if (going) return <span role="status" className="text-sm text-soft">{says.going}</span>
  const next = dateFormat(tongue, { dateStyle: 'medium', timeZone }).format(new Date(dueAt))
  return (
    <span className="flex flex-wrap gap-x-3 text-sm text-soft">
      {suspended ? <span>{says.suspended}</span> : <span>{stage === 'new' ? says.fresh : says.next(next)}</span>}
      {leech && <span className="text-rust">{says.leech(lapses)}</span>}
    </span>
  )
}
