/** The operator's page: an overview that is always there, and below it what one looks at. */
import type { LiveView } from '@mluv/protocol/admin.ts'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { DatabaseSection } from './database-section.tsx'
import { DeedsSection } from './deeds-section.tsx'
import { FlagsSection } from './flags-section.tsx'
import { LearnersSection } from './learners-section.tsx'
import { LiveSection } from './live-section.tsx'
import { MoneySection } from './money-section.tsx'
import { atClock } from './numbers.ts'
import { Overview } from './overview.tsx'
import { Notice, troubleText } from './parts.tsx'
import { ProcessesSection } from './processes-section.tsx'
import { ProvidersSection } from './providers-section.tsx'
import { QueueSection } from './queue-section.tsx'
import { SignIn } from './sign-in.tsx'
import { useFigures } from './use-figures.ts'

const sections: Readonly<Record<string, { readonly name: string; readonly show: (live: LiveView) => ReactNode }>> = {
  live: { name: 'Live', show: (live) => <LiveSection live={live} /> },
  queue: { name: 'Queue', show: () => <QueueSection /> },
  database: { name: 'Database', show: () => <DatabaseSection /> },
  money: { name: 'Money', show: () => <MoneySection /> },
  providers: { name: 'Providers', show: (live) => <ProvidersSection live={live} /> },
  processes: { name: 'Processes', show: (live) => <ProcessesSection live={live} /> },
  flags: { name: 'Flags', show: () => <FlagsSection /> },
  learners: { name: 'Learners', show: () => <LearnersSection /> },
  deeds: { name: 'Deeds', show: () => <DeedsSection /> },
}

export function AdminPage() {
  const { view, trouble, again } = useFigures<LiveView>('/admin/live')
  const shown = useSection()
  if (trouble?.code === 'unauthorized' || trouble?.code === 'forbidden') return <SignIn isLearner={trouble.code === 'forbidden'} onDone={again} />
  const leave = () => void ask('DELETE', '/session').finally(again)
  return (
    <>
      <header className="flex flex-wrap items-center gap-3 border-b border-line bg-surface px-4 py-2">
        <span aria-hidden="true" className="tutor-face size-9" />
        <h1 className="font-display text-2xl font-bold text-brick">Mluv <span className="text-lg text-soft">for operators</span></h1>
        <p className="ml-auto text-sm text-soft tabular-nums">{view && `as of ${atClock(view.at)}`}</p>
        <Button onClick={leave}>Sign out</Button>
      </header>
      <main className="mx-auto grid max-w-6xl gap-4 p-4">
        {view
          ? <>
              <Notice trouble={trouble} />
              <Overview tiles={view.tiles} />
              <nav aria-label="Sections" className="flex flex-wrap gap-1">
                {Object.entries(sections).map(([key, { name }]) => <a key={key} href={`#${key}`} aria-current={key === shown ? 'page' : undefined} className="inline-flex min-h-11 items-center rounded-lg px-3 underline-offset-4 hover:bg-sunk aria-[current]:bg-sunk aria-[current]:font-semibold aria-[current]:underline">{name}</a>)}
              </nav>
              {sections[shown]!.show(view)}
            </>
          : trouble
            ? <div role="alert" className="grid justify-items-start gap-3"><p>{troubleText(trouble)}</p><Button look="solid" onClick={again}>Try again</Button></div>
            : <p role="status">Looking how things are…</p>}
      </main>
    </>
  )
}

/** Which section the address names; the first where it names none. */
function useSection(): string {
  const here = () => (Object.hasOwn(sections, location.hash.slice(1)) ? location.hash.slice(1) : 'live')
  const [section, setSection] = useState(here)
  useEffect(() => {
    const look = () => setSection(here())
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])
  return section
}
