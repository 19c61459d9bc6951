import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OpusPacket } from '../../src/domain/opus.ts'
import type { SoundId } from '../../src/domain/identity.ts'
import { writeWav } from '../../src/adapters/audio/wav.ts'
import { delivery, type Delivering } from '../../src/entry/delivery.ts'

const rateHz = 24_000
/** Half a second, each sample its own number. */
const samples = Int16Array.from({ length: rateHz / 2 }, (_, at) => at)
const sound = { soundId: 'sound' as SoundId, durationMs: 500, words: [] }

/** Thirty packets of 20 ms that hold their number; the last is meant to half, and of the first 312 samples are the run-up. */
const packets = Array.from({ length: 30 }, (_, at): OpusPacket => ({ data: Uint8Array.from([(9 << 3) | 0, at + 1]), samples: at === 29 ? 480 : 960 }))
const opus = { packets, preSkip: 312 }
const lasting = { ...sound, durationMs: 584 }
const some = (from: number, to: number) => ({ fromSample: 960 * from, preSkip: 312, packets: packets.slice(from, to) })

/** Each packet of the frames by its number and where it says it lies. */
const packetsOf = (frames: readonly Buffer[]) => frames.flatMap((frame) => {
  assert.deepEqual([frame.readUInt8(0), frame.readUInt16BE(12)], [3, 312])
  return Array.from({ length: (frame.length - 16) / 4 }, (_, at) => {
    assert.equal(frame.readUInt16BE(16 + 4 * at), 2)
    return [frame.readUInt32BE(8) + 960 * at, frame[19 + 4 * at]]
  })
})
const everyPacket = packets.map(({ data }, at) => [960 * at, data[1]])

/** A packet's number, over and over: at 24 kHz, half as often as it has samples. */
const decodedOf = (all: readonly OpusPacket[]) => Int16Array.from(all.flatMap(({ data, samples: meant }) => Array.from({ length: meant / 2 }, () => data[1]!)))

function delivering(more: Partial<Delivering> = {}) {
  const frames: Buffer[] = []
  let asked = 0
  let closed = 0
  const made = delivery({
    house: {
      clock: { monotonicMs: () => 0, sleep: () => new Promise<void>(() => {}) },
      store: { sounds: { find: async () => ((asked += 1), { bytes: new Uint8Array([1, 2]), mediaType: 'audio/ogg' }) } },
      audio: { convert: async () => writeWav(samples, rateHz), unwrap: () => opus, decoder: async () => ({ decode: decodedOf, close: () => (closed += 1) }) },
    } as never,
    wire: { say: () => {}, frame: async (bytes) => void frames.push(Buffer.from(bytes)), close: () => {} },
    live: { turnNumber: 7, soundOf: () => (more.taken === 'opus' ? lasting : sound) },
    taken: 'pieces', playsOgg: true, ...more,
  })
  const heard = () => frames.flatMap((frame) => [...new Int16Array(frame.buffer.slice(frame.byteOffset + 16, frame.byteOffset + frame.length))])
  return { ...made, frames, heard, asked: () => asked, closed: () => closed }
}

const piece = (from: number, to: number) => ({ fromSample: from, sampleRateHz: rateHz, samples: samples.subarray(from, to) })

describe('a sentence in pieces', () => {
  it('is sent as it is made, in frames of a tenth of a second that say where they belong', async () => {
    const to = delivering()
    await to.piece(3, piece(0, 5000))
    await to.piece(3, piece(5000, samples.length))
    await to.sentence(3, sound)
    assert.deepEqual(to.heard(), [...samples])
    assert.equal(to.asked(), 0)
    let at = 0
    for (const frame of to.frames) {
      assert.deepEqual([frame.readUInt8(0), frame.readUInt16BE(2), frame.readUInt32BE(4), frame.readUInt32BE(8), frame.readUInt32BE(12)], [2, 3, 7, at, rateHz])
      assert.ok(frame.length <= 16 + 2 * 2400)
      at += (frame.length - 16) / 2
    }
  })

  it('that was kept before, or let go of, is sent from there', async () => {
    for (const send of [(to: ReturnType<typeof delivering>) => to.sentence(0, sound), (to: ReturnType<typeof delivering>) => to.piece(0, null)]) {
      const to = delivering()
      await send(to)
      await to.sentence(0, sound)
      assert.deepEqual(to.heard(), [...samples])
    }
  })

  it('goes on where the client has it, to the sample', async () => {
    for (const has of [0, 1, 2399, 5000, 5001, 11_900]) {
      const to = delivering({ have: { sentence: 1, ms: (has * 1000) / rateHz } })
      await to.piece(0, piece(0, 5000))
      await to.piece(1, piece(0, 5000))
      await to.piece(1, null)
      await to.sentence(1, sound)
      assert.deepEqual(to.heard(), [...samples.subarray(has)], `after ${has} samples`)
    }
  })

  it('is sent no further once it is stopped', async () => {
    const to = delivering()
    await to.piece(0, piece(0, 2400))
    to.stop()
    await to.piece(0, piece(2400, 4800))
    await to.sentence(0, sound)
    assert.equal(to.frames.length, 1)
  })

  it('is sent no further once it is stopped while its rest is looked for, or the line is full', async () => {
    const full = Promise.withResolvers<void>()
    const frames: Uint8Array[] = []
    const to = delivering({ wire: { say: () => {}, frame: async (bytes) => (frames.push(bytes), full.promise), close: () => {} } })
    const sending = to.piece(0, piece(0, 12_000))
    await new Promise(setImmediate)
    const looking = to.sentence(1, sound)
    to.stop()
    full.resolve()
    await Promise.all([sending, looking])
    assert.equal(frames.length, 1)
  })
})

describe('a sentence in packets', () => {
  it('goes to who takes packets as it is made, and says what of it is not to be heard', async () => {
    const to = delivering({ taken: 'opus' })
    await to.piece(3, some(0, 12))
    await to.piece(3, some(12, 30))
    await to.sentence(3, lasting)
    assert.deepEqual(packetsOf(to.frames), everyPacket)
    assert.deepEqual([to.asked(), to.frames.length], [0, 2])
    assert.deepEqual(to.frames.map((frame) => frame.readUInt16BE(14)), [0, 480])
  })

  it('that was kept before, or let go of, is sent from there', async () => {
    for (const send of [(to: ReturnType<typeof delivering>) => to.sentence(0, lasting), (to: ReturnType<typeof delivering>) => to.piece(0, null)]) {
      const to = delivering({ taken: 'opus' })
      await send(to)
      await to.sentence(0, lasting)
      assert.deepEqual(packetsOf(to.frames), everyPacket)
    }
  })

  it('goes on with the first packet that the client has not whole, in the making and from where it is kept', async () => {
    for (const has of [0, 1, 14, 15, 29]) {
      for (const beyond of [0, 5]) {
        const ms = has === 0 ? 0 : (960 * has - 312) / 48 + beyond
        const to = delivering({ taken: 'opus', have: { sentence: 1, ms } })
        await to.piece(0, some(0, 30))
        await to.piece(1, some(0, 15))
        await to.piece(1, null)
        await to.sentence(1, lasting)
        assert.deepEqual(packetsOf(to.frames), everyPacket.slice(has), `after ${has} packets and ${beyond} ms`)
      }
    }
  })

  it('comes as samples where the voice makes no packets, to its end', async () => {
    const to = delivering({ taken: 'opus', live: { turnNumber: 7, soundOf: () => sound } })
    await to.piece(0, piece(0, 5000))
    await to.piece(0, null)
    await to.sentence(0, sound)
    assert.ok(to.frames.every((frame) => frame.readUInt8(0) === 2))
    assert.deepEqual(to.heard(), [...samples])
  })

  it('is decoded for who takes samples alone, without its run-up, in its place', async () => {
    const to = delivering()
    await to.piece(0, some(0, 7))
    await to.piece(0, some(7, 30))
    assert.deepEqual(to.heard(), [...decodedOf(packets).subarray(156)])
    assert.deepEqual(to.frames.map((frame) => frame.readUInt32BE(12)), to.frames.map(() => rateHz))
    let at = 0
    for (const frame of to.frames) {
      assert.equal(frame.readUInt32BE(8), at)
      at += (frame.length - 16) / 2
    }
    to.close()
    assert.equal(to.closed(), 1)
  })

  it('is sent no further once it is stopped', async () => {
    const to = delivering({ taken: 'opus' })
    await to.piece(0, some(0, 5))
    to.stop()
    await to.piece(0, some(5, 10))
    await to.sentence(0, lasting)
    assert.equal(to.frames.length, 1)
  })
})

describe('a whole sentence', () => {
  it('is one frame, as it is kept or as WAV', async () => {
    for (const [playsOgg, first] of [[true, 1], [false, 'R'.charCodeAt(0)]] as const) {
      const to = delivering({ taken: 'sentences', playsOgg })
      await to.sentence(2, sound)
      assert.deepEqual([to.frames.length, to.frames[0]!.readUInt8(0), to.frames[0]!.readUInt16BE(2), to.frames[0]![8]], [1, 1, 2, first])
    }
  })
})
