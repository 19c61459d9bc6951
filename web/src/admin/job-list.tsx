/** Jobs, newest first: looked at, tried again, ended. What they are about is days, zones and ids. */
import type { JobList as Jobs, JobView } from '@mluv/protocol/jobs.ts'
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { Select } from '../kit/choice.tsx'
import { atDay } from './numbers.ts'
import { Notice, Said, Section, useDeed } from './parts.tsx'
import { useFigures } from './use-figures.ts'

const states = ['dead', 'waiting', 'running', 'done', 'cancelled'] as const
const shownMax = 20

export function JobList({ task, onTask }: { readonly task: string | null; readonly onTask: (task: string | null) => void }) {
  const [state, setState] = useState<(typeof states)[number]>('dead')
  const [before, setBefore] = useState<string | null>(null)
  const query = new URLSearchParams({ state, limit: String(shownMax), ...(task !== null && { task }), ...(before !== null && { before }) })
  const { view, trouble } = useFigures<Jobs>(`/admin/jobs?${query}`)
  const deed = useDeed()
  return (
    <Section title={task === null ? 'Jobs' : `Jobs: ${task}`}>
      <Notice trouble={trouble} />
      <div className="flex flex-wrap items-end gap-3">
        <Select label="State" value={state} options={states.map((value) => ({ value, label: value }))} onChoose={(chosen) => { setState(chosen); setBefore(null) }} />
        {task !== null && <Button onClick={() => { onTask(null); setBefore(null) }}>All tasks</Button>}
      </div>
      <Said text={deed.said} />
      {view?.items.length === 0 && <p className="text-soft">None.</p>}
      <ul className="grid gap-2">{view?.items.map((job) => <Job key={job.jobId} job={job} deed={deed} />)}</ul>
      <div className="flex gap-2">
        {before !== null && <Button onClick={() => setBefore(null)}>Newest</Button>}
        {view && view.next !== null && <Button onClick={() => setBefore(view.next)}>Older</Button>}
      </div>
    </Section>
  )
}

function Job({ job: { jobId, task, state, attempts, tries, createdAt, dueAt, startedAt, endedAt, fault, payload }, deed }: { readonly job: JobView; readonly deed: ReturnType<typeof useDeed> }) {
  return (
    <li className="grid gap-2 rounded-xl border border-line p-3 md:grid-cols-[minmax(0,1fr)_auto]">
      <details className="min-w-0">
        <summary className="min-h-11 py-2"><b>{task}</b> {state}, {attempts} of {tries} tries, {atDay(endedAt ?? startedAt ?? dueAt)}{fault !== null && <span className="text-rust"> {fault}</span>}</summary>
        <dl className="grid gap-x-3 text-sm break-all sm:grid-cols-[auto_minmax(0,1fr)]">
          <dt className="text-soft">id</dt><dd>{jobId}</dd>
          <dt className="text-soft">made, due</dt><dd>{atDay(createdAt)}, {atDay(dueAt)}</dd>
          <dt className="text-soft">about</dt><dd>{JSON.stringify(payload)}</dd>
        </dl>
      </details>
      <div className="flex flex-wrap items-start gap-2">
        {(state === 'dead' || state === 'cancelled') && <Button disabled={deed.isBusy} onClick={() => deed.act('POST', `/admin/jobs/${jobId}/retry`, `${task} is tried again.`)}>Try again</Button>}
        {(state === 'waiting' || state === 'running') && <Button disabled={deed.isBusy} onClick={() => deed.act('POST', `/admin/jobs/${jobId}/cancel`, `${task} is cancelled.`)}>Cancel</Button>}
      </div>
    </li>
  )
}
