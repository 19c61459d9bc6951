/** Everything that is kept, newest first; what is dropped can be taken back until the room is left. */
import { useEffect } from 'react'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import type { RoomProps } from '../rooms/room-props.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { KeepButton } from './keep-button.tsx'
import { useKeptCards } from './use-kept-cards.ts'

export function WordsRoom({ learner: { learnerId } }: RoomProps) {
  const words = useWords()
  const { kept } = useLaterWords()
  const { cards, shelf } = useKeptCards(learnerId)
  useEffect(() => cards.sweep, [cards])
  return (
    <div className="grid content-start gap-3">
        {shelf.trouble && <p role="alert" className="text-rust"><TroubleText trouble={shelf.trouble} /></p>}
        {shelf.state !== 'read' && !shelf.trouble && <p className="text-soft" role="status">{words.loading}</p>}
        {shelf.state === 'read' && shelf.cards.length === 0 && <p className="text-soft">{kept.none}</p>}
        <ul className="grid gap-2">
          {shelf.cards.map((card) => {
            const { kind, front, back, example } = card
            return (
              <li key={`${kind} ${front}`} className={`flex items-start gap-2 rounded-xl border border-line py-2 pr-1 pl-4 ${card.kept ? '' : 'border-dashed'}`}>
                <div className="min-w-0 flex-1 py-1 break-words">
                  <p lang="cs" className="font-semibold">{front}</p>
                  <p lang={kind === 'mistake' ? 'cs' : undefined}>{back}</p>
                  {example && <p lang="cs" className="text-sm text-soft">{example}</p>}
                </div>
                <KeepButton quiet learnerId={learnerId} wish={{ kind, front, back, ...(example && { example }) }} label={kept.keepWord(front)} />
              </li>
            )
          })}
        </ul>
        {shelf.next !== null && <Button onClick={() => void cards.readOlder()}>{kept.more}</Button>}
    </div>
  )
}
