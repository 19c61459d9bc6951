/**
 * Sound, worked on in a thread of its own, so that no recording keeps anybody waiting but those who sent one.
 * A file that kills the thread or keeps it for too long costs that one job; the next job finds a new thread.
 */
import { Failure } from '../../domain/failure.ts'
import { soundThread } from './sound-thread.ts'
import type { Audio, Pcm } from '../../ports/audio.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SoundJob, SoundResult } from './sound-job.ts'

export type AudioOptions = {
  readonly clock: Clock
  /** Jobs that may wait for the thread; the next one is refused. */
  readonly waitingMax?: number
  /** How long one job may take, the thread's start included. */
  readonly jobMsMax?: number
  /** The thread's code. */
  readonly workerFile?: URL
}

export type AudioWorker = Audio & {
  /** Starts the thread, so that nobody's first turn waits for it. */
  warm(): Promise<void>
  /** What is being worked on or waits fails. */
  close(): Promise<void>
}

type Waiting = { readonly job: SoundJob; readonly resolve: (result: SoundResult) => void; readonly reject: (error: unknown) => void }

/** Recordings are limited at the doors; this holds for whoever forgets. */
const bytesMax = 16 * 2 ** 20
const retryAfterMs = 1_000

const thisFolder = import.meta.url

export function audioWorker({ clock, waitingMax = 200, jobMsMax = 10_000, workerFile = new URL('./sound-worker.ts', thisFolder) }: AudioOptions): AudioWorker {
  const thread = soundThread({ clock, jobMsMax, workerFile })
  const line: Waiting[] = []
  let working = false
  let closed = false

  async function run(job: SoundJob, signal?: AbortSignal): Promise<SoundResult> {
    signal?.throwIfAborted()
    if (closed) throw closing()
    if (line.length >= waitingMax) throw new Failure('busy', 'Too many sounds are waiting; try again in a moment.', { retryAfterMs })
    const { promise, resolve, reject } = Promise.withResolvers<SoundResult>()
    const waiting: Waiting = { job, resolve, reject }
    const leave = () => {
      const place = line.indexOf(waiting)
      if (place !== -1) line.splice(place, 1)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    line.push(waiting)
    void work()
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (let first = line.shift(); first; first = line.shift()) await thread.run(first.job).then(first.resolve, first.reject)
    working = false
  }

  return {
    async decode(bytes, { durationMsMax, signal }) {
      if (bytes.length > bytesMax) throw new Failure('too-large', 'This recording is too large.')
      return (await run({ task: 'decode', bytes, durationMsMax }, signal)) as Pcm
    },
    encode: async (pcm) => (await run({ task: 'encode', pcm })) as Uint8Array,
    join: async (parts) => (await run({ task: 'join', parts })) as Uint8Array,
    convert: async (bytes, form) => (await run({ task: 'convert', bytes, form })) as Uint8Array,
    async warm() {
      await run({ task: 'encode', pcm: { samples: new Int16Array(1), sampleRateHz: 24_000 } })
    },
    async close() {
      closed = true
      for (const { reject } of line.splice(0)) reject(closing())
      await thread.stop()
    },
  }
}

const closing = (): Failure => new Failure('unavailable', 'The server is stopping.')
