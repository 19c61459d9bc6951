/** The thread that checks, seen from outside: one sentence at a time; started when needed, ended when it hangs. */
import { Worker } from 'node:worker_threads'
import type { Correction } from '../../domain/correction.ts'
import type { Heard } from '../../domain/czech/check.ts'
import { Failure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EarAnswer, EarFolder } from './ear-job.ts'

export type EarThread = {
  /** Must not be called again before it has settled. */
  check(heard: Heard): Promise<Correction>
  /** The check it is at fails. */
  stop(): Promise<void>
}
export type EarThreadOptions = EarFolder & { readonly clock: Clock; readonly checkMsMax: number; readonly workerFile: URL }

/** The thread's heap; the dictionary's own memory lies outside it. */
const heapMbMax = 192
/** Short-lived objects; a larger nursery only keeps more memory. */
const nurseryMbMax = 16

export function earThread({ clock, checkMsMax, workerFile, folder }: EarThreadOptions): EarThread {
  let worker: Worker | null = null

  function start(): Worker {
    const workerData: EarFolder = { folder }
    const started = new Worker(workerFile, { workerData, resourceLimits: { maxOldGenerationSizeMb: heapMbMax, maxYoungGenerationSizeMb: nurseryMbMax } })
    // What it died of is told by the check it died with; without a listener it would take the server along.
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
    async check(heard) {
      worker ??= start()
      const answering = answerOf(worker)
      worker.postMessage(heard)
      const over = new AbortController()
      const late = clock.sleep(checkMsMax, over.signal).then(() => (over.signal.aborted ? undefined : stop()))
      try {
        const answer = await answering
        if ('correction' in answer) return answer.correction
        throw new Failure('unavailable', unchecked, { cause: new Error(answer.broken) })
      } finally {
        over.abort()
        await late
      }
    },
    stop,
  }
}

const unchecked = 'This sentence could not be checked.'

function answerOf(worker: Worker): Promise<EarAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<EarAnswer>()
  let cause: unknown
  const lost = () => reject(new Failure('unavailable', unchecked, { cause }))
  const failed = (error: unknown) => {
    cause = error
  }
  worker.once('message', resolve).once('error', failed).once('exit', lost)
  const forget = () => worker.off('message', resolve).off('error', failed).off('exit', lost)
  promise.then(forget, forget)
  return promise
}
