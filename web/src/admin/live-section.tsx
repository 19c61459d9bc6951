/** How quickly everything is answered, and how much there is to answer: within the last minutes, and over the last hour. */
import type { LiveHistory, LiveStep, LiveView, NamedTiming } from '@mluv/protocol/admin.ts'
import { Chart } from './chart.tsx'
import { inMs, inPercent } from './numbers.ts'
import { Notice, Section, Table } from './parts.tsx'
import { useFigures } from './use-figures.ts'

export const timingColumns = ['', 'p50', 'p95', 'p99', 'a minute', 'in all'] as const

export const timingRows = (timings: readonly NamedTiming[]) => timings.map(({ name, p50Ms, p95Ms, p99Ms, perMinute, count }) => [name, inMs(p50Ms), inMs(p95Ms), inMs(p99Ms), perMinute, count])

export function LiveSection({ live }: { readonly live: LiveView }) {
  const { view, trouble } = useFigures<LiveHistory>('/admin/live/history')
  const minutes = Math.max(1, Math.round(live.windowMs / 60_000))
  const window = `Of the last ${minutes === 1 ? 'minute' : `${minutes} minutes`}, all processes together.`
  return (
    <>
      <Section title="The last hour"><Notice trouble={trouble} />{view && <Charts history={view} />}</Section>
      <Section title="Doors" says={window}><Table name="Doors" columns={['door', ...timingColumns.slice(1)]} rows={timingRows(live.doors)} /></Section>
      <Section title="Stages of a turn" says="When each began and ended, after the learner had said all."><Table name="Stages" columns={['stage', ...timingColumns.slice(1)]} rows={timingRows(live.stages)} none="Nobody has spoken lately." /></Section>
      <Section title="In browsers" says="What real ones measured, told by nobody."><Table name="In browsers" columns={['where, what', ...timingColumns.slice(1)]} rows={timingRows(live.pages)} none="No browser has told anything lately." /></Section>
      <Section title="Remembered" says="How much was found without looking it up."><Table name="Remembered" columns={['what', 'found', 'asked', 'hit rate']} rows={live.caches.filter(({ asked }) => asked > 0).map(({ name, asked, found, hitRate }) => [name, found, asked, inPercent(hitRate)])} /></Section>
      <Section title="Routes" says={window}><Table name="Routes" columns={['route', ...timingColumns.slice(1)]} rows={timingRows(live.routes)} /></Section>
      <Section title="Refused and failed"><Table name="Refused and failed" columns={['door, code', 'times']} rows={live.problems.map(({ door, code, count }) => [`${door} ${code}`, count])} none="Nothing lately." /></Section>
    </>
  )
}

function Charts({ history: { steps, stepMs } }: { readonly history: LiveHistory }) {
  const at = steps.map((step) => step.at)
  const of = (name: string, value: (step: LiveStep) => number | null) => ({ name, values: steps.map(value) })
  const aMinute = 60_000 / stepMs
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Chart title="Turns" unit="a minute" at={at} series={[of('done', ({ turns }) => turns * aMinute), of('failed', ({ turnsFailed }) => turnsFailed * aMinute)]} />
      <Chart title="First sound" unit="after the learner had said all" at={at} shown={inMs} series={[of('p50', (step) => step.firstSoundP50Ms), of('p95', (step) => step.firstSoundP95Ms), of('p99', (step) => step.firstSoundP99Ms)]} />
      <Chart title="Requests" unit="a minute" at={at} series={[of('answered', ({ requests }) => requests * aMinute), of('failed', ({ failed }) => failed * aMinute)]} />
      <Chart title="Answers of the API" unit="until they were there" at={at} shown={inMs} series={[of('p50', (step) => step.apiP50Ms), of('p95', (step) => step.apiP95Ms), of('p99', (step) => step.apiP99Ms)]} />
      <Chart title="Connections to the database" unit="at a time" at={at} series={[of('busy', (step) => step.busyConnections), of('waited for', (step) => step.waitingForConnections)]} />
      <Chart title="Talks" unit="open lines of voice" at={at} series={[of('open', (step) => step.voiceSockets)]} />
    </div>
  )
}
