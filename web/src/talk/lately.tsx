/** How far the week's challenge is, and the words met in this conversation. */
import type { Home } from '@mluv/protocol/learner.ts'
import type { Turn } from '@mluv/protocol/turn.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { ChallengeCard } from './challenge-card.tsx'
import { WordList } from './word-list.tsx'

type LatelyProps = { readonly learnerId: string; readonly week: Home['weekChallenge'] | null; readonly met: Turn['newWords'] }

export function Lately({ learnerId, week, met }: LatelyProps) {
  const { today } = useWords()
  const { lately } = useLaterWords()
  return (
    <>
      {week && <section><ChallengeCard {...week} when={week.completed ? lately.weekDone : lately.week} title={lately.challenges[week.code] ?? lately.week} /></section>}
      <section className="grid gap-2">
        <h3 className="text-lg font-bold">{today.words}</h3>
        <p className="text-sm text-soft">{met.length > 0 ? lately.wordsHelp : today.noWords}</p>
        {met.length > 0 && <WordList learnerId={learnerId} met={met} />}
      </section>
    </>
  )
}
