/** What processes tell each other of how they are, in tables that no crash keeps: a row for each, and one for each of its latest steps. */
import { sql } from 'kysely'
import { historyMs, silentMsMax, type Figures, type ProcessLive } from '../../domain/live.ts'
import type { Live, Told } from '../../ports/live.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

/** Of those that begin and die again and again, no more are read. */
const processesMax = 200
/** An hour of twenty processes. */
const stepsMax = 7_200

export const live = ({ kysely }: Pick<Database<Tables>, 'kysely'>): Live => named('live', {
  async tell({ processId, toldAtMs, ...told }, step) {
    const kept = step && sql`, step as (
      insert into live_steps (at_ms, process_id, figures) values (${step.atMs}, ${processId}::uuid, ${JSON.stringify(step.figures)}::jsonb) on conflict do nothing),
      old as (delete from live_steps where at_ms < ${toldAtMs - historyMs}),
      silent as (delete from live_processes where told_at_ms < ${toldAtMs - silentMsMax} and process_id <> ${processId}::uuid)`
    await sql`
      with said as (insert into live_processes (process_id, told_at_ms, told) values (${processId}::uuid, ${toldAtMs}, ${JSON.stringify(told)}::jsonb)
        on conflict (process_id) do update set told_at_ms = excluded.told_at_ms, told = excluded.told)${kept ?? sql``} select`.execute(kysely)
  },
  async leave(processId) {
    await kysely.deleteFrom('live_processes').where('process_id', '=', processId).execute()
  },
  async processes(nowMs) {
    const rows = await kysely.selectFrom('live_processes').selectAll().where('told_at_ms', '>=', nowMs - silentMsMax).orderBy('process_id').limit(processesMax).execute()
    const all = rows.map(({ process_id: processId, told_at_ms: toldAtMs, told }): Told => ({ processId, toldAtMs, ...(told as ProcessLive) }))
    return all.toSorted((one, other) => one.startedAtMs - other.startedAtMs)
  },
  async steps(fromMs) {
    const rows = await kysely.selectFrom('live_steps').select(['at_ms', 'figures']).where('at_ms', '>=', fromMs).orderBy('at_ms', 'desc').limit(stepsMax).execute()
    return rows.map(({ at_ms: atMs, figures }) => ({ atMs, figures: figures as Figures })).reverse()
  },
})
