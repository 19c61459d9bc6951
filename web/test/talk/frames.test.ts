import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { frameReader } from '../../src/talk/frames.ts'
import type { Piece } from '../../src/talk/frames.ts'

const frame = (...bytes: number[]): ArrayBuffer => new Uint8Array(bytes).buffer

function setUp() {
  const pieces: Piece[] = []
  let deaf = 0
  const reader = frameReader((piece) => pieces.push(piece), () => (deaf += 1))
  return { reader, pieces, deaf: () => deaf }
}

function read(...bytes: number[]): readonly Piece[] {
  const { reader, pieces } = setUp()
  reader.take(frame(...bytes))
  return pieces
}

describe('a piece of samples', () => {
  test('is read with where it belongs', () => {
    const samples = Float32Array.of(1 / 0x8000, -1 / 0x8000)
    assert.deepEqual(read(2, 0, 0, 3, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0x5d, 0xc0, 1, 0, 0xff, 0xff), [{ sentence: 3, turnNumber: 65_538, fromSample: 256, sampleRateHz: 24_000, samples }])
  })

  test('is not read from what is too short, of another kind or of no rate', () => {
    const header = [0, 0, 3, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0x5d, 0xc0]
    for (const bytes of [[], [2, 0, 0], [2, ...header], [1, ...header, 1, 0], [2, ...header.slice(0, -4), 0, 0, 0, 0, 1, 0]]) assert.deepEqual(read(...bytes), [], `${bytes.length} bytes`)
  })

  test('that ends with half a sample is read without it', () => {
    assert.equal(read(2, 0, 0, 3, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0x5d, 0xc0, 1, 0, 7)[0]?.samples.length, 1)
  })
})

/** Of 20 ms, whose second byte says how it sounds. */
const packet = (sound: number): number[] => [0, 2, 0x98, sound]
const packetSamples = 960

type Head = { readonly sentence?: number; readonly from?: number; readonly preSkip?: number; readonly padding?: number }
function packets({ sentence = 3, from = 0, preSkip = 0, padding = 0 }: Head, ...sounds: number[]): ArrayBuffer {
  const header = [3, 0, 0, sentence, 0, 0, 0, 7, 0, 0, from >> 8, from & 255, preSkip >> 8, preSkip & 255, padding >> 8, padding & 255]
  return frame(...header, ...sounds.flatMap(packet))
}

/** Decodes when it is flushed, or at the test's word: each packet as samples of its own sound, in parts of `partSamples`, the first `swallowed` of them never. */
function decodersOf({ partSamples = packetSamples, swallowed = 0 } = {}) {
  const made: { work(): void; break(): void; readonly timestamps: number[] }[] = []
  class Decoder {
    readonly #init: AudioDecoderInit
    readonly #chunks: { readonly timestamp: number; readonly data: Uint8Array }[] = []
    constructor(init: AudioDecoderInit) {
      this.#init = init
      const timestamps: number[] = []
      made.push({ timestamps, work: () => this.#work(), break: () => init.error(new DOMException('It broke.', 'EncodingError')) })
      this.timestamps = timestamps
    }
    readonly timestamps: number[]
    configure() {}
    decode(chunk: { readonly timestamp: number; readonly data: Uint8Array }) {
      this.#chunks.push(chunk)
      this.timestamps.push(chunk.timestamp)
    }
    async flush() {
      await Promise.resolve()
      this.#work()
    }
    #work() {
      const all = this.#chunks.splice(0).flatMap(({ data }) => Array<number>(packetSamples).fill(data[1]! / 100)).slice(swallowed)
      for (let at = 0; at < all.length; at += partSamples) {
        const some = Float32Array.from(all.slice(at, at + partSamples))
        this.#init.output({ numberOfFrames: some.length, copyTo: (to: Float32Array) => to.set(some), close() {} } as unknown as AudioData)
      }
    }
  }
  class Chunk {
    readonly timestamp: number
    readonly data: Uint8Array
    constructor({ timestamp, data }: { readonly timestamp: number; readonly data: Uint8Array }) {
      this.timestamp = timestamp
      this.data = data
    }
  }
  Object.assign(globalThis, { AudioDecoder: Decoder, EncodedAudioChunk: Chunk })
  return made
}

/** Where each piece lies, how long it is, and its first and last sample in hundredths. */
const shown = (pieces: readonly Piece[]) => pieces.map(({ sentence, fromSample, samples }) => [sentence, fromSample, samples.length, Math.round(samples[0]! * 100), Math.round(samples.at(-1)! * 100)])

describe('packets', () => {
  afterEach(() => void Object.assign(globalThis, { AudioDecoder: undefined, EncodedAudioChunk: undefined }))

  for (const partSamples of [packetSamples, 512, 5_000])
    test(`become a piece for each frame, without run-up and padding, whatever comes out at once (${partSamples} samples)`, () => {
      const decoders = decodersOf({ partSamples })
      const { reader, pieces } = setUp()
      reader.take(packets({ preSkip: 312 }, 1, 2))
      reader.take(packets({ from: 1920, preSkip: 312, padding: 460 }, 3))
      assert.equal(pieces.length, 0)
      decoders[0]!.work()
      assert.deepEqual(shown(pieces), [[3, 0, 1608, 1, 2], [3, 1608, 500, 3, 3]])
      assert.deepEqual([pieces[0]!.turnNumber, pieces[0]!.sampleRateHz], [7, 48_000])
      assert.deepEqual([decoders.length, decoders[0]!.timestamps], [1, [0, 20_000, 40_000]])
    })

  test('of a longer run-up than a frame are heard from where it ends', () => {
    const decoders = decodersOf()
    const { reader, pieces } = setUp()
    reader.take(packets({ preSkip: 1000 }, 1))
    reader.take(packets({ from: 960, preSkip: 1000 }, 2))
    decoders[0]!.work()
    assert.deepEqual(shown(pieces), [[3, 0, 920, 2, 2]])
  })

  test('have all become pieces when it is said so, though a decoder keeps some samples to itself', async () => {
    decodersOf({ swallowed: 100 })
    const { reader, pieces } = setUp()
    reader.take(packets({}, 1))
    const settled = reader.settled()
    reader.take(packets({ sentence: 4 }, 2))
    await settled
    assert.deepEqual(shown(pieces)[0], [3, 0, 960, 1, 2])
    await reader.settled()
    assert.deepEqual(shown(pieces).map(([sentence]) => sentence), [3, 4])
    reader.take(packets({ sentence: 5 }, 3))
    await reader.settled()
    assert.deepEqual(shown(pieces)[2]!.slice(0, 3), [5, 0, 860])
  })

  test('that are none, or are cut off, leave those around them in their place', () => {
    const decoders = decodersOf()
    const { reader, pieces } = setUp()
    reader.take(frame(...new Uint8Array(packets({}, 1)), 0, 0, ...packet(2), 0, 9, 1))
    reader.take(packets({}))
    decoders[0]!.work()
    assert.deepEqual(shown(pieces), [[3, 0, 1920, 1, 2]])
  })

  test('that cannot be decoded are told of; a decoder that was taken away while nothing was decoded is opened anew', async () => {
    const decoders = decodersOf()
    const { reader, pieces, deaf } = setUp()
    reader.take(packets({}, 1))
    await reader.settled()
    decoders[0]!.break()
    assert.equal(deaf(), 0)
    reader.take(packets({ from: 960 }, 2))
    decoders[1]!.work()
    assert.deepEqual(shown(pieces).map(([, from]) => from), [0, 960])
    reader.take(packets({ from: 1920 }, 3))
    decoders[1]!.break()
    decoders[1]!.break()
    assert.deepEqual([deaf(), pieces.length], [1, 2])
  })
})
