/** What could not be done in a turn, who answered where that is somebody new, and what it cost where it did. */
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { missedIn } from './missed.ts'
import type { TurnView } from './turn.ts'

export function Footnotes({ turn, tutorBefore }: { readonly turn: TurnView; readonly tutorBefore: string | null }) {
  const { tongue } = useWords()
  const { footnotes } = useLaterWords()
  const tutor = turn.cost?.tutor === tutorBefore ? null : turn.cost?.tutor
  const amount = turn.cost?.microUsd ? new Intl.NumberFormat(tongue, { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 }).format(turn.cost.microUsd / 1e6) : null
  const missed = missedIn(turn)
  if (missed.length === 0 && !tutor && !amount) return null
  return (
    <div className="-mt-2 grid gap-0.5 pl-12 text-sm text-soft sm:pl-24">
      {missed.map((part) => <p key={part} title={turn.degraded.find((each) => each.part === part)?.reason}>{footnotes.degraded[part]}</p>)}
      {(tutor || amount) && <p className="text-xs">{[tutor && footnotes.answeredBy(tutor === 'offline' ? footnotes.offline : tutor), amount && footnotes.cost(amount)].filter(Boolean).join(' · ')}</p>}
    </div>
  )
}
