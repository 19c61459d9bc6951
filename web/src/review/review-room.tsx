/** What is due today, one card after the other, until the day is done. Without a network it goes on. */
import { useEffect, useState } from 'react'
import { Tick } from '../account/tick.tsx'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import type { RoomProps } from '../rooms/room-props.ts'
import { isHeard } from '../study/practice-microphone.tsx'
import { deviceIn } from '../talk/device.ts'
import { hearingBy } from '../talk/hearing-by.ts'
import type { Drawer } from '../talk/pending.ts'
import { useReviewWords } from '../words/review/words.ts'
import { useWords } from '../words/words.ts'
import { isWorkerPossible, runWorker } from '../worker-here.ts'
import { AskedCard } from './asked-card.tsx'
import { onCzechVoice } from './czech-voice.ts'
import { unsent } from './desk.ts'
import { FinishedDay } from './finished-day.tsx'
import { useSitting } from './use-sitting.ts'

const writesPlace = 'mluv.review.writes'
const speaksPlace = 'mluv.review.speaks'

type ReviewProps = Pick<RoomProps, 'learner' | 'hears' | 'kept'>

export function ReviewRoom({ learner, hears, kept }: RoomProps) {
  return <Review key={learner.learnerId} learner={learner} hears={hears} kept={kept} />
}

function Review({ learner: { learnerId }, hears, kept }: ReviewProps) {
  const words = useWords()
  const says = useReviewWords()
  const { sat, table: { desk, asked, askedAtMs, left, done, trouble } } = useSitting(learnerId)
  const [writes, setWrites] = useKept(kept, writesPlace)
  const [speaks, setSpeaks] = useKept(kept, speaksPlace)
  const by = deviceIn(kept).textOnly ? 'unwanted' : hearingBy(hears, kept)
  const speaksTo = speaks && isHeard(by) ? by : null
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null)
  useEffect(() => onCzechVoice(setVoice), [])
  // From here on the page comes up without a network. A browser that will not have it needs one.
  useEffect(() => void (isWorkerPossible() && runWorker().catch(() => null)), [])
  if (!desk) return <p className="loading-line" role="status">{words.loading}</p>

  const waiting = unsent(desk).length
  return (
    <div className="grid content-start gap-4">
      <div role="status" className="text-soft empty:hidden">
        {trouble?.code === 'offline' && <p>{says.offline} {waiting > 0 && says.unsent(waiting)}</p>}
      </div>
      {asked
        ? (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-6">
              <p className="text-soft">{says.left(left)}</p>
              <div className="flex flex-wrap gap-x-6">
                <Tick label={says.writes} checked={writes} onChange={setWrites} />
                {isHeard(by) && <Tick label={says.speaks} checked={speaks} onChange={setSpeaks} />}
              </div>
            </div>
            <AskedCard key={`${asked.card.cardId} ${asked.memory.reviews} ${writes} ${speaksTo}`} asked={asked} askedAtMs={askedAtMs} writes={writes} speaksTo={speaksTo} voice={voice}
              onAnswer={(rating) => void sat.answer(rating)} onDrop={() => void sat.drop()} />
          </>
        )
        : <FinishedDay desk={desk} done={done} nowMs={askedAtMs} />}
      {/* Below what it would otherwise push away. */}
      {trouble && trouble.code !== 'offline' && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
      {desk.held !== null && <Button look="plain" className="justify-self-start" onClick={() => void sat.takeBack()}>{says.takeBack}</Button>}
    </div>
  )
}

/** Whether this was chosen, as this browser keeps it. */
function useKept(kept: Drawer, place: string): readonly [boolean, (chosen: boolean) => void] {
  const [chosen, setChosen] = useState(() => kept.getItem(place) === 'yes')
  return [chosen, (next) => {
    kept.setItem(place, next ? 'yes' : 'no')
    setChosen(next)
  }]
}
