/** What was reached today, what there is to manage in the scene, and the words met. */
import type { Home } from '@mluv/protocol/learner.ts'
import { Suspense } from 'react'
import { Icon } from '../kit/icon.tsx'
import { lazily } from '../kit/lazily.tsx'
import { useWords } from '../words/words.ts'
import { wordsOf } from './turn.ts'
import type { Talk } from './turn.ts'

/** Nothing is met before the first answer. */
export const WordList = lazily(() => import('./word-list.tsx').then((file) => file.WordList))

export type Standing = Pick<Home, 'starsTotal' | 'streakDays' | 'challenge'>

/** The newest known: of the last turn, else what home said. */
export const standingOf = (home: Home, talk: Talk): Standing => talk.progress ?? home

type TodayProps = { readonly learnerId: string; readonly standing: Standing; readonly talk: Talk }

export function Today({ learnerId, standing, talk }: TodayProps) {
  const words = useWords()
  const { challenge } = standing
  const met = wordsOf(talk)
  const title = (words.today.challenges as Readonly<Record<string, string>>)[challenge.code] ?? words.today.challenge
  return (
    <div className="grid gap-6">
      <section className="grid gap-3">
        <div className="flex flex-wrap gap-2">
          <Badge icon="star" text={words.today.stars(standing.starsTotal)} />
          <Badge icon="flame" text={words.today.streak(standing.streakDays)} />
        </div>
        <div className="grid gap-1.5 rounded-xl border border-line bg-surface p-3">
          <p className="text-sm text-soft">{challenge.completed ? words.today.challengeDone : words.today.challenge}</p>
          <p className="flex justify-between gap-3 font-semibold"><span>{title}</span><span className="tabular-nums">{challenge.done}/{challenge.needed}</span></p>
          <progress className="w-full" aria-label={title} value={challenge.done} max={challenge.needed} />
        </div>
      </section>
      {talk.scene && <Scene scene={talk.scene} />}
      <section className="grid gap-2">
        <h3 className="text-lg font-bold">{words.today.words}</h3>
        <p className="text-sm text-soft">{met.length > 0 ? words.today.wordsHelp : words.today.noWords}</p>
        <Suspense>{met.length > 0 && <WordList learnerId={learnerId} met={met} />}</Suspense>
      </section>
    </div>
  )
}

function Badge({ icon, text }: { readonly icon: 'star' | 'flame'; readonly text: string }) {
  return <span className="inline-flex items-center gap-1.5 rounded-full bg-gold-wash px-3 py-1.5 font-semibold text-gold"><Icon name={icon} filled={icon === 'star'} />{text}</span>
}

function Scene({ scene }: { readonly scene: NonNullable<Talk['scene']> }) {
  const words = useWords()
  return (
    <section className="grid gap-2">
      <h3 className="text-lg font-bold">{scene.done ? words.today.sceneDone : words.today.objectives}</h3>
      <ul className="grid gap-1.5">
        {scene.objectives.map(({ text, done }) => (
          <li key={text} className="flex items-start gap-2">
            <Icon name={done ? 'check' : 'circle'} className={`mt-0.5 size-5 ${done ? 'text-river' : 'text-edge'}`} />
            <span className={done ? 'text-soft' : ''}>{text}{done && <span className="sr-only"> ({words.today.reached})</span>}</span>
          </li>
        ))}
      </ul>
      {scene.hints.length > 0 && !scene.done && (
        <details className="rounded-lg bg-sunk">
          <summary className="min-h-11 px-3 py-2.5 font-semibold">{words.today.hints}</summary>
          <ul className="grid gap-1 px-3 pb-3">{scene.hints.map((hint) => <li key={hint}>{hint}</li>)}</ul>
        </details>
      )}
    </section>
  )
}
