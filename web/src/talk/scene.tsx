/** What there is to manage in the scene that is played. */
import { Icon } from '../kit/icon.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { standingIn } from './scene-standing.ts'
import type { Talk } from './turn.ts'

export function Scene({ scene }: { readonly scene: NonNullable<Talk['scene']> }) {
  const words = useWords()
  const { scene: later } = useLaterWords()
  const titles = { playing: words.today.objectives, managed: later.done, over: later.over }
  return (
    <section className="grid gap-2">
      <h3 className="text-lg font-bold">{titles[standingIn(scene)]}</h3>
      <ul className="grid gap-1.5">
        {scene.objectives.map(({ text, done }) => (
          <li key={text} className="flex items-start gap-2">
            <Icon name={done ? 'check' : 'circle'} className={`mt-0.5 size-5 ${done ? 'text-river' : 'text-edge'}`} />
            <span className={done ? 'text-soft' : ''}>{text}{done && <span className="sr-only"> ({later.reached})</span>}</span>
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
