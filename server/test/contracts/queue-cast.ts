/** What the queue's promises are seen with: tasks that are as urgent, patient and many as a promise needs, and hands that do them and say so. */
import assert from 'node:assert/strict'
import type { Kysely } from 'kysely'
import { codeOf, type FailureCode } from '../../src/domain/failure.ts'
import { tasks, type TaskName, type Tasks } from '../../src/domain/task.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Job, JobRecord, Queue, QueueTrouble, Run, Work } from '../../src/ports/queue.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'

/** A queue, and how to write to it in the transaction of a cause. */
export type CausedQueue = Queue & { enqueueIn(tx: Kysely<unknown>, jobs: readonly Job[]): Promise<number> }
export type QueueGiven = { readonly clock: Clock; readonly tasks: Tasks; readonly jobsMax?: number }
/** The port: as many processes on one queue as a promise needs. */
export type Queues = { open(given: QueueGiven): CausedQueue }
/** What a driver's test gives besides. */
export type Given = {
  /** Forgets every job there is. */
  readonly clear: () => Promise<void>
  /** Commits what `work` did where it resolves, and nothing of it where it rejects. */
  readonly transact: (work: (tx: Kysely<unknown>) => Promise<void>) => Promise<void>
}

export type TaskChanges = { readonly [Name in TaskName]?: Partial<Tasks[Name]> }
export const changed = (table: Tasks, changes: TaskChanges): Tasks =>
  Object.fromEntries(Object.entries(table).map(([name, task]) => [name, { ...task, ...changes[name as TaskName] }])) as unknown as Tasks

/** Failed runs begin again at once, and nothing is paced. */
const prompt = changed(tasks, { deliver: { pace: null, backoff: { firstMs: 0, delayMsMax: 0 } }, remind: { backoff: { firstMs: 0, delayMsMax: 0 } }, tick: { everyMs: null } })

export type Scene = {
  readonly clock: GivenClock
  open(changes?: TaskChanges, jobsMax?: number): CausedQueue
}

/** An empty queue; what was opened is stopped at the end. */
export async function scene(queues: Queues, { clear }: Given, play: (scene: Scene) => Promise<void>): Promise<void> {
  await clear()
  const clock = givenClock()
  const opened: CausedQueue[] = []
  try {
    await play({
      clock,
      open(changes = {}, jobsMax = 20) {
        const queue = queues.open({ clock, tasks: changed(prompt, changes), jobsMax })
        opened.push(queue)
        return queue
      },
    })
  } finally {
    const stopping = opened.map((queue) => queue.stop(0))
    clock.pass(0)
    await Promise.all(stopping)
  }
}

/** The same port, each queue of it changed. */
export const broken = (queues: Queues, change: (queue: CausedQueue) => Partial<CausedQueue>): Queues => ({
  open(given) {
    const queue = queues.open(given)
    return { ...queue, ...change(queue) }
  },
})
/** The same port, working by another table. */
export const working = (queues: Queues, changes: TaskChanges): Queues => ({ open: (given) => queues.open({ ...given, tasks: changed(given.tasks, changes) }) })

export const deliver = (messageId: string): Job => ({ task: 'deliver', payload: { messageId } })
export const remind = (day: string): Job => ({ task: 'remind', payload: { timeZone: 'Europe/Prague', day } })
export const measure = (dueAtMs: number): Job => ({ task: 'measure', payload: { dueAtMs } })

export type Begun = { readonly name: TaskName; readonly about: string; readonly run: Run; end(error?: Error): void }
export type Hands = { readonly begun: Begun[]; readonly troubles: QueueTrouble[]; holding: boolean; readonly work: Work; readonly report: (trouble: QueueTrouble) => void }
/** Hands that note what they begin; while they are holding, each goes on when it is told to. */
export function hands(...names: readonly TaskName[]): Hands {
  const begun: Begun[] = []
  const troubles: QueueTrouble[] = []
  const made: Hands = {
    begun, troubles, holding: false,
    report: (trouble: QueueTrouble) => void troubles.push(trouble),
    work: Object.fromEntries(names.map((name) => [name, async (payload: { readonly day?: string; readonly messageId?: string; readonly dueAtMs?: number }, run: Run) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      begun.push({ name, about: String(payload.day ?? payload.messageId ?? payload.dueAtMs), run, end: (error) => (error ? reject(error) : resolve()) })
      if (made.holding) await promise
    }])),
  }
  return made
}

/** Looks again and again; a look is a question to the queue, so that time passes by what is done. */
const looksMax = 3_000

export async function until(queue: Queue, what: string, isSo: () => boolean | Promise<boolean>, looks = looksMax): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    if (await isSo()) return
    await queue.depth()
  }
  assert.fail(`never: ${what}`)
}

export async function ended(queue: Queue, jobId: string, state: JobRecord['state']): Promise<JobRecord> {
  await until(queue, `a job is ${state}`, async () => (await queue.read(jobId))?.state === state)
  return (await queue.read(jobId))!
}

/** By when whoever works has looked for anything more urgent than this, and found nothing it may begin. */
export async function lookedAround(queue: Queue, { begun }: { readonly begun: readonly Begun[] }, at: number): Promise<void> {
  await queue.enqueue([measure(at)])
  await until(queue, `measured ${at}`, () => begun.some(({ name, about }) => name === 'measure' && about === String(at)))
}

export const refuses = (code: FailureCode, asked: Promise<unknown>): Promise<void> => assert.rejects(asked, (error) => codeOf(error) === code)
/** Nobody's job. */
export const nobodys = '01890000-0000-7000-8000-000000000000'
