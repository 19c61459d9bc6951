/** The report: one page of HTML that needs nothing else. */
import { rounded } from '../measuring/figures.ts'
import type { Asked } from './asked.ts'
import { drawn, escaped, type Chart } from './chart.ts'
import type { Cost } from './costs.ts'
import { faults, type Outcome } from './faults.ts'
import type { CrowdTold } from './generator.ts'
import { isSound, type History, type Sums } from './history.ts'
import type { Limits } from './limits.ts'
import type { Busy, Machine } from './machine.ts'
import { slopeOf } from './slope.ts'
import type { Reminded } from './reminders.ts'
import { allOf, type Line, type Moment } from './tally.ts'
import type { Seen } from './watch.ts'

export type Found = {
  readonly asked: Asked
  readonly atMs: number
  readonly machine: Machine
  /** As it was at the end. */
  readonly machineAfter: Machine
  readonly busiest: readonly Busy[]
  readonly crowd: CrowdTold
  readonly seen: readonly Seen[]
  /** Of turns. */
  readonly history: History
  /** Null where nobody was. */
  readonly reminded: Reminded | null
  /** What went wrong meanwhile because it was to. */
  readonly wreaked: readonly Outcome[]
  /** Null of somebody else's installation, of which no more is known than its answers. */
  readonly own: {
    /** What the tutor added to what providers took: to the first sound at the learner, and by the turn's own record. */
    readonly added: Line
    readonly recorded: Line
    readonly costs: readonly Cost[]
    readonly limits: Limits
    readonly turns: History
    readonly reviews: History
    readonly sums: Sums
  } | null
}

/** SPEC: every call but a turn; what is added to a turn where few are at it. */
export const targets = { callP50Ms: 5, callP95Ms: 20, addedP50Ms: 2, addedP99Ms: 10, memoryMb: 400 }

export function reportOf(found: Found): string {
  const { asked, crowd, own, machine, atMs } = found
  const title = `Mluv under load: ${asked.scenario}, ${asked.learners} learners, ${rounded(asked.forMs / 60_000)} min, ${asked.shape}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head><body>
<h1>${escaped(title)}</h1>
<p>${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC, ${asked.host === null ? `an installation of our own, ${asked.api} that serve and ${asked.workers} that work beside them` : escaped(asked.host)}, seed ${asked.seed}.
Times run from when something was meant to begin, and are those after the first ${Math.round(crowd.steadyFromMs / 1000)} s; errors are those of all the time.</p>
${own === null ? '' : verdicts(crowd, own)}
<h2>How long it took</h2>${table(['ms', 'count', 'p50', 'p95', 'p99', 'most'], crowd.counted.lines.filter(({ name }) => name !== late).map(lineCells))}
${own === null ? '' : table(['what the tutor added to a turn, ms', 'count', 'p50', 'p95', 'p99', 'most'], [own.added, own.recorded].map(lineCells))}
<h2>What went wrong</h2>${errorsOf(crowd)}
${found.wreaked.length === 0 ? '' : faultsOf(found)}
<div class="charts">${charts(found).map(drawn).join('\n')}</div>
${own === null ? '' : costsOf(own)}
${own === null ? '' : memoryOf(found)}
<h2>Whether the learners were in their own way</h2>${generatorOf(crowd, own)}
<h2>Whether all is there, once</h2>${historyTable(found)}
<h2>The machine</h2>${table(['', ''], [...machine.rows, ['load, before and after', `${machine.load.join(', ')}; ${found.machineAfter.load.join(', ')}`], ['free memory, before and after', `${machine.freeMb} and ${found.machineAfter.freeMb} MB`]])}
${table(['busiest processes meanwhile', 'pid', 'processor, s'], found.busiest.map(({ command, pid, cpuMs }) => [command, pid, rounded(cpuMs / 1000)]))}
</body></html>
`
}

type Own = NonNullable<Found['own']>
type Cell = string | number

const late = 'begun later than due'
const lineNamed = ({ counted: { lines } }: CrowdTold, name: string): Line | undefined => lines.find((line) => line.name === name)
const lineCells = ({ name, count, p50Ms, p95Ms, p99Ms, mostMs }: Line): Cell[] => [name, count, p50Ms, p95Ms, p99Ms, mostMs]
const errorCount = ({ counted: { errors } }: CrowdTold): number => Object.values(errors).reduce((sum, each) => sum + each, 0)

function verdicts(crowd: CrowdTold, { added, turns, reviews, sums }: Own): string {
  const calls = lineNamed(crowd, allOf.call)
  const row = (what: string, value: number, limit: number): Cell[] => [what, value, limit, value <= limit ? 'kept' : 'not kept']
  const differing = sums.reduce((sum, each) => sum + each.differing, 0)
  return table(['', 'measured', 'limit', ''], [
    row('errors', errorCount(crowd), 0),
    ...(calls ? [row('every call but a turn, p50, ms', calls.p50Ms, targets.callP50Ms), row('p95', calls.p95Ms, targets.callP95Ms)] : []),
    ...(added.count > 0 ? [row('added to a turn, p50, ms', added.p50Ms, targets.addedP50Ms), row('p99', added.p99Ms, targets.addedP99Ms)] : []),
    ['nothing lost or double', isSound(turns) && isSound(reviews) && differing === 0 ? 'yes' : 'no', 'yes', isSound(turns) && isSound(reviews) && differing === 0 ? 'kept' : 'not kept'],
  ])
}

function errorsOf({ counted: { errors, begun } }: CrowdTold): string {
  const rows = Object.entries(errors).toSorted(([, one], [, other]) => other - one)
  return rows.length === 0 ? `<p>Nothing, of ${begun} things that were begun.</p>` : table([`of ${begun} things that were begun`, 'times'], rows.map(([cause, count]) => [cause, count]))
}

export const faultCells = ({ fault, fromMs, beganMs, endedMs, hindered, recoveredMs, alerts }: Outcome): Cell[] =>
  [fault, rounded(fromMs / 1000), rounded((endedMs - beganMs) / 1000), Object.values(hindered).reduce((sum, each) => sum + each, 0), Math.round(recoveredMs), alerts.join(', ')]

function faultsOf({ wreaked }: Found): string {
  const byTimes = (hindered: Outcome['hindered']) => Object.entries(hindered).toSorted(([, one], [, other]) => other - one)
  const causes = wreaked.flatMap(({ fault, hindered }) => byTimes(hindered).map(([cause, count]): Cell[] => [fault, cause, count]))
  return `<h2>What went wrong because it was to</h2>
<p>What does not come about is tried again after 0.3 s by the next process that serves, for 20 s at most;
what did not come about by then is among the errors above. Over is when the last thing was begun in vain, from the end of what was wrong.
Alerts are those of ops/alerts.yml, by a Prometheus that looks each second, with their minutes shortened to seconds.</p>
${table(['', 'at, s', 'for, s', 'tried again', 'over after, ms', 'alerts'], wreaked.map((each) => [`${each.fault}: ${faults[each.fault]}`, ...faultCells(each).slice(1)]))}
${table(['', 'what was hindered, and why', 'times'], causes)}`
}

function charts({ crowd: { counted: { moments } }, seen, own }: Found): Chart[] {
  const over = (name: string, value: (moment: Moment) => number) => ({ name, points: moments.map((moment) => [moment.atMs, value(moment)] as const) })
  const lasted = (at: number) => Math.max(1, moments[at]!.atMs - (moments[at - 1]?.atMs ?? 0))
  const perSecond = (name: string, count: (moment: Moment) => number) => ({ name, points: moments.map((moment, at) => [moment.atMs, (count(moment) * 1000) / lasted(at)] as const) })
  const percentiles = (of: 'calls' | 'turns') => [over('p50', (moment) => moment[of].p50Ms), over('p95', (moment) => moment[of].p95Ms), over('p99', (moment) => moment[of].p99Ms)]
  const cores = (name: string) => seen.slice(1).map(({ atMs, by }, at) => [atMs, (by[name]!.cpuMs - seen[at]!.by[name]!.cpuMs) / Math.max(1, atMs - seen[at]!.atMs)] as const)
  const names = Object.keys(seen[0]?.by ?? {})
  const remembered = seen.filter(({ by }) => Object.values(by).some(({ mb }) => mb !== null))
  return [
    { title: 'Every call but a turn', unit: 'ms', isLogarithmic: true, ...(own && { limit: targets.callP95Ms }), series: percentiles('calls') },
    { title: 'Every turn, from when it had been said until it was whole', unit: 'ms', isLogarithmic: true, series: percentiles('turns') },
    { title: 'Answers', unit: 'a second', series: [perSecond('calls', ({ calls }) => calls.count), perSecond('turns', ({ turns }) => turns.count), perSecond('errors', ({ errors }) => errors)] },
    { title: 'Learners who are at it', unit: 'learners', series: [over('learners', ({ learners }) => learners)] },
    { title: 'Processor', unit: 'cores', series: names.map((name) => ({ name, points: cores(name) })) },
    { title: 'The whole machine, whoever keeps it busy', unit: 'share of all cores', series: [{ name: 'busy', points: seen.map(({ atMs, busy }) => [atMs, busy] as const) }] },
    { title: 'Memory (PSS)', unit: 'MB', series: names.map((name) => ({ name, points: remembered.map(({ atMs, by }) => [atMs, by[name]?.mb ?? Number.NaN] as const) })) },
  ]
}

/** Where a turn's milliseconds of the processor go, and what the parts cost by themselves. */
function costsOf({ costs, limits: { bare } }: Own): string {
  const sum = (of: (cost: Cost) => number) => costs.reduce((total, each) => total + of(each), 0)
  const figures = [({ cores }: Cost) => cores, ({ idleCores }: Cost) => idleCores, ({ perCallMs }: Cost) => perCallMs, ({ perTurnMs }: Cost) => perTurnMs]
  const row = (name: string, of: (pick: (cost: Cost) => number) => number): Cell[] => [name, ...figures.map((figure) => rounded(of(figure)))]
  const whole = sum(({ perTurnMs }) => perTurnMs)
  return `<h2>What it cost</h2>
${table(['processor', 'cores', 'of them idle', 'ms a call', 'ms a turn', 'share of a turn'], [...costs.map((cost) => [...row(cost.name, (pick) => pick(cost)), `${whole === 0 ? 0 : Math.round((100 * cost.perTurnMs) / whole)} %`]), [...row('all', sum), '100 %']])}
<p>A call is what calls alone took after the run; a turn is the rest.</p>
${table(['the limits, on the same machine', 'a second', 'p50, ms', 'p99', 'processor, ms each', 'of them a turn of all processes could have'], bare.map(({ name, perSecond, took, cpuMs }) => [name, perSecond, took.p50Ms, took.p99Ms, cpuMs, Math.round(whole / Math.max(cpuMs, 0.001))]))}`
}

/** Counted from when it was as it was to be. */
function memoryOf({ seen, crowd, asked }: Found): string {
  const names = Object.keys(seen[0]?.by ?? {})
  const rows = names.map((name): Cell[] => {
    const during = seen.filter(({ atMs }) => atMs >= crowd.steadyFromMs && atMs <= crowd.steadyFromMs + asked.forMs)
    const points = during.flatMap(({ atMs, by }) => (by[name]?.mb ? [[atMs, by[name].mb] as const] : []))
    const slope = slopeOf(points)
    const most = points.reduce((high, [, mb]) => Math.max(high, mb), 0)
    const told = slope ? [rounded(slope.perHour), `${rounded(slope.from)} to ${rounded(slope.to)}`, slope.mayBeNone ? 'may be none' : 'is one'] : ['', '', 'too little was measured']
    return [name, Math.round(points[0]?.[1] ?? 0), Math.round(points.at(-1)?.[1] ?? 0), Math.round(most), ...told]
  })
  return table(['memory (PSS), MB', 'at first', 'at last', 'most', 'slope, MB an hour', 'of 100 times 95 from', ''], rows)
}

function generatorOf(crowd: CrowdTold, own: Own | null): string {
  const begun = lineNamed(crowd, late)
  const { cpuCores, lag } = crowd.own
  const rows: Cell[][] = [
    ['processor of the process that is all the learners, cores', cpuCores], ['its event loop stood still, ms: p50, p99, most', `${lag.p50Ms}, ${lag.p99Ms}, ${lag.mostMs}`],
    ...(begun ? [['what nobody waited for was begun later than due, ms: p50, p99, most', `${begun.p50Ms}, ${begun.p99Ms}, ${begun.mostMs}`]] : []),
  ]
  if (own) {
    const { paced, pacedCores, perSecondMax, errors } = own.limits.calibrated
    rows.push(['against a bare route at the same pace, ms: p50, p99', `${paced.p50Ms}, ${paced.p99Ms}`], ['its processor meanwhile, cores', pacedCores], ['calls a second that it can make there', perSecondMax], ['errors there', errors])
  }
  return table(['', ''], rows)
}

function historyTable({ history, own, reminded }: Found): string {
  const row = (name: string, { answered, lost, twice, other, unsaid, keptUnanswered, unfinished }: History): Cell[] =>
    [name, answered, lost.length, twice.length, other.length, unsaid.length, keptUnanswered, unfinished]
  return table(['', 'answered', 'lost', 'kept twice', 'under another id', 'never said', 'kept, not answered', 'begun, not whole'], [row('turns', history), ...(own ? [row('reviews', own.reviews)] : [])])
    + (reminded ? table(['reminders', 'sent', 'not, since they had spoken', 'given up', 'still waiting', 'sent twice'], [[reminded.posted, reminded.sent, reminded.dropped, reminded.dead, reminded.waiting, reminded.twice]]) : '')
    + (own ? table(['what is added up and counted again', 'differing'], own.sums.map(({ what, differing }) => [what, differing])) : '')
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell) => (typeof value === 'number' ? `<td class="number">${Number.isFinite(value) ? value : '–'}</td>` : `<td>${escaped(value)}</td>`)
  return `<div class="wide"><table><thead><tr>${head.map((each) => `<th>${escaped(each)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table></div>`
}

const style = `
:root { color-scheme: light dark; --ink: #1f2328; --paper: #fff; --faint: #d0d7de; --soft: #59636e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #14181d; --faint: #3d444d; --soft: #9da7b1; } }
body { margin: 0 auto; padding: 1rem; max-width: 96rem; font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .75rem .2rem 0; text-align: left; border-bottom: 1px solid var(--faint); white-space: nowrap; }
th { font-weight: 600; color: var(--soft); } .number { text-align: right; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: .25rem; } svg { width: 100%; height: auto; }
polyline { fill: none; stroke-width: 1.5; } .grid { stroke: var(--faint); } .limit { stroke: #e03e3e; stroke-dasharray: 6 4; }
.tick { fill: var(--soft); font-size: 11px; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; color: var(--soft); font-size: 13px; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: 2px; }
`
