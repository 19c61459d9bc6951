/**
 * What goes wrong while learners are at it, when, and how soon it was over: `npm run load -- daily --faults`. The same seed lets the same
 * things go wrong at the same moments.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { monotonicMs } from '../measuring/monotonic.ts'
import { dice } from '../seeding/dice.ts'
import type { Spoke } from './alerts.ts'
import type { Hindered } from './tally.ts'

export const faults = {
  'redis-gone': 'Redis is killed, and started again',
  'redis-silent': 'Redis stands still, its lines open',
  'database-restarted': 'PostgreSQL is stopped and started again',
  'database-silent': 'PostgreSQL stands still, its lines open',
  'disk-full': 'the disk of the database is full',
  'worker-killed': 'a process that works is killed, and started again',
  'api-killed': 'a process that serves is killed, and started again',
  'provider-slow': 'the model takes long for its first word',
  'provider-dead': 'the model, the ears and the voice answer with 500',
} as const
export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as FaultName[]

/** In milliseconds from the beginning of the run. */
export type Planned = { readonly fault: FaultName; readonly fromMs: number; readonly untilMs: number }
/** How it is done. */
export type Breakage = { begin(): Promise<void>; end(): Promise<void> }
/** When it truly began and had ended, by the clock that all processes share. */
export type Broken = Planned & { readonly beganMs: number; readonly endedMs: number }
export type Outcome = Broken & {
  /** What was tried and did not come about, from its beginning until the next began, by cause. */
  readonly hindered: Readonly<Record<string, number>>
  /** How long after its end something was last begun in vain; 0 where nothing was. */
  readonly recoveredMs: number
  /** Rules that spoke of it. */
  readonly alerts: readonly string[]
}

/** Each lasts so long. */
const lastsMs = { least: 4_000, most: 9_000 }
/** Before the next: what comes back has time, and shows that it stays. */
const quietMs = { least: 14_000, most: 18_000 }

/** Each of them once in a round, in an order of its own, as often as there is time between the two moments. */
export function planned(names: readonly FaultName[], seed: number, fromMs: number, untilMs: number): readonly Planned[] {
  const roll = dice(seed)
  const between = ({ least, most }: { readonly least: number; readonly most: number }) => Math.round(least + roll.next() * (most - least))
  const all: Planned[] = []
  for (let [atMs, left] = [fromMs, [] as FaultName[]]; names.length > 0; ) {
    if (left.length === 0) left = [...names]
    const [fault] = left.splice(roll.below(left.length), 1)
    const endsMs = atMs + between(lastsMs)
    const nextMs = endsMs + between(quietMs)
    if (nextMs > untilMs) break
    all.push({ fault: fault!, fromMs: atMs, untilMs: endsMs })
    atMs = nextMs
  }
  return all
}

export async function wreak(plan: readonly Planned[], breakages: Partial<Readonly<Record<FaultName, Breakage>>>, beganMs: number): Promise<readonly Broken[]> {
  const broken: Broken[] = []
  for (const each of plan) {
    const breakage = breakages[each.fault]
    if (breakage === undefined) continue
    await until(beganMs + each.fromMs)
    const [from] = [monotonicMs(), await breakage.begin()]
    await until(beganMs + each.untilMs)
    await breakage.end()
    broken.push({ ...each, beganMs: from, endedMs: monotonicMs() })
  }
  return broken
}

const until = (atMs: number): Promise<void> => pause(Math.max(0, atMs - monotonicMs()))

/** `spoke`: when which rule spoke, by the same clock. */
export function outcomes(broken: readonly Broken[], hindered: readonly Hindered[], spoke: readonly Spoke[]): readonly Outcome[] {
  return broken.map((each, at) => {
    const nextMs = broken[at + 1]?.beganMs ?? Infinity
    const mine = hindered.filter(({ atMs }) => atMs >= each.beganMs && atMs < nextMs)
    const byCause: Record<string, number> = {}
    for (const { name, cause } of mine) byCause[`${name}: ${cause}`] = (byCause[`${name}: ${cause}`] ?? 0) + 1
    return {
      ...each, hindered: byCause, recoveredMs: mine.reduce((last, { begunMs }) => Math.max(last, begunMs - each.endedMs), 0),
      alerts: [...new Set(spoke.filter(({ fromMs }) => fromMs >= each.beganMs && fromMs < nextMs).map(({ alert }) => alert))],
    }
  })
}
