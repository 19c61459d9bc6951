/** What waits for this process: a line of jobs for each task that is worked on here, the most urgent first, and when it is worth asking for some. */
import { sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import { taskNames, type Task, type TaskName, type Tasks } from '../../domain/task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Job, Run, Work } from '../../ports/queue.ts'
import type { Database } from './database.ts'
import { plannedAnew } from './dialect.ts'
import { pauses, pausesChanged } from './pauses.ts'
import { inside } from './pg-boss.ts'

/** A job that is ours for this attempt, until it is settled. */
export type Claim = { readonly id: string; readonly data: unknown; readonly retryCount: number }
export type Line = {
  readonly name: TaskName
  readonly task: Task
  readonly handle: (payload: never, run: Run) => Promise<void>
  running: number
  /** Jobs may wait that were not fetched yet. */
  promising: boolean
  /** When it will be promising by itself: a job waits for its moment, the clock makes one, or the pace allows more. */
  nextMs: number
  /** The last moment that the clock made a job for. */
  madeMs: number
}
export type Lines = {
  readonly all: readonly Line[]
  /** There may be jobs of this task; null for any. Also what is told when tasks are paused or resumed. */
  wake(task: string | null): void
  /** A job of ours waits again: the next survey asks for when. */
  expect(): void
  /** Has the clock's jobs made, and finds out which lines are promising. Cheap while nothing is due. */
  survey(): Promise<void>
  /** Jobs of the most urgent promising line, at most `room`; null where no line is promising that has room. */
  fetch(room: number): Promise<{ readonly line: Line; readonly claims: readonly Claim[] } | null>
  /** When there may be something to fetch, should nobody wake it. */
  nextMs(): number
}
type Parts<Schema> = {
  readonly boss: PgBoss
  readonly database: Database<Schema>
  readonly clock: Clock
  readonly tasks: Tasks
  readonly enqueue: (jobs: readonly Job[]) => Promise<number>
}

/** How often it is looked whether something waits that nobody told of: a job whose moment came, one that a dead worker had. */
const lookMs = 5_000

export function jobLines<Schema>(work: Work, { boss, database, clock, tasks, enqueue }: Parts<Schema>): Lines {
  const all = linesOf(work, tasks)
  let looksAtMs = 0
  let paused: ReadonlyMap<TaskName, unknown> = new Map()

  /** Every process offers what the clock makes; the same key makes it one job. */
  async function makeDue(): Promise<void> {
    for (const line of all) {
      const { everyMs } = line.task
      if (everyMs === null) continue
      const dueAtMs = Math.floor(clock.now() / everyMs) * everyMs
      line.nextMs = Math.min(line.nextMs, dueAtMs + everyMs)
      if (dueAtMs === line.madeMs) continue
      await enqueue([{ task: line.name, payload: { dueAtMs } } as Job])
      line.madeMs = dueAtMs
    }
  }
  async function look(): Promise<void> {
    const nowMs = clock.now()
    looksAtMs = nowMs + lookMs
    paused = await pauses(database).paused()
    for (const { name, inMs } of await waiting(database, all)) {
      const line = all.find((each) => each.name === name)!
      if (inMs <= 0) line.promising = true
      else line.nextMs = Math.min(line.nextMs, nowMs + inMs)
    }
  }

  return {
    all,
    wake(task) {
      for (const line of all) line.promising ||= task === null || line.name === task
      if (task === null || task === pausesChanged) looksAtMs = 0
    },
    expect() {
      looksAtMs = 0
    },
    async survey() {
      for (const line of all) if (line.nextMs <= clock.now()) Object.assign(line, { promising: true, nextMs: Infinity })
      await makeDue()
      if (clock.now() >= looksAtMs) await look()
    },
    async fetch(room) {
      const line = all.find(({ name, promising, running, task }) => promising && !paused.has(name) && running < task.concurrency)
      if (line === undefined || room <= 0) return null
      const roomMax = Math.min(line.task.concurrency - line.running, room)
      // Before asking: whoever wakes it meanwhile is heard.
      line.promising = false
      const { claims, opensMs } = await fetchFrom(line, roomMax, { boss, database, clock })
      if (opensMs !== null) line.nextMs = Math.min(line.nextMs, opensMs)
      else line.promising ||= claims.length === roomMax
      return { line, claims }
    },
    nextMs: () => Math.min(looksAtMs, ...all.map(({ nextMs }) => nextMs)),
  }
}

function linesOf(work: Work, tasks: Tasks): readonly Line[] {
  const lines = taskNames.flatMap((name): Line[] => {
    const handle = work[name] as Line['handle'] | undefined
    return handle ? [{ name, task: tasks[name], handle, running: 0, promising: true, nextMs: Infinity, madeMs: 0 }] : []
  })
  return lines.sort((one, other) => one.task.priority - other.task.priority)
}

/** For each line that is not empty, in how long its first job may begin; not positive where it may now. */
async function waiting<Schema>({ kysely }: Database<Schema>, lines: readonly Line[]): Promise<readonly { readonly name: string; readonly inMs: number }[]> {
  const { rows } = await sql<{ name: string; in_ms: number }>`${sql.raw(plannedAnew)}
    select name, (extract(epoch from min(start_after) - now()) * 1000)::int8 as in_ms from pgboss.job
    where name = any(${lines.map(({ name }) => name)}::text[]) and state < 'active' and not blocked group by name`.execute(kysely)
  return rows.map(({ name, in_ms: inMs }) => ({ name, inMs }))
}

type Fetched = { readonly claims: readonly Claim[]; /** When the pace allows more; null where it does not hinder. */ readonly opensMs: number | null }

/** A pace is counted in the transaction that fetches, so that all processes keep it together: so many starts within each window. */
async function fetchFrom<Schema>({ name, task: { pace } }: Line, roomMax: number, { boss, database, clock }: Pick<Parts<Schema>, 'boss' | 'database' | 'clock'>): Promise<Fetched> {
  if (pace === null) return { claims: await boss.fetch(name, { batchSize: roomMax }), opensMs: null }
  const fromMs = Math.floor(clock.now() / pace.perMs) * pace.perMs
  return database.inTransaction(async (tx) => {
    // Another process may be in the next window already: a window is never gone back to.
    const { rows: [window] } = await sql<{ window_from_ms: number; starts: number }>`
      insert into task_paces as pace (task, window_from_ms, starts) values (${name}, ${fromMs}, 0)
      on conflict (task) do update set
        starts = case when excluded.window_from_ms > pace.window_from_ms then 0 else pace.starts end, window_from_ms = greatest(pace.window_from_ms, excluded.window_from_ms)
      returning window_from_ms, starts`.execute(tx)
    const batchSize = Math.min(roomMax, pace.starts - window!.starts)
    const claims: readonly Claim[] = batchSize > 0 ? await boss.fetch(name, { batchSize, db: inside(tx) }) : []
    await sql`update task_paces set starts = starts + ${claims.length} where task = ${name}`.execute(tx)
    return { claims, opensMs: batchSize < roomMax && claims.length === Math.max(batchSize, 0) ? window!.window_from_ms + pace.perMs : null }
  })
}
