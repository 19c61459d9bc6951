/** The queue, kept in the database that its causes are kept in: a job can be written in the transaction that makes it necessary. */
import { createHash } from 'node:crypto'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { Failure } from '../../domain/failure.ts'
import { isTaskName, taskNames, type Task, type TaskName, type Tasks } from '../../domain/task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Depth, Job, JobRecord, JobState, Queue, QueueTrouble } from '../../ports/queue.ts'
import type { Trace } from '../../ports/trace.ts'
import type { RunVitals } from '../../ports/vitals.ts'
import { cursorOf, placeOf, uuid } from './cursors.ts'
import type { Database } from './database.ts'
import { caused, ofCause } from './job-cause.ts'
import { jobRuns, type JobRuns } from './job-runs.ts'
import { jobTimes } from './job-times.ts'
import { bossOn, inside, wakes } from './pg-boss.ts'
import { pauses } from './pauses.ts'
import { named } from './statements.ts'

export type PostgresQueue<Schema> = Queue & {
  /** Learns what pg-boss knows of each task: from then on `enqueueIn` needs no connection but its transaction's, however few there are. */
  open(): Promise<void>
  /** `enqueue` as part of a transaction: the jobs are kept, and others are woken, when it commits. */
  enqueueIn(tx: Kysely<Schema>, jobs: readonly Job[]): Promise<number>
  /** Of runs that ended here. */
  vitals(): readonly RunVitals[]
}
/** `trace` is what runs are recorded in; nowhere when not given. */
export type QueueOptions = { readonly clock: Clock; readonly tasks: Tasks; readonly jobsMax?: number; readonly trace?: Trace | null }

/** Jobs that one process runs at once, whatever their tasks: a handler uses the pool that answers learners too. */
const jobsMax = 20
/** Jobs that one statement adds. */
const addedMax = 5_000
/** So many at once change how a job is found best. */
const countedFrom = 1_000
/** A worker that is silent for so long has lost its jobs; pg-boss takes no less. */
const silenceMsMax = 10_000
/** How long after its time limit a run has failed in the database too, should its process have forgotten it. */
const forgottenMs = 60_000
/** A job may wait for its turn as long as it likes: by itself pg-boss throws it away after two weeks. */
const waitMsMax = 10 * 366 * 86_400_000

export function postgresQueue<Schema>(database: Database<Schema>, { clock, tasks, jobsMax: processMax = jobsMax, trace = null }: QueueOptions): PostgresQueue<Schema> {
  let report: (trouble: QueueTrouble) => void = () => {}
  let runs: JobRuns | null = null
  const times = jobTimes(clock)
  const boss = bossOn(database, { wake: (task) => runs?.wake(task), falter: (error) => report({ type: 'faltered', error }) })
  const rows = (where: RawBuilder<unknown>) => sql<JobRow>`select ${columns} from pgboss.job where ${where}`.execute(database.kysely)

  async function enqueueIn(tx: Kysely<Schema>, jobs: readonly Job[]): Promise<number> {
    const cause = trace?.here()?.traceparent ?? null
    let added = 0
    for (const [task, same] of Map.groupBy(jobs, ({ task }) => task))
      for (let from = 0; from < same.length; from += addedMax) {
        const inserted = await boss.insert(task, same.slice(from, from + addedMax).map((job) => insertOf(job, tasks, cause)), { db: inside(tx), returnId: true })
        added += inserted?.length ?? 0
      }
    // By itself the server counts a table a minute later, and until then looks through a full one as if it were empty: for each job that is fetched.
    if (added >= countedFrom) await sql`analyze pgboss.job`.execute(tx)
    return added
  }
  const enqueue = (jobs: readonly Job[]) =>
    jobs.length <= addedMax && new Set(jobs.map(({ task }) => task)).size === 1 ? enqueueIn(database.kysely, jobs) : database.inTransaction((tx) => enqueueIn(tx, jobs))
  /** The job after a change that is only made from some states. */
  async function changed(jobId: string, change: RawBuilder<unknown>, refusal: string): Promise<JobRecord | null> {
    const { rows: [row] } = await sql<JobRow>`update pgboss.job set ${change} returning ${columns}`.execute(database.kysely)
    if (row) return recordOf(row)
    const { rows: [other] } = await rows(sql`id = ${jobId}::uuid`)
    if (other) throw new Failure('conflict', refusal)
    return null
  }

  return named('queue', {
    enqueueIn,
    enqueue,
    async open() {
      for (const task of taskNames) await boss.insert(task, [])
    },
    async work(work, told) {
      report = told
      await boss.start()
      runs = jobRuns(work, { boss, database, clock, tasks, jobsMax: processMax, enqueue, report, times, trace })
    },
    async list({ state, task, before, limit }) {
      const [at, id] = before === null ? [] : placeOf(before, instant, uuid)
      const { rows: found } = await rows(sql`
        name = any(${task === null ? taskNames : [task]}::text[]) and state = any(${state === null ? Object.keys(stateOf) : statesOf(state)}::text[]::pgboss.job_state[])
          and ${at === undefined ? sql`true` : sql`(created_on, id) < (${at}::text::timestamptz, ${id}::uuid)`}
        order by created_on desc, id desc limit ${limit + 1}`)
      const last = found.length > limit ? found[limit - 1] : undefined
      return { items: found.slice(0, limit).map(recordOf), next: last ? cursorOf(last.created_at, last.id) : null }
    },
    async read(jobId) {
      const { rows: [row] } = await rows(sql`id = ${jobId}::uuid`)
      return row && isTaskName(row.name) ? recordOf(row) : null
    },
    async retry(jobId) {
      const job = await changed(jobId, sql`
        state = 'retry', retry_limit = greatest(retry_limit, retry_count + (started_on is not null)::int), start_after = now(), completed_on = null
        where id = ${jobId}::uuid and state in ('failed', 'cancelled')`, 'Only a dead or cancelled job can be tried again.')
      if (job) await sql`select ${wakes(job.task)}`.execute(database.kysely)
      return job
    },
    cancel: (jobId) => changed(jobId, sql`state = 'cancelled', completed_on = now() where id = ${jobId}::uuid and state < 'completed'`, 'This job has ended already.'),
    ...pauses(database), ...depths(database.kysely),
    vitals: times.read,
    async stop(graceMs) {
      await runs?.stop(graceMs)
      await boss.stop({ close: false, graceful: false })
    },
  })
}

type DepthRow = { readonly waiting: number; readonly running: number; readonly dead: number; readonly oldest_ms: number | null }
const depthColumns = sql`count(*) filter (where state < 'active' and start_after <= now()) as waiting, count(*) filter (where state = 'active') as running, count(*) filter (where state = 'failed') as dead,
  (extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after <= now())) * 1000)::int8 as oldest_ms`
const counted = ({ waiting, running, dead, oldest_ms: oldestMs }: DepthRow): Depth => ({ waiting, running, dead, oldestMs: oldestMs ?? 0 })

const depths = <Schema>(kysely: Kysely<Schema>): Pick<Queue, 'depth' | 'depths'> => ({ depth: () => depthOf(kysely), depths: () => depthsOf(kysely) })

async function depthOf<Schema>(kysely: Kysely<Schema>): Promise<Depth> {
  const { rows: [row] } = await sql<DepthRow>`select ${depthColumns} from pgboss.job where state < 'completed' or state = 'failed'`.execute(kysely)
  return counted(row!)
}

async function depthsOf<Schema>(kysely: Kysely<Schema>): ReturnType<Queue['depths']> {
  const { rows } = await sql<DepthRow & { name: string }>`select name, ${depthColumns} from pgboss.job where state < 'completed' or state = 'failed' group by name`.execute(kysely)
  return new Map(rows.flatMap((row): [TaskName, Depth][] => (isTaskName(row.name) ? [[row.name, counted(row)]] : [])))
}

function insertOf({ task, payload, dueAtMs }: Job, tasks: Tasks, cause: string | null) {
  const { priority, tries, backoff, limitMs, keptMs, key } = tasks[task] as Task
  return {
    id: idOf(task, key(payload as never)),
    data: caused(payload, cause),
    priority: -priority,
    retryLimit: tries - 1,
    // pg-boss waits for this once or twice, at random, the first time.
    retryDelay: seconds(backoff.firstMs / 2),
    retryBackoff: backoff.firstMs > 0,
    retryDelayMax: seconds(backoff.delayMsMax),
    expireInSeconds: seconds(limitMs + forgottenMs),
    deleteAfterSeconds: seconds(keptMs),
    retentionSeconds: seconds(waitMsMax),
    heartbeatSeconds: seconds(silenceMsMax),
    ...(dueAtMs === undefined ? {} : { startAfter: new Date(dueAtMs).toISOString() }),
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1000)

/** A UUIDv8 (RFC 9562, section 5.8) made of the task and the key, so that the primary key knows two jobs that are the same. */
function idOf(task: TaskName, key: string): string {
  const bytes = createHash('sha256').update(`${task} ${key}`).digest().subarray(0, 16)
  bytes[6] = 0x80 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

type BossState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
type JobRow = {
  id: string; name: string; state: BossState; priority: number; retry_count: number; retry_limit: number; data: Readonly<Record<string, unknown>> | null; output: unknown
  /** As text, to the microsecond: a page begins exactly after the last one. */
  created_at: string
  created_ms: number; due_ms: number; started_ms: number | null; ended_ms: number | null
}
const msOf = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::int8`
const columns = sql`id, name, state, priority, retry_count, retry_limit, data, output, to_char(created_on at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  ${msOf('created_on')} as created_ms, ${msOf('start_after')} as due_ms, ${msOf('started_on')} as started_ms, ${msOf('completed_on')} as ended_ms`
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/

const stateOf: Readonly<Record<BossState, JobState>> = { created: 'waiting', retry: 'waiting', active: 'running', completed: 'done', cancelled: 'cancelled', failed: 'dead' }
const statesOf = (state: JobState): string[] => Object.entries(stateOf).flatMap(([theirs, ours]) => (ours === state ? [theirs] : []))

function recordOf(row: JobRow): JobRecord {
  return {
    jobId: row.id, task: row.name as TaskName, state: stateOf[row.state], priority: -row.priority,
    attempts: row.retry_count + (row.started_ms === null ? 0 : 1), tries: row.retry_limit + 1,
    payload: ofCause(row.data).payload, createdAtMs: row.created_ms, dueAtMs: row.due_ms, startedAtMs: row.started_ms, endedAtMs: row.ended_ms,
    fault: faultOf(row.output),
  }
}

/** What a worker wrote; anything else was written by pg-boss when no worker answered for the job. */
function faultOf(output: unknown): string | null {
  if (output === null || typeof output !== 'object') return null
  return 'fault' in output && typeof output.fault === 'string' ? output.fault : 'abandoned'
}
