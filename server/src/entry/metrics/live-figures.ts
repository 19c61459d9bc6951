/** What a process has counted, by the names under which figures of several add up. */
import { addUp, flat, type Figures, type Flat } from '../../domain/live.ts'
import { savingWays } from '../../domain/saving.ts'
import type { OfProcess } from './of-process.ts'
import type { Serving } from './of-serving.ts'

/** Between the parts of a name; none of them holds it. */
export const apart = '\t'

export function figuresOf(own: OfProcess, serving: Serving | null): Figures {
  return addUp([ofProcess(own), ...(serving ? [ofServing(serving)] : [])])
}

function ofProcess({ process, database, runs, spent, tried, fares, places }: OfProcess): Figures {
  const whom = ({ task, provider, model }: { readonly task: string; readonly provider: string; readonly model: string | null }) => [task, provider, model ?? ''].join(apart)
  return {
    times: Object.fromEntries([
      ['loop lag', flat(process.lagMs)],
      ['connection wait', flat(database.waitedMs)],
      ...Array.from(database.statementsMs, ([name, each]) => [`statement ${name}`, flat(each)] as const),
      ...runs.map(({ task, tookMs }) => [`job ${task}`, flat(tookMs)] as const),
      ...tried.map((each) => [`provider ${whom(each)}`, flat(each.firstPieceMs)] as const),
    ]),
    counts: summed([
      ['processor ms', Math.round(process.cpuMs)],
      ['connection refused', database.refused],
      ...runs.flatMap(({ task, ends }) => Array.from(ends, ([end, count]) => [`run ${task}${apart}${end}`, count] as const)),
      ...fares.map((each) => [`calls ${whom(each)}`, each.calls] as const),
      ...tried.flatMap((each) => Array.from(each.failed, ([fault, count]) => [`failures ${whom(each)}${apart}${fault}`, count] as const)),
      ...spent.map((each) => [`spent ${whom(each)}`, each.microUsd] as const),
      ...spent.flatMap(({ saved }) => savingWays.map((way) => [`saved ${way}`, saved[way]] as const)),
    ]),
    gauges: summed([
      ['memory bytes', process.residentBytes],
      ['connections busy', database.busy], ['connections free', database.free], ['connections waiting', database.waiting],
      ...Array.from(places, ([vendor, waiting]) => [`places ${vendor}`, waiting] as const),
      ...fares.filter(({ state }) => state === 'resting').map((each) => [`resting ${whom(each)}`, 1] as const),
    ]),
  }
}

function ofServing({ routes, updates, problems, stages, turns, sockets, cache, running, pages }: Serving): Figures {
  const timesOf = (named: readonly (readonly [string, Flat])[]) => addUp(named.map(([name, each]) => ({ times: { [name]: each }, counts: {}, gauges: {} }))).times
  const countIn = ({ counts }: { readonly counts: readonly number[] }) => counts.reduce((sum, each) => sum + each, 0)
  return {
    times: timesOf([
      ...routes.flatMap(({ method, route, times }) => [[`door ${route.startsWith('/api/') ? 'api' : 'page'}`, flat(times)], [`route ${method} ${route}`, flat(times)]] as const),
      ...Array.from(updates, ([door, each]) => [`door ${door}`, flat(each)] as const),
      ...Array.from(stages, ([stage, each]) => [`stage ${stage}`, flat(each)] as const),
      ...pages.map(({ page, of, times }) => [`page ${page}${apart}${of}`, flat(times)] as const),
    ]),
    counts: summed([
      ...routes.map(({ status, times }) => [`answers ${status}`, countIn(times)] as const),
      ...problems.map(({ door, code, count }) => [`problem ${door}${apart}${code}`, count] as const),
      ['turns done', turns.remembered],
      ...Array.from(turns.failed, ([code, count]) => [`turns failed${apart}${code}`, count] as const),
      ...Array.from(turns.degraded, ([part, count]) => [`degraded ${part}`, count] as const),
      ...Object.entries(cache).flatMap(([artefact, each]) => Object.entries(each).map(([how, count]) => [`cache ${artefact}${apart}${how}`, count] as const)),
    ]),
    gauges: { 'turns running': running, 'sockets http': sockets.http, 'sockets voice': sockets.voice },
  }
}

function summed(named: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, count] of named) sums[name] = (sums[name] ?? 0) + count
  return sums
}
