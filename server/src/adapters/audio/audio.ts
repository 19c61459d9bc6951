/**
 * Sound, worked on in a thread of its own, so that no recording keeps anybody waiting but those who sent one.
 * A file that kills the thread or keeps it for too long costs that one job; the next job finds a new thread.
 */
import { Failure } from '../../domain/failure.ts'
import type { Audio, Pcm } from '../../ports/audio.ts'
import type { Clock } from '../../ports/clock.ts'
import { thread } from '../thread.ts'
import { unwrap, wrap } from './encode.ts'
import { openDecoder } from './opus.ts'
import type { SoundAnswer, SoundJob, SoundResult } from './sound-job.ts'

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

/** Recordings are limited at the doors; this holds for whoever forgets. */
const bytesMax = 16 * 2 ** 20
/** The thread's heap; samples lie outside it. */
const heapMbMax = 256

const thisFolder = import.meta.url

export function audioWorker({ clock, waitingMax = 200, jobMsMax = 10_000, workerFile = new URL('./sound-worker.ts', thisFolder) }: AudioOptions): AudioWorker {
  const worker = thread<SoundJob, SoundAnswer>({
    file: workerFile, limits: { maxOldGenerationSizeMb: heapMbMax }, clock, jobMsMax, waitingMax,
    sorry: { lost: 'This sound could not be worked on; try again.', busy: 'Too many sounds are waiting; try again in a moment.' },
  })

  async function run(job: SoundJob, signal?: AbortSignal): Promise<SoundResult> {
    const answer = await worker.ask(job, signal)
    if ('result' in answer) return answer.result
    throw new Failure(answer.failure.code, answer.failure.message)
  }

  return {
    async decode(bytes, { durationMsMax, signal }) {
      if (bytes.length > bytesMax) throw new Failure('too-large', 'This recording is too large.')
      return (await run({ task: 'decode', bytes, durationMsMax }, signal)) as Pcm
    },
    encode: async (pcm) => (await run({ task: 'encode', pcm })) as Uint8Array,
    join: async (parts) => (await run({ task: 'join', parts })) as Uint8Array,
    convert: async (bytes, form) => (await run({ task: 'convert', bytes, form })) as Uint8Array,
    wrap, unwrap,
    decoder: openDecoder,
    async warm() {
      await run({ task: 'encode', pcm: { samples: new Int16Array(1), sampleRateHz: 24_000 } })
    },
    close: () => worker.close(),
  }
}
