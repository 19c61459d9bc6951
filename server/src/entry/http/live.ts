/** How an installation is just now, for operators: what all its processes have counted lately, added up, and each by itself. */
import type { LiveHistory, LiveProcess, LiveStep, LiveView, NamedTiming } from '@mluv/protocol/admin.ts'
import { allowancesOf, dayOf, limitOf, standardPlan } from '../../domain/allowance.ts'
import { addUp, boundsOf, historyMs, kindOf, quantile, restOf, stepMs, timedOf, type Figures, type TimedKind } from '../../domain/live.ts'
import { wellnessOf } from '../../domain/wellness.ts'
import type { Told } from '../../ports/live.ts'
import { apart } from '../metrics/live-figures.ts'
import { stageNames } from '../metrics/seen.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'

/** Patterns of routes that are shown; the rest is asked for seldom. */
const routesMax = 40
/** A minute of looks. */
const lagLooksMin = 600

export const liveView = (house: House) => ({
  async now(): Promise<LiveView> {
    const nowMs = house.clock.now()
    const processes = await toldOf(house)
    const { figures, windowMs } = together(processes)
    return {
      at: instant(nowMs), tiles: [...wellnessOf(await seenOf(house, processes, figures, nowMs))], windowMs,
      doors: timings(figures, 'door', windowMs), routes: timings(figures, 'route', windowMs).toSorted(mostFirst).slice(0, routesMax),
      stages: timings(figures, 'stage', windowMs).toSorted(inOrder), pages: timings(figures, 'page', windowMs),
      answers: answersOf(figures),
      problems: named(figures, 'problem').map(([name, count]) => ({ door: name.split(apart)[0]!, code: name.split(apart)[1]!, count })),
      turns: { ...turnsOf(figures), running: figures.gauges['turns running'] ?? 0, degraded: named(figures, 'degraded').map(([part, count]) => ({ part, count })) },
      sockets: socketsOf(figures), caches: cachesOf(figures), providers: providersOf(figures, windowMs),
      processes: processes.map((each) => processView(each, nowMs)),
    }
  },

  async history(): Promise<LiveHistory> {
    const steps = await house.live.steps(house.clock.now() - historyMs)
    return { stepMs, steps: [...Map.groupBy(steps, ({ atMs }) => atMs)].map(([atMs, each]) => stepView(atMs, addUp(each.map(({ figures }) => figures)))) }
  },
})

/** All processes, this one as it is now. */
export async function toldOf(house: House): Promise<readonly Told[]> {
  const [own, all] = await Promise.all([house.reporter.own(), house.live.processes(house.clock.now())])
  return [...all.filter(({ processId }) => processId !== own.processId), own].toSorted((one, other) => one.startedAtMs - other.startedAtMs)
}

/** What is told of different times is told of the longest. */
export const together = (processes: readonly Told[]): { readonly figures: Figures; readonly windowMs: number } =>
  ({ figures: addUp(processes.map(({ figures }) => figures)), windowMs: Math.max(1, ...processes.map(({ windowMs }) => windowMs)) })

export function timingOf(name: string, { times }: Pick<Figures, 'times'>, windowMs: number): Omit<NamedTiming, 'name'> | null {
  const timed = times[name] && timedOf(name, times[name])
  return timed ? { ...timed, perMinute: Math.round((timed.count * 600_000) / windowMs) / 10 } : null
}

export const timings = (figures: Figures, kind: TimedKind, windowMs: number): NamedTiming[] =>
  Object.keys(figures.times).filter((name) => kindOf(name) === kind).flatMap((name) => {
    const timing = timingOf(name, figures, windowMs)
    return timing ? [{ name: restOf(name).replaceAll(apart, ' '), ...timing }] : []
  })

const mostFirst = (one: NamedTiming, other: NamedTiming): number => other.count - one.count
const inOrder = (one: NamedTiming, other: NamedTiming): number => place(one) - place(other)
const place = ({ name }: NamedTiming): number => (stageNames as readonly string[]).indexOf(name)

const named = ({ counts }: Pick<Figures, 'counts'>, kind: string): [string, number][] => Object.entries(counts).flatMap(([name, count]) => (kindOf(name) === kind ? [[restOf(name), count]] : []))
const sumOf = (all: readonly (readonly [string, number])[]): number => all.reduce((sum, [, count]) => sum + count, 0)

const socketsOf = ({ gauges }: Figures): LiveView['sockets'] => ({ http: gauges['sockets http'] ?? 0, voice: gauges['sockets voice'] ?? 0 })

/** What was found in the process, where all share, or while another looked it up, was not looked up. */
function cachesOf(figures: Figures): LiveView['caches'] {
  return [...Map.groupBy(named(figures, 'cache'), ([name]) => name.split(apart)[0]!)].map(([name, each]) => {
    const of = (...ways: readonly string[]) => sumOf(each.filter(([how]) => ways.includes(how.split(apart)[1]!)))
    const [found, asked] = [of('process', 'shared', 'waits'), of('process', 'shared', 'waits', 'loads')]
    return { name, asked, found, hitRate: asked === 0 ? null : Math.round((found / asked) * 1000) / 1000 }
  })
}

function providersOf(figures: Figures, windowMs: number): LiveView['providers'] {
  return [...new Set(['calls', 'spent', 'failures'].flatMap((kind) => named(figures, kind).map(([name]) => name.split(apart).slice(0, 3).join(apart))))].map((name) => {
    const [task, provider, model] = name.split(apart) as [string, string, string]
    const of = (kind: string) => sumOf(named(figures, kind).filter(([each]) => each === name || each.startsWith(`${name}${apart}`)))
    return { task, provider, model, calls: of('calls'), failures: of('failures'), spentMicroUsd: of('spent'), firstPiece: timingOf(`provider ${name}`, figures, windowMs) }
  })
}

function processView({ processId, does, version, startedAtMs, toldAtMs, windowMs, figures }: Told, nowMs: number): LiveProcess {
  const { gauges } = figures
  return {
    processId, does, version, startedAt: instant(startedAtMs), toldMs: Math.max(0, nowMs - toldAtMs), windowMs, memoryBytes: gauges['memory bytes'] ?? 0,
    processors: Math.round(((figures.counts['processor ms'] ?? 0) / windowMs) * 100) / 100,
    lag: timingOf('loop lag', figures, windowMs), doors: timings(figures, 'door', windowMs), stages: timings(figures, 'stage', windowMs).toSorted(inOrder),
    connections: { busy: gauges['connections busy'] ?? 0, free: gauges['connections free'] ?? 0, waiting: gauges['connections waiting'] ?? 0 },
    turnsRunning: gauges['turns running'] ?? 0, sockets: socketsOf(figures),
  }
}

async function seenOf(house: House, processes: readonly Told[], figures: Figures, nowMs: number) {
  const limited = allowancesOf(dayOf(nowMs), null, false)
  const [depth, paused, stood] = await Promise.all([house.queue.depth(), house.queue.paused(), house.books.stand(limited)])
  const { gauges, counts } = figures
  return {
    answers: answersOf(figures), turns: turnsOf(figures), firstSoundP95Ms: timingOf('stage first-sound', figures, 1)?.p95Ms ?? null,
    queue: { ...depth, paused: [...paused.keys()] },
    connections: { busy: gauges['connections busy'] ?? 0, free: gauges['connections free'] ?? 0, waiting: gauges['connections waiting'] ?? 0, refused: counts['connection refused'] ?? 0 },
    limits: limited.map((allowance, at) => ({ period: allowance.period, spentMicroUsd: stood[at]!.spentMicroUsd, limitMicroUsd: limitOf(house.budget, allowance, standardPlan) })),
    providers: house.fares().filter(({ model }) => model !== null),
    processes: processes.map((each) => ({ does: each.does, lagP99Ms: lagOf(each.figures) })),
  }
}

/** Of a process that has just begun it says how long beginning took. */
function lagOf(figures: Figures): number | null {
  const lag = timingOf('loop lag', figures, 1)
  return lag && lag.count >= lagLooksMin ? lag.p99Ms : null
}

function stepView(atMs: number, figures: Figures): LiveStep {
  const { gauges } = figures
  const at = (name: string, share: number) => {
    const ms = figures.times[name] ? quantile(figures.times[name], boundsOf(name), share) : null
    return ms === null ? null : Math.round(ms)
  }
  const answers = answersOf(figures)
  const turns = turnsOf(figures)
  const [api, sound] = ['door api', 'stage first-sound']
  const runs = runsOf(figures)
  return {
    at: instant(atMs), requests: answers.all, failed: answers.failed, turns: turns.done, turnsFailed: turns.failed,
    apiP50Ms: at(api, 0.5), apiP95Ms: at(api, 0.95), apiP99Ms: at(api, 0.99), firstSoundP50Ms: at(sound, 0.5), firstSoundP95Ms: at(sound, 0.95), firstSoundP99Ms: at(sound, 0.99),
    lagP99Ms: at('loop lag', 0.99), jobs: runs.reduce((sum, { done }) => sum + done, 0), jobsFailed: runs.reduce((sum, { failed }) => sum + failed, 0), spentMicroUsd: sumOf(named(figures, 'spent')),
    busyConnections: gauges['connections busy'] ?? 0, waitingForConnections: gauges['connections waiting'] ?? 0, voiceSockets: gauges['sockets voice'] ?? 0, memoryBytes: gauges['memory bytes'] ?? 0,
  }
}

function answersOf(figures: Pick<Figures, 'counts'>): LiveView['answers'] {
  const all = named(figures, 'answers')
  return { all: sumOf(all), failed: sumOf(all.filter(([status]) => status === '5xx')) }
}

function turnsOf(figures: Pick<Figures, 'counts'>): { readonly done: number; readonly failed: number } {
  const all = named(figures, 'turns')
  return { done: sumOf(all.filter(([how]) => how === 'done')), failed: sumOf(all.filter(([how]) => how !== 'done')) }
}

/** Runs of jobs by task; what was lost or given back is neither. */
export function runsOf(figures: Pick<Figures, 'counts'>): readonly { readonly task: string; readonly done: number; readonly failed: number }[] {
  return named(figures, 'run').map(([name, count]) => {
    const [task, end] = name.split(apart) as [string, string]
    return { task, done: end === 'done' ? count : 0, failed: ['done', 'lost', 'given-back'].includes(end) ? 0 : count }
  })
}
