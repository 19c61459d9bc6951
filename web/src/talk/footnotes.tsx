/** What could not be done in a turn, and who answered where that is somebody new. */
import { useLaterWords } from '../words/later/words.ts'
import type { TurnView } from './turn.ts'

export function Footnotes({ turn, tutorBefore }: { readonly turn: TurnView; readonly tutorBefore: string | null }) {
  const { footnotes } = useLaterWords()
  const tutor = turn.cost?.tutor === tutorBefore ? null : turn.cost?.tutor
  return (
    <div className="-mt-2 grid gap-0.5 pl-12 text-sm text-soft sm:pl-24">
      {turn.degraded.map(({ part, reason }) => <p key={part + reason} title={reason}>{footnotes.degraded[part]}</p>)}
      {tutor && <p className="text-xs">{footnotes.answeredBy(tutor === 'offline' ? footnotes.offline : tutor)}</p>}
    </div>
  )
}
