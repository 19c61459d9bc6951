/** Whether all is well, in one look: a tile for each thing that is watched, with a sign and a word, so that nobody needs the colour. */
import type { LiveView, Tile } from '@mluv/protocol/admin.ts'
import { Icon } from '../kit/icon.tsx'
import type { IconName } from '../kit/icon.tsx'

const looks: Readonly<Record<Tile['state'], { readonly word: string; readonly icon: IconName; readonly look: string }>> = {
  well: { word: 'well', icon: 'check', look: 'bg-river-wash text-river' },
  watch: { word: 'look at it', icon: 'question', look: 'bg-gold-wash text-gold' },
  bad: { word: 'not well', icon: 'close', look: 'bg-surface text-rust border-2 border-rust' },
}

/** Where more is told of it. */
export const sectionOf = { answers: 'live', voice: 'live', queue: 'queue', database: 'database', money: 'money', providers: 'providers', processes: 'processes' } as const satisfies Readonly<Record<Tile['name'], string>>

const names: Readonly<Record<Tile['name'], string>> = { answers: 'Answers', voice: 'Voice', queue: 'Queue', database: 'Database', money: 'Money', providers: 'Providers', processes: 'Processes' }

export function Overview({ tiles }: Pick<LiveView, 'tiles'>) {
  const unwell = tiles.filter(({ state }) => state !== 'well')
  return (
    <section aria-label="Overview" className="grid gap-3">
      <p role="status" className="text-lg font-semibold">{unwell.length === 0 ? 'All is well.' : `To look at: ${unwell.map(({ name }) => names[name]).join(', ')}.`}</p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,9.5rem),1fr))] gap-2">
        {tiles.map(({ name, state, says }) => (
          <li key={name}>
            <a href={`#${sectionOf[name]}`} className={`grid h-full min-h-11 content-start gap-1 rounded-xl p-3 hover:underline ${looks[state].look}`}>
              <span className="flex flex-wrap items-center justify-between gap-x-2 font-semibold">{names[name]}<span className="inline-flex items-center gap-1 text-sm"><Icon name={looks[state].icon} className="size-4" />{looks[state].word}</span></span>
              <span className="text-sm text-ink">{says}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
