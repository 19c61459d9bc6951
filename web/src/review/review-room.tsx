/** What is due today, one card after the other, until the day is done. Without a network it goes on. */
import { useEffect, useState } from 'react'
import { Tick } from '../account/tick.tsx'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import type { RoomProps } from '../rooms/room-props.ts'
import { useReviewWords } from '../words/review/words.ts'
import { useWords } from '../words/words.ts'
import { isWorkerPossible, runWorker } from '../worker-here.ts'
import { AskedCard } from './asked-card.tsx'
import { onCzechVoice } from './czech-voice.ts'
import { unsent } from './desk.ts'
import { FinishedDay } from './finished-day.tsx'
import { useSitting } from './use-sitting.ts'

const writesPlace = 'mluv.review.writes'

export function ReviewRoom({ learner, kept }: RoomProps) {
  return <Review key={learner.learnerId} learner={learner} kept={kept} />
}

function Review({ learner: { learnerId }, kept }: Pick<RoomProps, 'learner' | 'kept'>) {
  const words = useWords()
  const says = useReviewWords()
  const { sat, table: { desk, asked, askedAtMs, left, done, trouble } } = useSitting(learnerId)
  const [writes, setWrites] = useState(() => kept.getItem(writesPlace) === 'yes')
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null)
  useEffect(() => onCzechVoice(setVoice), [])
  // From here on the page comes up without a network. A browser that will not have it needs one.
  useEffect(() => void (isWorkerPossible() && runWorker().catch(() => null)), [])
  if (!desk) return <p className="loading-line" role="status">{words.loading}</p>

  const waiting = unsent(desk).length
  function choose(write: boolean): void {
    kept.setItem(writesPlace, write ? 'yes' : 'no')
    setWrites(write)
  }
  return (
    <div className="grid content-start gap-4">
      <div role="status" className="text-soft empty:hidden">
        {trouble?.code === 'offline' && <p>{says.offline} {waiting > 0 && says.unsent(waiting)}</p>}
      </div>
      {trouble && trouble.code !== 'offline' && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
      {asked
        ? (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-6">
              <p className="text-soft">{says.left(left)}</p>
              <Tick label={says.writes} checked={writes} onChange={choose} />
            </div>
            <AskedCard key={`${asked.card.cardId} ${asked.memory.reviews} ${writes}`} asked={asked} askedAtMs={askedAtMs} writes={writes} voice={voice}
              onAnswer={(rating) => void sat.answer(rating)} onDrop={() => void sat.drop()} />
          </>
        )
        : <FinishedDay desk={desk} done={done} nowMs={askedAtMs} />}
      {desk.held !== null && <Button look="plain" className="justify-self-start" onClick={() => void sat.takeBack()}>{says.takeBack}</Button>}
    </div>
  )
}
