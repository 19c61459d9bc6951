/** The thread that works on sound, seen from outside: one job at a time; started when needed, ended when it hangs. */
import { Worker } from 'node:worker_threads'
import { Failure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SoundAnswer, SoundJob, SoundResult } from './sound-job.ts'

export type SoundThread = {
  /** Must not be called again before it has settled. */
  run(job: SoundJob): Promise<SoundResult>
  /** The job it is at fails. */
  stop(): Promise<void>
}

export type SoundThreadOptions = { readonly clock: Clock; readonly jobMsMax: number; readonly workerFile: URL }

/** The thread's heap; samples lie outside it. */
const heapMbMax = 256

export function soundThread({ clock, jobMsMax, workerFile }: SoundThreadOptions): SoundThread {
  let worker: Worker | null = null

  function start(): Worker {
    const started = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: heapMbMax } })
    // What it died of is told by the job it died with; without a listener it would take the server along.
    started.on('error', () => {})
    started.once('exit', () => {
      if (worker === started) worker = null
    })
    return started
  }

  async function stop(): Promise<void> {
    const stopping = worker
    worker = null
    await stopping?.terminate()
  }

  return {
    async run(job) {
      worker ??= start()
      const answering = answerOf(worker)
      worker.postMessage(job)
      const over = new AbortController()
      const late = clock.sleep(jobMsMax, over.signal).then(() => (over.signal.aborted ? undefined : stop()))
      try {
        const answer = await answering
        if ('result' in answer) return answer.result
        throw new Failure(answer.failure.code, answer.failure.message)
      } finally {
        over.abort()
        await late
      }
    },
    stop,
  }
}

function answerOf(worker: Worker): Promise<SoundAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<SoundAnswer>()
  let cause: unknown
  const lost = () => reject(new Failure('unavailable', 'This sound could not be worked on; try again.', { cause }))
  const failed = (error: unknown) => {
    cause = error
  }
  worker.once('message', resolve).once('error', failed).once('exit', lost)
  const forget = () => worker.off('message', resolve).off('error', failed).off('exit', lost)
  promise.then(forget, forget)
  return promise
}
