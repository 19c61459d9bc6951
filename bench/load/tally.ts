/** What is counted while learners are at it: how long everything took, by kind and by moment, and what went wrong, by cause. */
import { build, type Histogram } from 'hdr-histogram-js'
import { rounded } from '../measuring/figures.ts'
import { monotonicMs } from '../measuring/monotonic.ts'

export type Line = { readonly name: string; readonly count: number; readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number; readonly mostMs: number }
/** Of a moment of the run. */
export type Moment = { readonly atMs: number; readonly calls: Line; readonly turns: Line; readonly errors: number; readonly learners: number }
/** Something that was tried and did not come about; it was tried again. By the machine's clock: when it was begun, and when it was in vain. */
export type Hindered = { readonly begunMs: number; readonly atMs: number; readonly name: string; readonly cause: string }
export type Counted = {
  readonly lines: readonly Line[]
  readonly moments: readonly Moment[]
  readonly errors: Readonly<Record<string, number>>
  readonly begun: number
  readonly hindered: readonly Hindered[]
}
export type Tally = {
  begin(): void
  /** `sinceMs` on: from when it was to begin until it was done. What is measured before it is as it shall be, is no figure. */
  took(name: string, kind: 'call' | 'turn' | null, ms: number): void
  failed(name: string, cause: string): void
  hindered(name: string, cause: string, begunMs: number): void
  /** Ends a moment. */
  moment(atMs: number, learners: number): void
  /** Forgets times, not errors and moments: from here on it is as it shall be. */
  startOver(): void
  counted(): Counted
}

/** Microseconds are counted, with three digits: 1.23 ms is told from 1.24, 1.23 s from 1.24. */
const perMs = 1_000
const mostMs = 600_000
const digits = 3
/** Causes come from answers: there are not so many, and what is beyond that is one. */
const causesMax = 100
const hinderedMax = 200_000

export function tally(): Tally {
  const byName = new Map<string, Histogram>()
  const now = { calls: histogram(), turns: histogram(), errors: 0 }
  const moments: Moment[] = []
  const errors: Record<string, number> = {}
  const hindered: Hindered[] = []
  let begun = 0
  const into = (name: string): Histogram => {
    const found = byName.get(name) ?? histogram()
    byName.set(name, found)
    return found
  }
  return {
    begin: () => void (begun += 1),
    took(name, kind, ms) {
      const value = Math.min(mostMs * perMs, Math.max(0, Math.round(ms * perMs)))
      into(name).recordValue(value)
      if (kind === null) return
      into(allOf[kind]).recordValue(value)
      now[kind === 'call' ? 'calls' : 'turns'].recordValue(value)
    },
    failed(name, cause) {
      now.errors += 1
      const named = `${name}: ${cause.slice(0, 80)}`
      const key = named in errors || Object.keys(errors).length < causesMax ? named : 'others'
      errors[key] = (errors[key] ?? 0) + 1
    },
    hindered: (name, cause, begunMs) => void (hindered.length < hinderedMax && hindered.push({ begunMs, atMs: monotonicMs(), name, cause: cause.slice(0, 80) })),
    moment(atMs, learners) {
      moments.push({ atMs, calls: lineOf('calls', now.calls), turns: lineOf('turns', now.turns), errors: now.errors, learners })
      now.calls.reset()
      now.turns.reset()
      now.errors = 0
    },
    startOver: () => byName.clear(),
    counted: () => ({ lines: [...byName].map(([name, each]) => lineOf(name, each)).toSorted((one, other) => one.name.localeCompare(other.name)), moments, errors, begun, hindered }),
  }
}

/** What all calls and all turns together are called among the lines. */
export const allOf = { call: 'every call', turn: 'every turn, whole' } as const

export const histogram = (): Histogram =>
  build({ bitBucketSize: 64, autoResize: true, lowestDiscernibleValue: 1, highestTrackableValue: mostMs * perMs, numberOfSignificantValueDigits: digits, useWebAssembly: false })

/** Of none, nothing: no percentile of it is a number. */
export function lineOf(name: string, from: Histogram): Line {
  const at = (percentile: number) => (from.totalCount === 0 ? Number.NaN : rounded(Math.min(from.maxValue, from.getValueAtPercentile(percentile)) / perMs))
  return { name, count: from.totalCount, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), mostMs: from.totalCount === 0 ? Number.NaN : rounded(from.maxValue / perMs) }
}
