/** Of a process that serves: its doors, its turns, what it remembers, whom it asks. */
import type { Counts } from '../../ports/cache.ts'
import type { Family, Labels, Valued } from './registry.ts'
import type { CrowdFigures } from '../crowd.ts'
import type { SeenFigures } from './seen.ts'

export type Serving = SeenFigures & {
  /** Turns that run now. */
  readonly running: number
  readonly crowd: CrowdFigures
  readonly cache: Readonly<Record<string, Counts>>
  readonly shared: 'none' | 'ok' | 'down'
}

export const ofServing: readonly Family<Serving>[] = [
  {
    name: 'mluv_http_milliseconds', type: 'histogram', labels: ['method', 'route', 'status'],
    help: 'How long requests took until they were answered, by the pattern of their route.',
    read: ({ routes }) => routes.map(({ method, route, status, times }) => [{ method, route, status }, times]),
  },
  {
    name: 'mluv_problems_total', type: 'counter', labels: ['door', 'code'],
    help: 'What was refused or failed, by the code of the problem.',
    read: ({ problems }) => problems.map(({ door, code, count }) => [{ door, code }, count]),
  },
  {
    name: 'mluv_turn_milliseconds', type: 'histogram', labels: ['stage'],
    help: 'When stages of turns began and ended, from the moment the learner had said all.',
    read: ({ stages }) => named('stage', stages),
  },
  {
    name: 'mluv_update_milliseconds', type: 'histogram', labels: ['door'],
    help: 'How long what a messenger brought took until it was answered, or given up.',
    read: ({ updates }) => named('door', updates),
  },
  {
    name: 'mluv_page_milliseconds', type: 'histogram', labels: ['page', 'of'],
    help: 'What browsers measured: when the largest thing was painted, how late the page answered its user, how long the first sound was waited for.',
    read: ({ pages }) => pages.map(({ page, of, times }) => [{ page, of }, times]),
  },
  { name: 'mluv_turns_total', type: 'counter', labels: [], help: 'Turns that were gone through and kept.', read: ({ turns }) => [[{}, turns.remembered]] },
  { name: 'mluv_turns_failed_total', type: 'counter', labels: ['code'], help: 'Turns that came to nothing, by the code of the problem.', read: ({ turns }) => named('code', turns.failed) },
  { name: 'mluv_turns_degraded_total', type: 'counter', labels: ['part'], help: 'Parts of turns that could not be done.', read: ({ turns }) => named('part', turns.degraded) },
  { name: 'mluv_turns_running', type: 'gauge', labels: [], help: 'Turns that run now.', read: ({ running }) => [[{}, running]] },
  { name: 'mluv_crowd_share', type: 'gauge', labels: [], help: 'Which part of those who come is let in: 1 where there is room for all.', read: ({ crowd }) => [[{}, crowd.share]] },
  { name: 'mluv_sent_away_total', type: 'counter', labels: [], help: 'Calls and turns that were not taken, since there was no room.', read: ({ crowd }) => [[{}, crowd.sentAway]] },
  {
    name: 'mluv_sockets', type: 'gauge', labels: ['door'], help: 'Connections that are open; those of voice, over which somebody may talk, are among those of http.',
    read: ({ sockets }) => Object.entries(sockets).map(([door, open]) => [{ door }, open] as const),
  },
  {
    name: 'mluv_cache_answers_total', type: 'counter', labels: ['artefact', 'how'],
    help: 'What was found in the process, where all share, or looked up.',
    read: ({ cache }) => Object.entries(cache).flatMap(([artefact, each]) => Object.entries(each).map(([how, count]) => [{ artefact, how }, count] as const)),
  },
  { name: 'mluv_cache_shared_up', type: 'gauge', labels: [], help: 'Whether what processes share answers; absent where they share nothing.', read: ({ shared }) => [[{}, shared === 'none' ? null : Number(shared === 'ok')]] },
]

const named = <Value>(label: string, all: ReadonlyMap<string, Value>): Valued<Value> => Array.from(all, ([name, value]) => [{ [label]: name } satisfies Labels, value])
