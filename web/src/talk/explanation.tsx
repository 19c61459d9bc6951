/** Why one place was corrected, with what can be done about it: disagree, or keep it to remember. */
import type { Mistake, TurnCorrections } from '@mluv/protocol/turn.ts'
import { useEffect, useId, useRef, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { KeepButton } from '../study/keep-button.tsx'
import { mistakeCard } from '../study/mistake-card.ts'
import { useKeptCards } from '../study/use-kept-cards.ts'
import { useLaterWords } from '../words/later/words.ts'
import { changeIn, kindIn } from './change.ts'

type ExplanationProps = {
  readonly learnerId: string
  readonly transcript: string
  readonly mistakes: readonly Mistake[]
  readonly mistake: Mistake
  readonly onRecorrected: (corrections: TurnCorrections) => void
}

export function Explanation({ learnerId, transcript, mistakes, mistake, onRecorrected }: ExplanationProps) {
  const words = useLaterWords()
  const { cards } = useKeptCards(learnerId)
  const [asking, setAsking] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const helpId = useId()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect may not.
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])

  async function disagree(): Promise<void> {
    setAsking(true)
    try {
      const { corrections } = await ask<{ readonly corrections: TurnCorrections }>('POST', `/mistakes/${mistake.id}/disagree`)
      // Its card, if there is one, is no longer shown.
      void cards.readAgain()
      onRecorrected(corrections)
    } catch (error) {
      setTrouble(troubleIn(error))
      setAsking(false)
    }
  }

  return (
    <div ref={box} className="arrive mt-2 scroll-my-4 grid gap-2 rounded-xl bg-sunk p-3 wrap-anywhere">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold">{changeIn(words, mistake)}</span>
        <span className="rounded-md border border-line px-1.5 text-sm text-soft">{kindIn(words, mistake)}</span>
      </p>
      <p>{mistake.explanation}</p>
      <KeepButton learnerId={learnerId} wish={mistakeCard(transcript, mistakes, mistake)} label={words.kept.keepMistake} className="justify-self-start" />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button disabled={asking} onClick={() => void disagree()} aria-describedby={helpId}>{words.correction.disagree}</Button>
        <p id={helpId} className="flex-1 basis-48 text-sm text-soft">{words.correction.disagreeHelp}</p>
      </div>
      {trouble && <p role="alert" className="text-sm text-rust"><TroubleText trouble={trouble} /></p>}
    </div>
  )
}
