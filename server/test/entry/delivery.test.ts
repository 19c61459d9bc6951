import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SoundId } from '../../src/domain/identity.ts'
import { writeWav } from '../../src/adapters/audio/wav.ts'
import { delivery, type Delivering } from '../../src/entry/delivery.ts'

const rateHz = 24_000
/** Half a second, each sample its own number. */
const samples = Int16Array.from({ length: rateHz / 2 }, (_, at) => at)
const sound = { soundId: 'sound' as SoundId, durationMs: 500, words: [] }

function delivering(more: Partial<Delivering> = {}) {
  const frames: Buffer[] = []
  let asked = 0
  const made = delivery({
    house: {
      clock: { monotonicMs: () => 0 },
      store: { sounds: { find: async () => ((asked += 1), { bytes: new Uint8Array([1, 2]), mediaType: 'audio/ogg' }) } },
      audio: { convert: async () => writeWav(samples, rateHz) },
    } as never,
    wire: { say: () => {}, frame: async (bytes) => void frames.push(Buffer.from(bytes)), close: () => {} },
    live: { turnNumber: 7, soundOf: () => sound },
    inPieces: true, playsOgg: true, ...more,
  })
  const heard = () => frames.flatMap((frame) => [...new Int16Array(frame.buffer.slice(frame.byteOffset + 16, frame.byteOffset + frame.length))])
  return { ...made, frames, heard, asked: () => asked }
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
    const looking = to.sentence(1, sound)
    to.stop()
    full.resolve()
    await Promise.all([sending, looking])
    assert.equal(frames.length, 1)
  })
})

describe('a whole sentence', () => {
  it('is one frame, as it is kept or as WAV', async () => {
    for (const [playsOgg, first] of [[true, 1], [false, 'R'.charCodeAt(0)]] as const) {
      const to = delivering({ inPieces: false, playsOgg })
      await to.sentence(2, sound)
      assert.deepEqual([to.frames.length, to.frames[0]!.readUInt8(0), to.frames[0]!.readUInt16BE(2), to.frames[0]![8]], [1, 1, 2, first])
    }
  })
})
