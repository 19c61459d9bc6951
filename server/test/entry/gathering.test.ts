import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { OpusPacket } from '../../src/domain/opus.ts'
import { gatheredMsMax, gathering } from '../../src/entry/gathering.ts'
import { givenClock } from '../given-clock.ts'

const packetMs = 20
const packet = (number: number): OpusPacket => ({ data: Uint8Array.of(72, number), samples: 960 })

/** A client that plays what it is sent, in the order it comes. */
function gathered() {
  const clock = givenClock()
  const frames: { readonly sentence: number; readonly packets: readonly OpusPacket[]; readonly atMs: number }[] = []
  let soundsUntilMs = 0
  let gapMs = 0
  const to = gathering(clock, () => soundsUntilMs - clock.monotonicMs(), async (sentence, { packets }) => {
    const atMs = clock.monotonicMs()
    if (frames.length > 0) gapMs = Math.max(gapMs, atMs - soundsUntilMs)
    soundsUntilMs = Math.max(soundsUntilMs, atMs) + packets.length * packetMs
    frames.push({ sentence, packets, atMs })
  })
  const take = (sentence: number, from: number, count: number) =>
    to.take(sentence, { fromSample: 960 * from, preSkip: 0, packets: Array.from({ length: count }, (_, at) => packet(from + at)) })
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10) {
      clock.pass(Math.min(left, 10))
      await new Promise(setImmediate)
    }
  }
  return { ...to, take, clock, pass, frames, gapMs: () => gapMs, numbers: () => frames.flatMap(({ sentence, packets }) => packets.map(({ data }) => [sentence, data[1]])) }
}

describe('sound that comes faster than it is heard', () => {
  it('is sent at once while little of it is left to play, and then in few frames', async () => {
    const to = gathered()
    for (let at = 0; at < 250; at += 5) {
      await to.take(0, at, 5)
      await to.pass(10)
    }
    await to.flush()
    assert.deepEqual(to.numbers(), Array.from({ length: 250 }, (_, at) => [0, at]))
    assert.equal(to.frames.findIndex(({ packets }) => packets.length > 5), 12, 'a second of sound comes in tenths')
    assert.ok(to.frames.length < 30, `in ${to.frames.length} frames`)
    assert.ok(to.frames.every(({ packets }) => packets.length * packetMs <= gatheredMsMax))
  })

  it('waits for no more where there comes no more', async () => {
    const to = gathered()
    await to.take(0, 0, 60)
    await to.take(0, 60, 5)
    assert.equal(to.frames.length, 1)
    await to.pass(690)
    assert.equal(to.frames.length, 1)
    await to.pass(20)
    assert.equal(to.frames.length, 2)
  })

  it('of another sentence, or another place, follows what waits', async () => {
    const to = gathered()
    await to.take(0, 0, 60)
    for (const [sentence, from] of [[0, 60], [0, 70], [1, 0], [1, 5]] as const) await to.take(sentence, from, 5)
    await to.flush()
    await to.flush()
    assert.deepEqual(to.frames.map(({ sentence, packets }) => [sentence, packets[0]!.data[1], packets.length]), [[0, 0, 60], [0, 60, 5], [0, 70, 5], [1, 0, 10]])
  })

  it('makes no gap that was not there, and loses and turns round nothing, however it comes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ count: fc.integer({ min: 1, max: 15 }), afterMs: fc.integer({ min: 0, max: 700 }) }), { minLength: 1, maxLength: 14 }), async (pieces) => {
      const to = gathered()
      let from = 0
      let [soundsUntilMs, gapMs] = [0, 0]
      for (const { count, afterMs } of pieces) {
        await to.pass(afterMs)
        const nowMs = to.clock.monotonicMs()
        if (from > 0) gapMs = Math.max(gapMs, nowMs - soundsUntilMs)
        soundsUntilMs = Math.max(soundsUntilMs, nowMs) + count * packetMs
        await to.take(0, from, count)
        from += count
      }
      await to.flush()
      assert.deepEqual(to.numbers(), Array.from({ length: from }, (_, at) => [0, at]))
      assert.ok(to.gapMs() <= Math.max(0, gapMs), `a gap of ${to.gapMs()} instead of ${gapMs} ms`)
    }))
  })
})
