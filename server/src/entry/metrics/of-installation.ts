/** Of the whole installation: every process tells the same, so the largest counts, and not the sum. */
import { untilMsOf, type Allowance } from '../../domain/allowance.ts'
import { taskNames, type TaskName } from '../../domain/task.ts'
import { timetableNames } from '../../domain/timetable.ts'
import type { Delivered } from '../../ports/reach.ts'
import type { JobVitals, KeptVitals } from '../../ports/vitals.ts'
import type { Family } from './registry.ts'

export type OfInstallation = {
  readonly kept: KeptVitals
  readonly deliveries: readonly Delivered[]
  readonly budgets: readonly Budgeted[]
  /** How long ago the newest backup was made; null where they are not made here. */
  readonly backupMs: number | null
}
export type Budgeted = { readonly allowance: Pick<Allowance, 'scope' | 'period' | 'since'>; readonly limitMicroUsd: number; readonly spentMicroUsd: number; readonly inHandsMicroUsd: number }

/** Looked at every minute: what is older than that is late. */
const tickMs = 60_000
const jobStates = ['waiting', 'running', 'dead'] as const

/** What is asked of the database that does not answer is left out, and this says so. */
export const ofDatabase: readonly Family<OfInstallation | null>[] = [
  { name: 'mluv_database_up', type: 'gauge', labels: [], help: 'Whether the database answers. Where it does not, what is known of the installation is left out.', read: (all) => [[{}, Number(all !== null)]] },
]

export const ofInstallation: readonly Family<OfInstallation>[] = [
  {
    name: 'mluv_jobs', type: 'gauge', labels: ['task', 'state'], help: 'Jobs that wait and could begin, run, or are dead after their last try.',
    read: ({ kept }) => taskNames.flatMap((task) => jobStates.map((state) => [{ task, state }, of(kept, task)?.[state] ?? 0] as const)),
  },
  { name: 'mluv_jobs_oldest_milliseconds', type: 'gauge', labels: ['task'], help: 'For how long the oldest job has waited.', read: ({ kept }) => taskNames.map((task) => [{ task }, of(kept, task)?.oldestMs ?? 0]) },
  {
    name: 'mluv_timetable_late_milliseconds', type: 'gauge', labels: ['entry'],
    help: 'For how long an entry of the timetable has been due and is not done, nor the next of its kind; of tick, since when nobody has looked what has come due.',
    read: ({ kept }) => [
      [{ entry: 'tick' }, Math.max(0, (kept.tickedMs ?? kept.ageMs) - tickMs)],
      ...timetableNames.map((entry) => [{ entry }, of(kept, entry)?.overdueMs ?? 0] as const),
    ],
  },
  {
    name: 'mluv_leaderboard_age_milliseconds', type: 'gauge', labels: [], help: 'How long ago leaderboards were counted.',
    read: ({ kept }) => [[{}, of(kept, 'refresh-leaderboards')?.doneMs ?? kept.ageMs]],
  },
  { name: 'mluv_backup_age_milliseconds', type: 'gauge', labels: [], help: 'How long ago the newest backup was made; absent where the database has backups of its own.', read: ({ backupMs }) => [[{}, backupMs]] },
  {
    name: 'mluv_deliveries_total', type: 'counter', labels: ['kind', 'channel', 'outcome', 'reason'], help: 'What became of messages to learners.',
    read: ({ deliveries }) => deliveries.map(({ kind, channel, outcome, reason, messages }) => [{ kind, channel, outcome, reason }, messages]),
  },
  {
    name: 'mluv_budget_micro_usd', type: 'gauge', labels: ['scope', 'period', 'part'], help: 'Of what may be spent in this day or month: the limit, what is spent, and what processes have in hand.',
    read: ({ budgets }) => budgets.flatMap(({ allowance: { scope, period }, limitMicroUsd, spentMicroUsd, inHandsMicroUsd }) => [
      [{ scope, period, part: 'limit' }, limitMicroUsd], [{ scope, period, part: 'spent' }, spentMicroUsd], [{ scope, period, part: 'in-hands' }, inHandsMicroUsd],
    ]),
  },
  {
    name: 'mluv_budget_ends_seconds', type: 'gauge', labels: ['scope', 'period'], help: 'When that period is over, in seconds since 1970.',
    read: ({ budgets }) => budgets.map(({ allowance: { scope, period, since } }) => [{ scope, period }, untilMsOf(period, since) / 1000]),
  },
]

const of = ({ jobs }: KeptVitals, name: TaskName): JobVitals | undefined => jobs.find(({ task }) => task === name)
