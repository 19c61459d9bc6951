/** How far the week's challenge is, and the words met in this conversation. */
import type { Home } from '@mluv/protocol/learner.ts'
import type { Turn } from '@mluv/protocol/turn.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { WordList } from './word-list.tsx'

type LatelyProps = { readonly learnerId: string; readonly week: Home['weekChallenge'] | null; readonly met: Turn['newWords'] }

export function Lately({ learnerId, week, met }: LatelyProps) {
  const { today } = useWords()
  const { lately } = useLaterWords()
  return (
    <>
      {week && <WeekChallenge week={week} />}
      <section className="grid gap-2">
        <h3 className="text-lg font-bold">{today.words}</h3>
        <p className="text-sm text-soft">{met.length > 0 ? lately.wordsHelp : today.noWords}</p>
        {met.length > 0 && <WordList learnerId={learnerId} met={met} />}
      </section>
    </>
  )
}

function WeekChallenge({ week: { code, done, needed, completed } }: { readonly week: Home['weekChallenge'] }) {
  const { lately } = useLaterWords()
  const title = lately.challenges[code] ?? lately.week
  return (
    <section className="grid gap-1.5 rounded-xl border border-line bg-surface p-3">
      <p className="text-sm text-soft">{completed ? lately.weekDone : lately.week}</p>
      <p className="flex justify-between gap-3 font-semibold"><span>{title}</span><span className="tabular-nums">{done}/{needed}</span></p>
      <progress className="w-full" aria-label={title} value={done} max={needed} />
    </section>
  )
}
