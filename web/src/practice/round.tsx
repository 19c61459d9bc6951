/** A round of exercises, one after another, and how it ended. */
import type { Exercise } from '@mluv/protocol/drills.ts'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../kit/button.tsx'
import { KeepButton } from '../study/keep-button.tsx'
import { usePracticeWords } from '../words/practice/words.ts'
import { answered, cardOf, isRight, isWhole, pressed } from './answering.ts'
import type { Answer } from './answering.ts'

type RoundProps = { readonly learnerId: string; readonly exercises: readonly Exercise[]; readonly onAgain: () => void }

export function Round({ learnerId, exercises, onAgain }: RoundProps) {
  const words = usePracticeWords()
  const [at, setAt] = useState(0)
  const [right, setRight] = useState(0)
  const exercise = exercises[at]
  if (!exercise) return <End right={right} of={exercises.length} onAgain={onAgain} />
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <p className="text-sm text-soft">{words.at(at + 1, exercises.length)}</p>
        <progress className="w-full" max={exercises.length} value={at} aria-label={words.at(at + 1, exercises.length)} />
      </div>
      <Play key={at} learnerId={learnerId} exercise={exercise} isFirst={at === 0} onDone={(wasRight) => {
        setRight(right + (wasRight ? 1 : 0))
        setAt(at + 1)
      }} />
    </div>
  )
}

type PlayProps = { readonly learnerId: string; readonly exercise: Exercise; readonly isFirst: boolean; readonly onDone: (wasRight: boolean) => void }

function Play({ learnerId, exercise, isFirst, onDone }: PlayProps) {
  const words = usePracticeWords()
  const [answer, setAnswer] = useState<Answer>([])
  const [told, tell] = useState(false)
  const part = useRef<HTMLDivElement>(null)
  const next = useRef<HTMLButtonElement>(null)
  const { kind, options, pieces, sentence, why } = exercise
  const wasRight = isRight(exercise, answer)
  useEffect(() => {
    if (told) next.current?.focus()
    else if (!isFirst) part.current?.querySelector('button')?.focus()
  }, [told, isFirst])

  function press(index: number): void {
    setAnswer(pressed(exercise, answer, index))
    if (isWhole(exercise)) tell(true)
  }

  const shown = kind === 'choose' ? pieces.join(' ___ ') : kind === 'order' ? answered(exercise, answer) || '…' : answered(exercise, kind === 'find' ? [] : answer)
  return (
    <div ref={part} className="grid gap-4">
      <p lang="cs" aria-live={isWhole(exercise) ? 'off' : 'polite'} className="rounded-xl bg-sunk px-4 py-3 text-xl wrap-anywhere">{kind === 'choose' ? <Gap pieces={pieces} /> : shown}</p>
      <div className="flex flex-wrap gap-2" lang="cs">
        {(kind === 'choose' ? options : pieces).map((text, index) => (
          <Button key={`${index} ${text}`} disabled={told} onClick={() => press(index)} className="min-w-11 px-3 text-lg" {...(!isWhole(exercise) && { 'aria-pressed': answer.includes(index) })}>
            {text}{kind === 'commas' && answer.includes(index) && <b>,</b>}{kind === 'order' && answer.includes(index) && <sup>{answer.indexOf(index) + 1}</sup>}
          </Button>
        ))}
      </div>
      {!told && !isWhole(exercise) && <Button look="solid" className="justify-self-start" disabled={kind === 'order' && answer.length < pieces.length} onClick={() => tell(true)}>{words.check}</Button>}
      <div role="status" className="grid gap-1">
        {told && (
          <>
            <p className={`text-lg font-semibold ${wasRight ? 'text-river' : 'text-rust'}`}>{wasRight ? `✓ ${words.right}` : `✗ ${words.wrong}`}</p>
            {!wasRight && <p>{words.shouldBe}</p>}
            <p lang="cs" className="font-semibold">{sentence}</p>
            <p>{why}</p>
          </>
        )}
      </div>
      {told && (
        <div className="flex flex-wrap gap-2">
          <button ref={next} type="button" className="min-h-11 rounded-xl bg-brick px-4 py-2 font-semibold text-on-brick hover:bg-brick-deep" onClick={() => onDone(wasRight)}>{words.next}</button>
          {!wasRight && <KeepButton learnerId={learnerId} wish={cardOf(exercise, answer)} label={words.keep} />}
        </div>
      )}
    </div>
  )
}

const Gap = ({ pieces: [before, behind] }: { readonly pieces: readonly string[] }) => <>{before}<span className="mx-0.5 inline-block min-w-8 border-b-2 border-edge" aria-hidden="true">&nbsp;</span><span className="sr-only"> … </span>{behind}</>

function End({ right, of, onAgain }: { readonly right: number; readonly of: number; readonly onAgain: () => void }) {
  const words = usePracticeWords()
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])
  const [all, most, few] = words.praise
  return (
    <div className="arrive grid justify-items-center gap-3 rounded-2xl bg-gold-wash p-6 text-center">
      <span className="tutor-face size-20" aria-hidden="true" />
      <div role="status">
        <p className="text-2xl font-bold">{words.score(right, of)}</p>
        <p>{right === of ? all : right * 2 >= of ? most : few}</p>
      </div>
      <button ref={again} type="button" className="min-h-11 rounded-xl bg-brick px-4 py-2 font-semibold text-on-brick hover:bg-brick-deep" onClick={onAgain}>{words.again}</button>
    </div>
  )
}
