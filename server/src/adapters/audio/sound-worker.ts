/** The thread that works on sound: one job at a time, each answered with a result or why there is none. */
import { parentPort } from 'node:worker_threads'
import { Failure } from '../../domain/failure.ts'
import { decode } from './decode.ts'
import { convert, encode, join } from './encode.ts'
import type { Pcm } from '../../ports/audio.ts'
import type { SoundAnswer, SoundJob, SoundResult } from './sound-job.ts'

/** A moment of hum: what is compiled for it is there for the first sentence. */
const warmUp: Pcm = { samples: Int16Array.from({ length: 22_050 }, (_, i) => 8_000 * Math.sin(i / 20)), sampleRateHz: 22_050 }

// The decoders report every damaged frame of a file here, which is the sender's affair and may be a flood.
console.error = () => {}
console.warn = () => {}

const port = parentPort!
await decode(encode(warmUp), 2_000)
port.on('message', (job: SoundJob) => void work(job))

async function work(job: SoundJob): Promise<void> {
  const answer = await answered(job)
  port.postMessage(answer, transferable(answer))
}

/** What is not a `Failure` is a bug: it ends the thread, and is the cause that the job's failure names. */
async function answered(job: SoundJob): Promise<SoundAnswer> {
  try {
    return { result: await done(job) }
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message } }
    throw error
  }
}

async function done(job: SoundJob): Promise<SoundResult> {
  switch (job.task) {
    case 'decode':
      return decode(job.bytes, job.durationMsMax)
    case 'encode':
      return encode(job.pcm)
    case 'join':
      return join(job.parts)
    case 'convert':
      return convert(job.bytes, job.form)
  }
}

/** Samples are moved, not copied: there are millions of them. */
const transferable = (answer: SoundAnswer): ArrayBuffer[] =>
  'result' in answer && 'samples' in answer.result ? [answer.result.samples.buffer as ArrayBuffer] : []
