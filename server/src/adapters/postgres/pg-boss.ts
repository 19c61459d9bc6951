/**
 * pg-boss on the pool that is there: it keeps the jobs (in a schema of its own), fetches them for one worker each, settles
 * them and takes them from workers that fell silent. Who runs what and when is decided in `job-runs.ts`.
 */
import { CompiledQuery, sql as raw, type Kysely, type RawBuilder } from 'kysely'
import { PgBoss, type ConstructorOptions, type Db } from 'pg-boss'
import { taskNames } from '../../domain/task.ts'
import type { Database, Session } from './database.ts'
import { plannedAnew } from './dialect.ts'

const schema = 'pgboss'

/** How often jobs of silent workers are looked for; each look reads the whole table of jobs once. */
const superviseMs = 15_000
/** Ended jobs are deleted, and what an upgrade of pg-boss left to build is built. */
const maintenanceMs = 3_600_000
/** Jobs that wait for each other are not used; this is the least often they can be looked for. */
const flowMs = 86_400_000

export type Woken = {
  /** Jobs of this task were added; null for any of them. */
  readonly wake: (task: string | null) => void
  readonly falter: (error: unknown) => void
}

/** Enqueues and settles as it is; fetches, and looks after the jobs, once it is started. */
export function bossOn<Schema>(database: Database<Schema>, { wake, falter }: Woken): PgBoss {
  const db: Db = {
    // Claims and ends of jobs wait for no disk: whatever a job does and keeps is written after its claim, and takes that to the disk with it.
    // If the database's machine dies before, the job is run again, as after any other crash.
    executeSql: (text, values = []) => (text.includes(';') ? onOneConnection(database, text) : database.unflushed(plannedAnew + text, values)),
    async listen(channel) {
      const { stop } = await database.listen(channel, wake, () => wake(null))
      return { close: stop }
    },
  }
  return made({
    db, useListenNotify: true, migrate: true, schedule: false, supervise: true, reindex: false,
    superviseIntervalSeconds: superviseMs / 1000, monitorIntervalSeconds: superviseMs / 1000, maintenanceIntervalSeconds: maintenanceMs / 1000,
    bamIntervalSeconds: maintenanceMs / 1000, flowIntervalSeconds: flowMs / 1000, queueCacheIntervalSeconds: maintenanceMs / 1000,
  }, falter)
}

/** Statements of pg-boss as part of a transaction. */
export const inside = <Schema>(tx: Kysely<Schema>): Db => ({ executeSql: (text, values = []) => through(tx, text, values) })

/** Wakes whoever works on a task, as pg-boss does when it adds a job; where a job comes back it leaves that to the next look. */
export const wakes = (task: string): RawBuilder<unknown> => raw`pg_notify('pgboss_' || left(encode(sha224(${schema}::bytea), 'hex'), 24), ${task})`

/** Creates what pg-boss keeps, or brings it up to date. For whoever holds the lock of migrations. */
export async function prepareBoss({ sql }: Session): Promise<void> {
  const troubles: unknown[] = []
  const boss = made({
    db: { executeSql: async (text, values) => ({ rows: flat(await sql.unsafe(text, values as never[])) }) },
    migrate: true, schedule: false, supervise: false,
  }, (error) => troubles.push(error))
  try {
    await boss.start()
    const known = new Set((await boss.getQueues()).map(({ name }) => name))
    for (const task of taskNames) if (!known.has(task)) await boss.createQueue(task, { notify: true })
  } finally {
    // A start that fails half-way has begun its timers.
    await boss.stop({ close: false, graceful: false })
  }
  if (troubles.length > 0) throw troubles[0]
}

function made(options: ConstructorOptions, falter: (error: unknown) => void): PgBoss {
  const boss = new PgBoss({ schema, ...options })
  boss.on('error', falter)
  return boss
}

/** A queue is empty now and full in a moment. */
async function through<Schema>(kysely: Kysely<Schema>, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  const { rows } = await kysely.executeQuery(CompiledQuery.raw(plannedAnew + text, values))
  return { rows }
}

/** Several statements, which may be a transaction. */
const onOneConnection = async <Schema>(database: Database<Schema>, text: string): Promise<{ rows: unknown[] }> => ({ rows: flat(await database.onConnection((sql) => sql.unsafe(text))) })

/** The rows of one statement, or of several in a row. */
const flat = (result: readonly unknown[]): unknown[] => result.flat()
