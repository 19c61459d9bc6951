/** What is to be reached, and what has been: goals, words, stars, marks. */
import type { ProgressView } from '@mluv/protocol/progress.ts'
import { Icon } from '../kit/icon.tsx'
import { ChallengeCard } from '../talk/challenge-card.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useProgressWords } from '../words/progress/words.ts'
import { useWords } from '../words/words.ts'
import { Figures } from './charts.tsx'
import { Section } from './section.tsx'
import { dateIn } from './weeks.ts'

type Shown = { readonly seen: ProgressView }
const states = ['new', 'learning', 'young', 'firm'] as const

export function Challenges({ seen }: Shown) {
  const daily: Readonly<Record<string, string>> = useWords().today.challenges
  const weekly = useLaterWords().lately.challenges
  const { challenges } = useProgressWords()
  return (
    <Section title={challenges.title}>
      <div className="grid gap-3 sm:grid-cols-2">
        {([[challenges.day, seen.challenge, daily], [challenges.week, seen.weekChallenge, weekly]] as const).map(([when, { code, done, needed, completed }, names]) => (
          <ChallengeCard key={when} when={completed ? `${when}: ${challenges.done}` : when} title={names[code] ?? code} done={done} needed={needed} />
        ))}
      </div>
    </Section>
  )
}

export function Words({ seen: { cards, wordsMet } }: Shown) {
  const { words } = useProgressWords()
  const kept = states.reduce((sum, state) => sum + cards[state], 0)
  return (
    <Section title={words.title}>
      <p>{words.met(wordsMet)}, {words.kept(kept)}</p>
      {kept > 0 && (
        <dl className="grid gap-2">
          {states.map((state) => (
            <div key={state} className="grid grid-cols-[8rem_minmax(0,1fr)_3rem] items-center gap-2">
              <dt>{words.states[state]}</dt>
              <dd aria-hidden="true" className="h-4 rounded bg-sunk"><div className="h-4 rounded bg-river" style={{ width: `${(100 * cards[state]) / kept}%` }} /></dd>
              <dd className="text-right tabular-nums">{cards[state]}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-sm text-soft">{words.help}</p>
    </Section>
  )
}

export function Stars({ seen: { stars: entries, starsTotal } }: Shown) {
  const { tongue } = useWords()
  const { stars, columns } = useProgressWords()
  return (
    <Section title={stars.title}>
      <p className="inline-flex items-center gap-1.5 font-semibold text-gold"><Icon name="star" filled />{stars.total(starsTotal)}</p>
      {entries.length > 0 && (
        <Figures name={stars.ledger} columns={[columns.day, stars.ledger, columns.stars, stars.sum]}
          rows={entries.map(({ day, reason, stars: given, totalAfter }) => [dateIn(tongue, day), stars.reasons[reason] ?? reason, `+${given}`, totalAfter])} />
      )}
    </Section>
  )
}

export function Marks({ seen }: Shown) {
  const { tongue } = useWords()
  const { marks } = useProgressWords()
  return (
    <Section title={marks.title}>
      <ul className="grid gap-2 sm:grid-cols-2">
        {seen.marks.map(({ code, done, needed, earnedAt }) => (
          <li key={code} className={`flex items-start gap-3 rounded-xl border p-3 ${earnedAt ? 'border-gold bg-gold-wash' : 'border-line'}`}>
            <Icon name={earnedAt ? 'check' : 'circle'} className={`mt-0.5 size-5 ${earnedAt ? 'text-gold' : 'text-edge'}`} />
            <div className="min-w-0">
              <p className="font-semibold">{marks.names[code] ?? code}</p>
              <p className={`text-sm tabular-nums ${earnedAt ? 'text-gold' : 'text-soft'}`}>{earnedAt ? marks.earned(dateIn(tongue, earnedAt)) : `${done}/${needed}`}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
