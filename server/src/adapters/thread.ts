/**
 * A thread that works for the server, seen from outside: one job at a time from a bounded line, first come first
 * served; started when needed, ended when it hangs, started again for the next job.
 */
import { Worker, type ResourceLimits } from 'node:worker_threads'
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'

export type Thread<Job, Answer> = {
  /** Rejects with the signal's reason when it aborts, else only with a `Failure`: too many wait, the thread died, or it took too long. */
  ask(job: Job, signal?: AbortSignal): Promise<Answer>
  /** What is being worked on or waits fails, and so does whatever is asked from now on. */
  close(): Promise<void>
}

export type ThreadOptions = {
  readonly file: URL
  /** What it is given at its start. */
  readonly data?: unknown
  readonly limits: ResourceLimits
  readonly clock: Clock
  /** How long one job may take, the thread's start included. */
  readonly jobMsMax: number
  /** Jobs that may wait; the next one is refused. */
  readonly waitingMax: number
  /** What is said of a job that was lost, and of one too many. */
  readonly sorry: { readonly lost: string; readonly busy: string }
}

type Waiting<Job, Answer> = PromiseWithResolvers<Answer> & { readonly job: Job }

const retryAfterMs = 1_000

export function thread<Job, Answer>(options: ThreadOptions): Thread<Job, Answer> {
  const { waitingMax, sorry } = options
  const single = oneAtATime<Answer>(options)
  const line: Waiting<Job, Answer>[] = []
  let working = false
  let closed = false

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (let first = line.shift(); first; first = line.shift()) await single.run(first.job).then(first.resolve, first.reject)
    working = false
  }

  return {
    async ask(job, signal) {
      signal?.throwIfAborted()
      if (closed) throw stopping()
      if (line.length >= waitingMax) throw new Failure('busy', sorry.busy, { retryAfterMs })
      const waiting: Waiting<Job, Answer> = { job, ...Promise.withResolvers<Answer>() }
      const leave = () => {
        const place = line.indexOf(waiting)
        if (place !== -1) line.splice(place, 1)
        waiting.reject(signal?.reason)
      }
      signal?.addEventListener('abort', leave, { once: true })
      line.push(waiting)
      void work()
      return waiting.promise.finally(() => signal?.removeEventListener('abort', leave))
    },
    async close() {
      closed = true
      for (const { reject } of line.splice(0)) reject(stopping())
      await single.stop()
    },
  }
}

const stopping = (): Failure => new Failure('unavailable', 'The server is stopping.')

function oneAtATime<Answer>({ file, data, limits, clock, jobMsMax, sorry }: ThreadOptions) {
  let worker: Worker | null = null

  function start(): Worker {
    const started = new Worker(file, { workerData: data, resourceLimits: limits })
    // What it died of is told by the job it died with; without a listener it would take the server along.
    started.on('error', () => {})
    started.once('exit', () => {
      if (worker === started) worker = null
    })
    return started
  }

  async function stop(): Promise<void> {
    const ending = worker
    worker = null
    await ending?.terminate()
  }

  return {
    stop,
    async run(job: unknown): Promise<Answer> {
      worker ??= start()
      const answering = answerOf<Answer>(worker, sorry.lost)
      worker.postMessage(job)
      const over = new AbortController()
      const late = clock.sleep(jobMsMax, over.signal).then(() => (over.signal.aborted ? undefined : stop()))
      try {
        return await answering
      } finally {
        over.abort()
        await late
      }
    },
  }
}

function answerOf<Answer>(worker: Worker, lostSentence: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let cause: unknown
  const lost = () => reject(new Failure('unavailable', lostSentence, { cause }))
  const failed = (error: unknown) => {
    cause = error
  }
  worker.once('message', resolve).once('error', failed).once('exit', lost)
  const forget = () => worker.off('message', resolve).off('error', failed).off('exit', lost)
  promise.then(forget, forget)
  return promise
}
