/** Tasks that are paused: kept where all who work look, and told to them when it changes. */
import { sql } from 'kysely'
import { isTaskName, type TaskName } from '../../domain/task.ts'
import type { Queue } from '../../ports/queue.ts'
import type { Database } from './database.ts'
import { wakes } from './pg-boss.ts'

/** Told as tasks are that have new jobs; no task is called so. */
export const pausesChanged = 'pauses changed'

/** Jobs that one statement cancels: it may take as long as any other. */
const drainedMax = 5_000

type Pauses = Pick<Queue, 'pause' | 'resume' | 'paused' | 'drain'>

export function pauses<Schema>({ kysely }: Pick<Database<Schema>, 'kysely'>): Pauses {
  return {
    async pause(task, nowMs) {
      await sql`with kept as (insert into paused_tasks (task, paused_at_ms) values (${task}, ${nowMs}) on conflict do nothing) select ${wakes(pausesChanged)}`.execute(kysely)
    },
    async resume(task) {
      await sql`with gone as (delete from paused_tasks where task = ${task}) select ${wakes(pausesChanged)}`.execute(kysely)
    },
    async paused() {
      const { rows } = await sql<{ task: string; paused_at_ms: number }>`select task, paused_at_ms from paused_tasks`.execute(kysely)
      return new Map(rows.flatMap(({ task, paused_at_ms: atMs }): [TaskName, number][] => (isTaskName(task) ? [[task, atMs]] : [])))
    },
    async drain(task) {
      let drained = 0
      for (;;) {
        const { numAffectedRows = 0n } = await sql`
          update pgboss.job set state = 'cancelled', completed_on = now()
          where (name, id) in (select name, id from pgboss.job where name = ${task} and state < 'active' limit ${drainedMax} for update skip locked)`.execute(kysely)
        drained += Number(numAffectedRows)
        if (Number(numAffectedRows) < drainedMax) return drained
      }
    },
  }
}
