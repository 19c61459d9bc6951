/** Work that outlives the process which asked for it. */
import type { TaskName, TaskPayloads } from '../domain/task.ts'

/** `dueAtMs`: not before this moment; at once when not given. */
export type Job = { readonly [Name in TaskName]: { readonly task: Name; readonly payload: TaskPayloads[Name]; readonly dueAtMs?: number } }[TaskName]

export type Run = {
  /** Aborts when the time limit is over, the job was cancelled, or the process must end: whatever is done afterwards does not count. */
  readonly signal: AbortSignal
  readonly jobId: string
  /** 1 for the first run. */
  readonly attempt: number
}
/** Does one job; a rejection is a failed run. It may have run before, whole or in part. */
export type Work = { readonly [Name in TaskName]?: (payload: TaskPayloads[Name], run: Run) => Promise<void> }

/** `waiting` for its turn or its next try, `running`, `done`, `dead` after its last try, `cancelled`. */
export type JobState = 'waiting' | 'running' | 'done' | 'dead' | 'cancelled'
export type JobRecord = {
  readonly jobId: string
  readonly task: TaskName
  readonly state: JobState
  readonly priority: number
  /** Runs that have begun. */
  readonly attempts: number
  readonly tries: number
  readonly payload: Readonly<Record<string, unknown>>
  readonly createdAtMs: number
  readonly dueAtMs: number
  readonly startedAtMs: number | null
  readonly endedAtMs: number | null
  /** Why the last run failed: a code, never what somebody said. */
  readonly fault: string | null
}
/** What a queue that works cannot tell anybody else: a run that failed, or that the database could not be asked. */
export type QueueTrouble = { readonly type: 'failed'; readonly task: TaskName; readonly jobId: string; readonly attempt: number; readonly error: unknown } | { readonly type: 'faltered'; readonly error: unknown }
export type JobPage = { readonly state: JobState | null; readonly task: TaskName | null; readonly before: string | null; readonly limit: number }

export type Depth = { readonly waiting: number; readonly running: number; readonly dead: number; readonly oldestMs: number }

export type Queue = {
  /** Keeps the jobs, all or none, and wakes who works. Those whose key is known already are left out; gives how many were new. */
  enqueue(jobs: readonly Job[]): Promise<number>
  /**
   * Begins to fetch jobs of the tasks that are in `work`, and no others, the most urgent first and then the oldest. Each is begun at least once; a process that dies gives its
   * jobs to another. Called once.
   */
  work(work: Work, report: (trouble: QueueTrouble) => void): Promise<void>
  /** Newest first. `next` is `before` for the next page; null on the last one. */
  list(page: JobPage): Promise<{ readonly items: readonly JobRecord[]; readonly next: string | null }>
  read(jobId: string): Promise<JobRecord | null>
  /** Gives a dead or cancelled job one more try, at once; null for a job that there is not. Throws `conflict` for one in another state. */
  retry(jobId: string): Promise<JobRecord | null>
  /** Ends a waiting job for good, and tells a running one to stop within 5 s; null for a job that there is not. Throws `conflict` for one that has ended. */
  cancel(jobId: string): Promise<JobRecord | null>
  /** No process begins a job of this task any more, within seconds and until it is resumed, whatever is started anew meanwhile. Jobs are still taken in. */
  pause(task: TaskName, nowMs: number): Promise<void>
  resume(task: TaskName): Promise<void>
  /** Since when which tasks are paused. */
  paused(): Promise<ReadonlyMap<TaskName, number>>
  /** Cancels all jobs of a task that wait; gives how many those were. */
  drain(task: TaskName): Promise<number>
  /** How many wait whose time has come, how many run, how many are dead, and for how long the oldest has waited. */
  depth(): Promise<Depth>
  /** The same by task; of tasks of which there are none, nothing. */
  depths(): Promise<ReadonlyMap<TaskName, Depth>>
  /** Fetches no more, lets what runs end within `graceMs`, tells the rest to stop and gives it back: it is begun again elsewhere, and the try does not count. */
  stop(graceMs: number): Promise<void>
}
