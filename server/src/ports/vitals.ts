/** How a process and its installation are, for whoever looks after them: numbers, and names of ours. */
import type { SpendingTask } from '../domain/price.ts'
import type { Saved } from '../domain/saving.ts'
import type { Tallied } from '../domain/tally.ts'
import type { TaskName } from '../domain/task.ts'
import type { Fates } from '../domain/watching.ts'

/** Of the process and its machine, now; times and counts since it began. */
export type ProcessVitals = {
  readonly startedAtMs: number
  readonly cpuMs: number
  readonly residentBytes: number
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  readonly externalBytes: number
  /** How late the event loop was for what was due, looked at again and again. */
  readonly lagMs: Tallied
  /** Of the disk that the data folder is on. */
  readonly disk: { readonly freeBytes: number; readonly sizeBytes: number } | null
}

/** Of a process' connections to the database. */
export type DatabaseVitals = {
  readonly busy: number
  readonly free: number
  /** Callers that wait for one now. */
  readonly waiting: number
  /** Callers that were told that there is too much to do. */
  readonly refused: number
  /** How long callers waited for one. */
  readonly waitedMs: Tallied
  /** How long statements took, by what they were for. */
  readonly statementsMs: ReadonlyMap<string, Tallied>
}

/** How runs of jobs ended here: `outcome` is how, or the fault. */
export type RunVitals = { readonly task: TaskName; readonly tookMs: Tallied; readonly ends: ReadonlyMap<string, number> }

/** What was handed in as spent by this process. */
export type SpentVitals = { readonly task: SpendingTask; readonly provider: string; readonly model: string; readonly calls: number; readonly microUsd: number; readonly saved: Saved }

/** What became of what this process told of what it does, and of errors; null where nobody is told. */
export type ToldVitals = { readonly spans: Fates | null; readonly errors: Fates | null }

/** Jobs of one task. */
export type JobVitals = {
  readonly task: TaskName
  readonly waiting: number
  readonly running: number
  readonly dead: number
  /** For how long the oldest has waited whose time has come; 0 where none does. */
  readonly oldestMs: number
  /** Of the timetable's: for how long one has been there that is not done, nor any that was made after it for the same zone. Of others: that is not done. 0 where there is none. */
  readonly overdueMs: number
  /** How long ago one of the timetable's was done; null where none is known of. */
  readonly doneMs: number | null
}

export type KeptVitals = {
  /** How long ago the installation was begun. */
  readonly ageMs: number
  /** How long ago it was looked what has come due; null where it never was. */
  readonly tickedMs: number | null
  /** Of tasks that nothing is known of, none. */
  readonly jobs: readonly JobVitals[]
}

/** Of the whole installation, whichever process is asked. */
export type Vitals = { read(nowMs: number): Promise<KeptVitals> }
