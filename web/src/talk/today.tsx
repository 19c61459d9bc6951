/** What was reached today, what there is to manage in the scene, and the words met. */
import type { Home } from '@mluv/protocol/learner.ts'
import { Suspense } from 'react'
import { Icon } from '../kit/icon.tsx'
import { lazily } from '../kit/lazily.tsx'
import { useWords } from '../words/words.ts'
import { wordsOf } from './turn.ts'
import type { Talk } from './turn.ts'

/** There is nothing of it before the first answer. */
export const Lately = lazily(() => import('./lately.tsx').then((file) => file.Lately))

/** Fetched before a talk with a scene is shown. */
export const Scene = lazily(() => import('./scene.tsx').then((file) => file.Scene))

export type Standing = Pick<Home, 'starsTotal' | 'streakDays' | 'challenge'> & { readonly weekChallenge: Home['challenge'] | null }

/** The newest known: of the last turn, else what home said. */
export const standingOf = (home: Home, talk: Talk): Standing => talk.progress ?? home

type TodayProps = { readonly learnerId: string; readonly standing: Standing; readonly talk: Talk }

export function Today({ learnerId, standing, talk }: TodayProps) {
  const words = useWords()
  const { challenge } = standing
  const noWords = <section className="grid gap-2"><h3 className="text-lg font-bold">{words.today.words}</h3><p className="text-sm text-soft">{words.today.noWords}</p></section>
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
      <Suspense>{talk.scene && <Scene scene={talk.scene} />}</Suspense>
      <Suspense fallback={noWords}>{talk.turns.length > 0 ? <Lately learnerId={learnerId} week={standing.weekChallenge} met={wordsOf(talk)} /> : noWords}</Suspense>
    </div>
  )
}

function Badge({ icon, text }: { readonly icon: 'star' | 'flame'; readonly text: string }) {
  return <span className="inline-flex items-center gap-1.5 rounded-full bg-gold-wash px-3 py-1.5 font-semibold text-gold"><Icon name={icon} filled={icon === 'star'} />{text}</span>
}
