/**
 * How the installation is, as its database knows: what waits and what was done, by task, and when it was last looked what has come due. What the
 * timetable does not make is not asked after once it is done: of messages and summaries there are as many as learners made in days.
 */
import { sql } from 'kysely'
import { isTaskName, type TaskName } from '../../domain/task.ts'
import { timetableNames } from '../../domain/timetable.ts'
import type { KeptVitals, Vitals } from '../../ports/vitals.ts'
import type { Database } from './database.ts'
import { plannedAnew } from './dialect.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

type Row = {
  readonly name: string
  readonly waiting: number
  readonly running: number
  readonly dead: number
  readonly oldest_ms: number | null
  readonly overdue_ms: number | null
  readonly done_ms: number | null
}
type Dates = { readonly age_ms: number; readonly ticked_ms: number | null }

export const vitals = ({ kysely }: Database<Tables>): Vitals => named('vitals', {
  async read(nowMs) {
    const { rows: [dates] } = await sql<Dates>`
      select ${nowMs}::bigint - coalesce((select min(applied_at_ms) from migrations), ${nowMs}::bigint) as age_ms, ${nowMs}::bigint - (select ticked_at_ms from timetable) as ticked_ms`.execute(kysely)
    const { rows } = await sql<Row>`${sql.raw(plannedAnew)}
      with done as (
        select name, data ->> 'timeZone' as zone, max(created_on) as created_on, max(completed_on) as completed_on from pgboss.job
        where state = 'completed' and name = any(${timetableNames}) group by 1, 2
      ), undone as (
        select j.name, count(*) filter (where j.state < 'active' and j.start_after <= now()) as waiting,
          count(*) filter (where j.state = 'active') as running, count(*) filter (where j.state = 'failed') as dead,
          min(j.start_after) filter (where j.state < 'active' and j.start_after <= now()) as oldest, min(j.created_on) filter (where d.created_on is null) as overdue
        from pgboss.job j left join done d on d.name = j.name and d.zone is not distinct from j.data ->> 'timeZone' and d.created_on > j.created_on
        where j.state < 'completed' or j.state = 'failed' group by j.name
      ), finished as (select name, max(completed_on) as completed_on from done group by name)
      select name, coalesce(waiting, 0)::int as waiting, coalesce(running, 0)::int as running, coalesce(dead, 0)::int as dead,
        ${msSince('oldest')} as oldest_ms, ${msSince('overdue')} as overdue_ms, ${msSince('completed_on')} as done_ms
      from undone full join finished using (name)`.execute(kysely)
    return vitalsOf(dates!, rows.filter(({ name }) => isTaskName(name)))
  },
})

const msSince = (column: string) => sql`(extract(epoch from now() - ${sql.ref(column)}) * 1000)::int8`

const vitalsOf = ({ age_ms: ageMs, ticked_ms: tickedMs }: Dates, rows: readonly Row[]): KeptVitals => ({
  ageMs, tickedMs,
  jobs: rows.map(({ name, waiting, running, dead, oldest_ms: oldestMs, overdue_ms: overdueMs, done_ms: doneMs }) => ({
    task: name as TaskName, waiting, running, dead, oldestMs: oldestMs ?? 0, overdueMs: overdueMs ?? 0, doneMs,
  })),
})
