/**
 * The jobs that this process runs: fetched when there is room for them, the most urgent task first, and ended once.
 *
 *     waiting ── fetched ──▶ running ──┬─ the handler ends ────────────▶ done, or failed
 *                                      ├─ the time limit is over ──────▶ failed
 *                                      ├─ cancelled, or taken ─────────▶ lost
 *                                      └─ the process must end ────────▶ given back
 *
 * The first of these counts. Ends are written down while others are fetched: as many as may run at once wait for that, and no more.
 */
import type { PgBoss } from 'pg-boss'
import { codeOf, Failure } from '../../domain/failure.ts'
import type { SpanOutcome } from '../../domain/span.ts'
import type { Tasks } from '../../domain/task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Job, QueueTrouble, Work } from '../../ports/queue.ts'
import type { Trace } from '../../ports/trace.ts'
import type { Database } from './database.ts'
import { enteredRun } from './job-cause.ts'
import { jobEnds, type Verdict } from './job-ends.ts'
import { jobLines, type Claim, type Line } from './job-lines.ts'
import type { JobTimes } from './job-times.ts'

export type JobRuns = {
  /** There may be jobs of this task; null for any. */
  wake(task: string | null): void
  stop(graceMs: number): Promise<void>
}
export type JobRunsParts<Schema> = {
  readonly boss: PgBoss
  readonly database: Database<Schema>
  readonly clock: Clock
  readonly tasks: Tasks
  readonly jobsMax: number
  readonly enqueue: (jobs: readonly Job[]) => Promise<number>
  readonly report: (trouble: QueueTrouble) => void
  readonly times: JobTimes
  /** Null where nothing is recorded. */
  readonly trace: Trace | null
}
type Running = { readonly line: Line; readonly claim: Claim; readonly end: (verdict: Verdict) => void }

/** How long after a failure of the database it is tried again. */
const mendMs = 1_000
/** How often runs are said to be alive, and learn that they are cancelled: half of the shortest silence that pg-boss knows. */
const beatMs = 5_000

/** Begins at once. */
export function jobRuns<Schema>(work: Work, { boss, database, clock, tasks, jobsMax, enqueue, report, times, trace }: JobRunsParts<Schema>): JobRuns {
  const falter = (error: unknown) => report({ type: 'faltered', error })
  const stopped = new AbortController()
  const lines = jobLines(work, { boss, database, clock, tasks, enqueue })
  const ends = jobEnds({ boss, database, clock, stopped: stopped.signal, falter })
  const running = new Set<Running>()
  const room = () => Math.min(jobsMax - running.size, 2 * jobsMax - running.size - ends.unwritten())
  let waking = new AbortController()
  let quiet = () => {}

  /** Fetches for as long as there is room and something to fetch; then rests until it is woken. */
  async function pump(): Promise<void> {
    while (!stopped.signal.aborted) {
      waking = new AbortController()
      const restMs = await fetchAll().then(() => lines.nextMs() - clock.now(), (error: unknown) => { falter(error); return mendMs })
      if (restMs > 0 && !stopped.signal.aborted) await clock.sleep(restMs, waking.signal)
    }
  }
  async function fetchAll(): Promise<void> {
    await lines.survey()
    while (!stopped.signal.aborted) {
      const fetched = await lines.fetch(room())
      if (fetched === null) return
      for (const claim of fetched.claims) void run(fetched.line, claim)
    }
  }

  async function run(line: Line, claim: Claim): Promise<void> {
    // It was on its way to a process that must end. That it was to be begun still counts for its pace.
    if (stopped.signal.aborted) return settle(line, claim, { type: 'given-back' })
    const { promise, resolve } = Promise.withResolvers<Verdict>()
    const abort = new AbortController()
    const entry: Running = { line, claim, end: resolve }
    running.add(entry)
    line.running += 1
    void clock.sleep(line.task.limitMs, abort.signal).then(() => resolve(tooSlow()))
    const ended = begun(line, claim, { trace, signal: abort.signal }, resolve)
    const verdict = await times.noted(line.name, promise)
    abort.abort()
    ended(verdict, report)
    running.delete(entry)
    line.running -= 1
    settle(line, claim, verdict)
    waking.abort()
  }
  const settle = ({ name }: Line, claim: Claim, verdict: Verdict) => ends.add({ name, claim, verdict, leave: () => written(verdict) })
  function written({ type }: Verdict): void {
    if (type === 'failed') lines.expect()
    waking.abort()
    if (running.size + ends.unwritten() === 0) quiet()
  }

  const over = new AbortController()
  const [pumping, beating] = [pump(), beat(boss, running, clock, over.signal, falter)]

  return {
    wake: (task) => { lines.wake(task); waking.abort() },
    async stop(graceMs) {
      stopped.abort()
      waking.abort()
      const isQuiet = pumping.then(() => running.size + ends.unwritten() > 0 ? new Promise<void>((resolve) => { quiet = resolve }) : undefined)
      await Promise.race([isQuiet, clock.sleep(graceMs, over.signal)])
      for (const { end } of running) end({ type: 'given-back' })
      await isQuiet
      over.abort()
      await beating
    },
  }
}

type Beginning = { readonly trace: Trace | null; readonly signal: AbortSignal }

/** Handles it within what caused it. What is returned is told how it ended. */
function begun(line: Line, claim: Claim, { trace, signal }: Beginning, handledSo: (verdict: Verdict) => void): (verdict: Verdict, report: (trouble: QueueTrouble) => void) => void {
  const { payload, within, end } = enteredRun(trace, line.name, claim)
  void within(() => handled(line, claim, payload, signal)).then(handledSo)
  return (verdict, report) => {
    within(() => verdict.type === 'failed' && report({ type: 'failed', task: line.name, jobId: claim.id, attempt: claim.retryCount + 1, error: verdict.error }))
    end(outcomeOf(verdict))
  }
}

const outcomeOf = (verdict: Verdict): SpanOutcome => (verdict.type === 'failed' ? verdict.fault : verdict.type)

async function handled({ handle }: Line, { id, retryCount }: Claim, payload: unknown, signal: AbortSignal): Promise<Verdict> {
  try {
    await handle(payload as never, { signal, jobId: id, attempt: retryCount + 1 })
    return { type: 'done' }
  } catch (error) {
    return { type: 'failed', fault: codeOf(error), error }
  }
}

const tooSlow = (): Verdict => ({ type: 'failed', fault: 'too-slow', error: new Failure('unavailable', 'The job took longer than its task may take.') })

/** Says that runs are alive; whose claim is gone has been cancelled, or taken by another while this process was silent. */
async function beat(boss: PgBoss, running: ReadonlySet<Running>, clock: Clock, over: AbortSignal, falter: (error: unknown) => void): Promise<void> {
  while (!over.aborted) {
    await clock.sleep(beatMs, over)
    for (const [{ name }, entries] of Map.groupBy([...running], ({ line }) => line)) {
      try {
        const touched = await boss.touch(name, entries.map(({ claim: { id, retryCount } }) => ({ id, retryCount })))
        const held = new Set((touched as { readonly settled?: readonly string[] }).settled)
        for (const { claim, end } of entries) if (!held.has(claim.id)) end({ type: 'lost' })
      } catch (error) {
        falter(error)
      }
    }
  }
}
