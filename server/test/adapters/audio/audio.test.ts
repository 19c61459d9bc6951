import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { audioWorker } from '../../../src/adapters/audio/audio.ts'
import type { AudioWorker } from '../../../src/adapters/audio/audio.ts'
import { Failure } from '../../../src/domain/failure.ts'
import type { FailureCode } from '../../../src/domain/failure.ts'
import { handClock } from './clocks.ts'

const workerFile = new URL('./stand-in-worker.ts', import.meta.url)
/** What the stand-in does when it is allowed so many milliseconds; anything else is answered. */
const [die, hang, fault] = [1, 2, 3]

const clock = handClock()
async function withThread(test: (audio: AudioWorker) => Promise<void>, waitingMax = 10): Promise<void> {
  const audio = audioWorker({ clock, workerFile, waitingMax })
  try {
    await test(audio)
  } finally {
    await audio.close()
  }
}
const ordered = (audio: AudioWorker, durationMsMax: number, signal = new AbortController().signal) => audio.decode(new Uint8Array(8), { durationMsMax, signal })
const failed = (promise: Promise<unknown>, code: FailureCode) => assert.rejects(promise, (error) => error instanceof Failure && error.code === code)

describe('the thread that works on sound', () => {
  for (const [what, order] of [['dies', die], ['throws', fault]] as const) {
    it(`${what}: its job fails, those that wait find a new one`, () =>
      withThread(async (audio) => {
        const [first, second] = [ordered(audio, order), ordered(audio, 100)]
        await failed(first, 'unavailable')
        assert.deepEqual(await second, new Uint8Array([100]))
      }))
  }
  it('hangs: it is ended when the time is up, and the next job finds a new one', () =>
    withThread(async (audio) => {
      const [first, second] = [ordered(audio, hang), ordered(audio, 100)]
      clock.ring()
      await failed(first, 'unavailable')
      assert.deepEqual(await second, new Uint8Array([100]))
    }))
  it('refuses what finds no room to wait, saying when to come back', () =>
    withThread(async (audio) => {
      const kept = [ordered(audio, hang), ordered(audio, 100), ordered(audio, 101)]
      await assert.rejects(ordered(audio, 102), (error) => error instanceof Failure && error.code === 'busy' && error.retryAfterMs === 1_000)
      clock.ring()
      await failed(kept[0]!, 'unavailable')
      assert.deepEqual(await Promise.all(kept.slice(1)), [new Uint8Array([100]), new Uint8Array([101])])
    }, 2))
  it('lets go whoever aborts, at work or waiting', () =>
    withThread(async (audio) => {
      const [working, waiting] = [new AbortController(), new AbortController()]
      const jobs = [ordered(audio, hang, working.signal), ordered(audio, 100, waiting.signal)]
      waiting.abort(new Error('gone'))
      working.abort(new Error('gone too'))
      await assert.rejects(jobs[0]!, { message: 'gone too' })
      await assert.rejects(jobs[1]!, { message: 'gone' })
    }, 1))
  it('does nothing for whoever aborted before', () => withThread((audio) => assert.rejects(ordered(audio, 100, AbortSignal.abort(new Error('gone'))), { message: 'gone' })))
  it('fails what is left when it is closed, and takes nothing more', () =>
    withThread(async (audio) => {
      const jobs = [ordered(audio, hang), ordered(audio, 100)]
      const settled = Promise.all(jobs.map((job) => failed(job, 'unavailable')))
      await audio.close()
      await settled
      await failed(ordered(audio, 100), 'unavailable')
    }))
})

describe('the real thread', () => {
  it('is warm once `warm` says so, and leaves the caller its bytes', async () => {
    const audio = audioWorker({ clock })
    try {
      await audio.warm()
      const samples = Int16Array.from({ length: 4_800 }, (_, i) => 9_000 * Math.sin(i / 9))
      const copy = samples.slice()
      await audio.encode({ samples, sampleRateHz: 24_000 })
      assert.deepEqual(samples, copy)
    } finally {
      await audio.close()
    }
  })
})
