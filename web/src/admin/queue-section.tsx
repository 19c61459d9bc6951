/** What is done behind the scenes: each task, what waits and what died of it, and what can be done about it. */
import type { LiveHistory, QueueView } from '@mluv/protocol/admin.ts'
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { Chart } from './chart.tsx'
import { JobList } from './job-list.tsx'
import { atClock, inMs } from './numbers.ts'
import { Notice, Said, Section, Sure, useDeed } from './parts.tsx'
import { useFigures } from './use-figures.ts'

type Task = QueueView['tasks'][number]

export function QueueSection() {
  const { view, trouble } = useFigures<QueueView>('/admin/queue')
  const { view: history } = useFigures<LiveHistory>('/admin/live/history')
  const deed = useDeed()
  const [task, look] = useState<string | null>(null)
  const steps = history?.steps ?? []
  const aMinute = history ? 60_000 / history.stepMs : 1
  const series = [{ name: 'done', values: steps.map(({ jobs }) => jobs * aMinute) }, { name: 'failed', values: steps.map(({ jobsFailed }) => jobsFailed * aMinute) }]
  return (
    <>
      <Section title="Queue" says="A paused task takes jobs in and begins none. Draining cancels what waits.">
        <Notice trouble={trouble} />
        <Said text={deed.said} />
        <ul className="grid gap-2">{view?.tasks.map((each) => <TaskRow key={each.task} of={each} deed={deed} onLook={() => look(each.task)} />)}</ul>
        {history && <Chart title="Jobs" unit="a minute" at={steps.map(({ at }) => at)} series={series} />}
      </Section>
      <JobList task={task} onTask={look} />
    </>
  )
}

type RowProps = { readonly of: Task; readonly deed: ReturnType<typeof useDeed>; readonly onLook: () => void }

function TaskRow({ of: { task, waiting, running, dead, oldestMs, pausedAt, runs, minutes }, deed, onLook }: RowProps) {
  const [done, failed] = [minutes.reduce((sum, each) => sum + each.done, 0), minutes.reduce((sum, each) => sum + each.failed, 0)]
  return (
    <li aria-label={task} className="grid gap-2 rounded-xl border border-line p-3 md:grid-cols-[minmax(0,1fr)_auto] md:items-center">
      <div className="min-w-0">
        <p className="font-semibold">{task}{pausedAt !== null && <span className="ml-2 rounded bg-gold-wash px-1.5 py-0.5 text-sm text-gold">paused since {atClock(pausedAt)}</span>}</p>
        <p className="text-sm text-soft tabular-nums">
          {waiting} waiting{waiting > 0 && ` for up to ${inMs(oldestMs)}`}, {running} running, <span className={dead > 0 ? 'font-semibold text-rust' : ''}>{dead} dead</span>. Last hour: {done} done, {failed} failed.
          {runs && ` p95 ${inMs(runs.p95Ms)}.`}
        </p>
        <Minutes minutes={minutes} task={task} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onLook}>Jobs<span className="sr-only"> of {task}</span></Button>
        {pausedAt === null
          ? <Button disabled={deed.isBusy} onClick={() => deed.act('POST', `/admin/queue/${task}/pause`, `${task} is paused.`)}>Pause<span className="sr-only"> {task}</span></Button>
          : <Button look="solid" disabled={deed.isBusy} onClick={() => deed.act('POST', `/admin/queue/${task}/resume`, `${task} goes on.`)}>Resume<span className="sr-only"> {task}</span></Button>}
        {waiting > 0 && <Sure label="Drain" sure={`Cancel ${waiting} waiting`} disabled={deed.isBusy} onSure={() => deed.act('POST', `/admin/queue/${task}/drain`, `${task} is drained.`)} />}
      </div>
    </li>
  )
}

/** Runs of the last hour, a bar a minute: what failed stands on what was done, and is hatched by its edge. */
function Minutes({ minutes, task }: { readonly minutes: Task['minutes']; readonly task: string }) {
  if (minutes.length === 0) return null
  const most = Math.max(...minutes.map(({ done, failed }) => done + failed))
  const last = Date.parse(minutes.at(-1)!.at)
  return (
    <svg role="img" aria-label={`${task}: runs by minute, at most ${most}`} viewBox="0 0 600 24" preserveAspectRatio="none" className="mt-1 h-6 w-full max-w-96 text-river">
      {minutes.map(({ at, done, failed }) => {
        const x = 590 - ((last - Date.parse(at)) / 60_000) * 10
        const [low, high] = [(done / most) * 24, (failed / most) * 24]
        return <g key={at}><rect x={x} width={8} y={24 - low} height={low} fill="currentColor" />{failed > 0 && <rect x={x} width={8} y={24 - low - high} height={high} fill="var(--gold-wash)" stroke="var(--rust)" strokeWidth="2" vectorEffect="non-scaling-stroke" />}</g>
      })}
    </svg>
  )
}
