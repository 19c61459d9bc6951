/** What was wrong with a sentence: marked where it stands, explained at a tap, and open to disagreement. */
import type { Mistake, TurnCorrections } from '@mluv/protocol/turn.ts'
import { useId, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useWords } from '../words/words.ts'
import type { Words } from '../words/words.ts'
import { piecesOf } from './marks.ts'

type CorrectedProps = {
  readonly transcript: string
  readonly corrections: TurnCorrections | null
  readonly onRecorrected: (corrections: TurnCorrections) => void
}

/** The learner's sentence with its corrections in place, and below it the explanation that was asked for. */
export function Corrected({ transcript, corrections, onRecorrected }: CorrectedProps) {
  const [chosen, choose] = useState<string | null>(null)
  const id = useId()
  const mistakes = corrections?.mistakes ?? []
  const mistake = mistakes.find((one) => one.id === chosen)
  return (
    <>
      <p lang="cs" className="text-lg leading-8 break-words whitespace-pre-wrap">
        {piecesOf(transcript, mistakes).map((piece, at) =>
          piece.mistake
            ? <Mark key={piece.mistake.id} mistake={piece.mistake} open={piece.mistake.id === chosen} controls={id} onToggle={() => choose(piece.mistake.id === chosen ? null : piece.mistake.id)} />
            : <span key={at}>{piece.text}</span>)}
      </p>
      <div id={id}>
        {mistake && (
          <Explanation key={mistake.id} mistake={mistake} onRecorrected={(next) => {
            choose(null)
            onRecorrected(next)
          }} />
        )}
      </div>
    </>
  )
}

/** What is to be said of the whole sentence: doubts, a tip. */
export function Remarks({ corrections }: { readonly corrections: TurnCorrections }) {
  const words = useWords()
  return (
    <>
      {corrections.questions.map((question) => (
        <p key={`${question.start} ${question.corrected}`} className="flex gap-2 text-sm text-soft">
          <Icon name="question" className="mt-0.5 size-4" />
          <span>{words.correction.doubt} <span lang="cs">{changed(words, question)}</span> – {question.explanation}</span>
        </p>
      ))}
      {corrections.suggestion && <p className="text-sm"><strong className="font-semibold">{words.correction.tip}:</strong> {corrections.suggestion}</p>}
    </>
  )
}

type MarkProps = { readonly mistake: Mistake; readonly open: boolean; readonly controls: string; readonly onToggle: () => void }

function Mark({ mistake, open, controls, onToggle }: MarkProps) {
  const words = useWords()
  const { original, corrected, counted } = mistake
  return (
    <button type="button" className={counted ? 'mark' : 'mark mark-soft'} aria-expanded={open} aria-controls={controls} onClick={onToggle}
      title={words.correction.explain} aria-label={`${changed(words, mistake)}. ${kindOf(words, mistake)}`}>
      {original.trim() !== '' && <del>{original}</del>}
      {original.trim() !== '' && corrected.trim() !== '' && ' '}
      {corrected.trim() !== '' && <ins>{corrected}</ins>}
    </button>
  )
}

function Explanation({ mistake, onRecorrected }: { readonly mistake: Mistake; readonly onRecorrected: (corrections: TurnCorrections) => void }) {
  const words = useWords()
  const [asking, setAsking] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const helpId = useId()

  async function disagree(): Promise<void> {
    setAsking(true)
    try {
      const { corrections } = await ask<{ readonly corrections: TurnCorrections }>('POST', `/mistakes/${mistake.id}/disagree`)
      onRecorrected(corrections)
    } catch (error) {
      setTrouble(troubleIn(error))
      setAsking(false)
    }
  }

  return (
    <div className="arrive mt-2 grid gap-2 rounded-xl bg-sunk p-3" role="status">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span lang="cs" className="font-semibold">{changed(words, mistake)}</span>
        <span className="text-sm text-soft">{kindOf(words, mistake)}</span>
      </p>
      <p>{mistake.explanation}</p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button look="soft" disabled={asking} onClick={() => void disagree()} aria-describedby={helpId}>{words.correction.disagree}</Button>
        <span id={helpId} className="flex-1 basis-48 text-sm text-soft">{words.correction.disagreeHelp}</span>
      </div>
      {trouble && <p role="alert" className="text-sm text-rust"><TroubleText trouble={trouble} /></p>}
    </div>
  )
}

function changed({ correction }: Words, { original, corrected }: Pick<Mistake, 'original' | 'corrected'>): string {
  if (original.trim() === '') return correction.added(corrected.trim())
  if (corrected.trim() === '') return correction.left(original.trim())
  return correction.insteadOf(corrected.trim(), original.trim())
}

function kindOf({ correction }: Words, { kind, counted }: Pick<Mistake, 'kind' | 'counted'>): string {
  if (counted) return correction.kinds[kind]
  if (kind === 'register') return correction.register
  if (kind === 'diacritics') return correction.restored
  return `${correction.kinds[kind]} · ${correction.uncounted}`
}
