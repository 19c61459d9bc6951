/**
 * What processes count, as it adds up: by the same names everywhere, so that figures of several are those of one, and what was counted
 * between two moments is the difference of both. Quantiles are read from the sum; those of processes would not add up.
 */
import { jobBoundsMs, waitBoundsMs, type Tallied } from './tally.ts'

/** What is measured, by what it is measured of: `route` by method and pattern, `stage` of turns, and so on. Their names are of closed sets. */
export const timedKinds = ['door', 'route', 'stage', 'statement', 'connection', 'loop', 'job', 'provider', 'page'] as const
export type TimedKind = (typeof timedKinds)[number]

/** Without its bounds, which follow from what it is of. */
export type Flat = { readonly counts: readonly number[]; readonly sum: number }
/** Counts and times since some moment, and how things are now. Names read `kind name`. */
export type Figures = {
  readonly times: Readonly<Record<string, Flat>>
  readonly counts: Readonly<Record<string, number>>
  readonly gauges: Readonly<Record<string, number>>
}

export const noFigures: Figures = { times: {}, counts: {}, gauges: {} }

export const boundsOf = (name: string): readonly number[] => (kindOf(name) === 'job' ? jobBoundsMs : waitBoundsMs)

export const kindOf = (name: string): string => name.slice(0, name.indexOf(' '))
export const restOf = (name: string): string => name.slice(name.indexOf(' ') + 1)

export const flat = ({ counts, sum }: Tallied): Flat => ({ counts, sum })

export function addUp(all: readonly Figures[]): Figures {
  const [times, counts, gauges]: [Record<string, Flat>, Record<string, number>, Record<string, number>] = [{}, {}, {}]
  for (const each of all) {
    for (const [name, more] of Object.entries(each.times)) times[name] = times[name] ? together(times[name], more, 1) : more
    for (const [name, more] of Object.entries(each.counts)) counts[name] = (counts[name] ?? 0) + more
    for (const [name, more] of Object.entries(each.gauges)) gauges[name] = (gauges[name] ?? 0) + more
  }
  return { times, counts, gauges }
}

/** What came after `before`: of what did not change, nothing. Gauges are as they are now. */
export function since(before: Figures, { times, counts, gauges }: Figures): Figures {
  return {
    times: Object.fromEntries(Object.entries(times).flatMap(([name, now]) => {
      const change = before.times[name] ? together(now, before.times[name], -1) : now
      return change.counts.some((count) => count > 0) ? [[name, change]] : []
    })),
    counts: Object.fromEntries(Object.entries(counts).flatMap(([name, now]) => (now === (before.counts[name] ?? 0) ? [] : [[name, now - (before.counts[name] ?? 0)]]))),
    gauges,
  }
}

const together = (one: Flat, other: Flat, sign: 1 | -1): Flat => ({
  counts: Array.from({ length: Math.max(one.counts.length, other.counts.length) }, (_, at) => (one.counts[at] ?? 0) + sign * (other.counts[at] ?? 0)),
  sum: one.sum + sign * other.sum,
})

export const countOf = ({ counts }: Flat): number => counts.reduce((sum, each) => sum + each, 0)

/**
 * Up to where a share of all lies, 0–1, taken as spread evenly between the two bounds it is found between: off by what lies between them at most.
 * Beyond the last bound nothing is known, and that bound is told. Null where there is none.
 */
export function quantile({ counts }: Flat, bounds: readonly number[], share: number): number | null {
  const wanted = countOf({ counts, sum: 0 }) * share
  if (wanted === 0) return null
  let below = 0
  for (const [at, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const from = bounds[at - 1] ?? 0
      const to = bounds[at] ?? from
      return from + ((to - from) * (wanted - below)) / count
    }
    below += count
  }
  return bounds.at(-1)!
}

export type Timed = { readonly count: number; readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number; readonly meanMs: number }

/** Null where nothing was counted. */
export function timedOf(name: string, each: Flat): Timed | null {
  const count = countOf(each)
  if (count === 0) return null
  const at = (share: number) => rounded(quantile(each, boundsOf(name), share)!)
  return { count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), meanMs: rounded(each.sum / count) }
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10

/** A process as it says it is: what it counted within the last few minutes. */
export type ProcessLive = {
  readonly does: 'serves' | 'works'
  readonly version: string
  readonly startedAtMs: number
  /** How long it has counted what is told here. */
  readonly windowMs: number
  readonly figures: Figures
}

/** How often a process says how it is, and after how long a silence it is gone. */
export const tellEveryMs = 5_000
export const silentMsMax = 30_000
/** What is told of a process is of so long, at least, once it has been there for as long. */
export const windowMs = 300_000
/** What has been: so much of it is kept, in such steps. */
export const stepMs = 10_000
export const historyMs = 3_600_000

/** What is kept of each step: what charts show, and no more. */
const keptTimes = ['door', 'loop'] as const
const keptStages = ['stage first-sound', 'stage whole', 'stage stored']
const keptCounts = ['turns', 'run', 'spent', 'answers']

export function stepOf({ times, counts, gauges }: Figures): Figures {
  const isKept = (name: string) => keptStages.includes(name) || (keptTimes as readonly string[]).includes(kindOf(name))
  return {
    times: Object.fromEntries(Object.entries(times).filter(([name]) => isKept(name))),
    counts: Object.fromEntries(Object.entries(counts).filter(([name]) => keptCounts.includes(kindOf(name)))),
    gauges: Object.fromEntries(Object.entries(gauges).filter(([name]) => kindOf(name) !== 'provider')),
  }
}
