/** What was wrong with a sentence: marked where it stands, explained at a tap or a key, and what is to be said of the whole. */
import type { Mistake, TurnCorrections } from '@mluv/protocol/turn.ts'
import { Suspense, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { Icon } from '../kit/icon.tsx'
import { SayAgain } from '../study/say-again.tsx'
import type { LaterMessages } from '../words/later/messages.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { changeIn, kindIn } from './change.ts'
import { Explanation } from './explanation.tsx'
import type { HearingBy } from './hearing-by.ts'
import { piecesOf } from './marks.ts'

type CorrectedProps = {
  readonly hearingBy: HearingBy
  readonly learnerId: string
  readonly transcript: string
  readonly corrections: TurnCorrections
  readonly starsEarned: number
  readonly onRecorrected: (corrections: TurnCorrections) => void
}

/** The learner's sentence with its corrections in place, below it the explanation that was asked for, and the verdict. */
export function Corrected({ learnerId, hearingBy, transcript, corrections, starsEarned, onRecorrected }: CorrectedProps) {
  const words = useLaterWords()
  const [chosen, choose] = useState<string | null>(null)
  const [withdrawn, setWithdrawn] = useState(false)
  const id = useId()
  const sentence = useRef<HTMLParagraphElement>(null)
  const { mistakes } = corrections
  const mistake = mistakes.find((one) => one.id === chosen)

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !mistake) return
    event.preventDefault()
    sentence.current?.querySelector<HTMLElement>('[aria-expanded=true]')?.focus()
    choose(null)
  }

  return (
    <div onKeyDown={onKeyDown}>
      <p ref={sentence} lang="cs" tabIndex={-1} className="said">
        {piecesOf(transcript, mistakes).map((piece, at) =>
          piece.mistake
            ? (
              <Mark key={piece.mistake.id} words={words} mistake={piece.mistake} open={piece.mistake.id === chosen} controls={id}
                onToggle={() => choose(piece.mistake.id === chosen ? null : piece.mistake.id)} />
            )
            : <span key={at}>{piece.text}</span>)}
      </p>
      <div id={id} aria-live="polite">
        {mistake && (
          <Explanation key={mistake.id} learnerId={learnerId} transcript={transcript} mistakes={mistakes} mistake={mistake} onRecorrected={(next) => {
            choose(null)
            setWithdrawn(true)
            sentence.current?.focus()
            onRecorrected(next)
          }} />
        )}
        {!mistake && withdrawn && <p className="mt-1 text-sm text-soft">{words.correction.withdrawn}</p>}
      </div>
      {corrections.score !== null && (
        <Verdict words={words} corrections={corrections} score={corrections.score} starsEarned={starsEarned}>
          {mistakes.length > 0 && corrections.corrected !== null && <Suspense><SayAgain key={corrections.corrected} sentence={corrections.corrected} hearingBy={hearingBy} /></Suspense>}
        </Verdict>
      )}
    </div>
  )
}

type MarkProps = { readonly words: LaterMessages; readonly mistake: Mistake; readonly open: boolean; readonly controls: string; readonly onToggle: () => void }

/** What is colloquial is not struck out: nothing is wrong with it. What became something else is named as it is read, the Czech of it as Czech. */
function Mark({ words, mistake, open, controls, onToggle }: MarkProps) {
  const { tongue } = useWords()
  const original = mistake.original.trim()
  const corrected = mistake.corrected.trim()
  const look = mistake.kind === 'register' ? 'mark-register' : mistake.counted ? '' : 'mark-soft'
  const replaced = mistake.kind !== 'register' && original !== '' && corrected !== ''
  const aside = `${kindIn(words, mistake)}. ${words.correction.explain}`
  return (
    <button type="button" className={`mark ${look} ${original === '' ? 'mark-gap' : ''}`} aria-expanded={open} aria-controls={controls} onClick={onToggle}
      title={words.correction.explain} aria-label={replaced ? undefined : `${changeIn(words, mistake)}. ${aside}`}>
      {mistake.kind === 'register'
        ? mistake.original
        : (
          <>
            {original !== '' && <del>{mistake.original}</del>}
            {replaced && <>{' '}<Unseen tongue={tongue} text={`${words.correction.shouldBe} `} /></>}
            {corrected !== '' && <ins>{mistake.corrected}</ins>}
            {replaced && <Unseen tongue={tongue} text={`. ${aside}`} />}
          </>
        )}
    </button>
  )
}

/** Read aloud, not seen, nor copied with the sentence. */
const Unseen = ({ tongue, text }: { readonly tongue: string; readonly text: string }) => <span lang={tongue} className="sr-only select-none">{text}</span>

type VerdictProps = { readonly words: LaterMessages; readonly corrections: TurnCorrections; readonly score: number; readonly starsEarned: number; readonly children: ReactNode }

/** `children` stand beside the score, in a row whose place was kept free: in one of their own they would push the tutor's answer away. */
function Verdict({ words, corrections, score, starsEarned, children }: VerdictProps) {
  const clean = corrections.mistakes.every(({ counted }) => !counted)
  return (
    <div className="mt-2 grid gap-1.5 border-t border-line pt-1">
      <div className="flex min-h-11 items-center justify-between gap-x-3 has-[section]:flex-wrap">
        <p className={`flex ${clean ? 'flex-wrap' : 'shrink-0'} items-center gap-x-3 text-sm whitespace-nowrap text-soft`}>
          {clean && <span className="inline-flex items-center gap-1 font-semibold text-river"><Icon name="check" className="size-4" />{words.correction.clean}</span>}
          <span>{words.correction.score(score)}</span>
          {starsEarned > 0 && (
            <span className="inline-flex items-center gap-1 font-semibold text-gold"><Icon name="star" filled className="size-4" /><span aria-hidden="true">+{starsEarned}</span><span className="sr-only">{words.correction.starsEarned(starsEarned)}</span></span>
          )}
        </p>
        {children}
      </div>
      {corrections.questions.map((question) => (
        <p key={`${question.start} ${question.corrected}`} className="flex gap-2 rounded-lg border border-dashed border-edge px-2 py-1.5 text-sm wrap-anywhere text-soft">
          <Icon name="question" className="mt-0.5 size-4" />
          <span>{words.correction.doubt} <span className="italic">{changeIn(words, question)}</span> – {question.explanation}</span>
        </p>
      ))}
      {corrections.suggestion && <p className="text-sm wrap-anywhere"><strong className="font-semibold">{words.correction.tip}:</strong> {corrections.suggestion}</p>}
    </div>
  )
}
