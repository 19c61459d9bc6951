/** How a learner gets on: today's and this week's goal, days, minutes, score, mistakes, words, stars, marks, and who is ahead. */
import type { ProgressView } from '@mluv/protocol/progress.ts'
import { startTransition, useEffect, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { TroubleText } from '../kit/trouble.tsx'
import type { RoomProps } from '../rooms/room-props.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useProgressWords } from '../words/progress/words.ts'
import { useWords } from '../words/words.ts'
import { Board } from './board.tsx'
import { Challenges, Marks, Stars, Words } from './gains.tsx'
import { Mistakes, Practice, Score, Streak } from './over-time.tsx'

export function ProgressRoom({ learner: { settings }, onSettings }: RoomProps) {
  const { loading } = useWords()
  const words = useProgressWords()
  // What a part would wait for is waited for here, so that none is shown twice.
  useLaterWords()
  const [seen, setSeen] = useState<ProgressView | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  useEffect(() => {
    let left = false
    // All of it takes a phone a while: it is drawn in pieces, between which the page answers.
    ask<ProgressView>('GET', '/stats/me/progress').then((found) => !left && startTransition(() => setSeen(found)), (error: unknown) => !left && setTrouble(troubleIn(error)))
    return () => {
      left = true
    }
  }, [])
  if (trouble) return <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>
  if (!seen) return <p role="status" className="loading-line">{loading}</p>
  return (
    <div className="grid gap-8 pb-8">
      {seen.starsTotal === 0 && <p className="text-soft">{words.none}</p>}
      <Challenges seen={seen} />
      <Streak seen={seen} />
      <Practice seen={seen} />
      <Score seen={seen} />
      <Mistakes seen={seen} />
      <Words seen={seen} />
      <Stars seen={seen} />
      <Marks seen={seen} />
      <Board settings={settings} onSettings={onSettings} />
    </div>
  )
}
