/** RIFF/WAVE files: integer PCM of 8 to 32 bits and 32-bit floats, as recorders write them, wrong sizes included. */
import { notOurs } from './sniff.ts'
import type { Stretch } from './stretch.ts'

const sampleRateHzMin = 8_000
const sampleRateHzMax = 96_000
const channelsMax = 8
/** Samples are handed on by so many, so that a reader may stop early. */
const stretchFrames = 65_536

type Format = { readonly coding: 'integer' | 'float'; readonly channels: number; readonly sampleRateHz: number; readonly bytesPerSample: number }

export function* readWav(bytes: Uint8Array): Generator<Stretch> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: Format | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = view.getUint32(at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (name === chunkNames.format && body + 16 <= bytes.length) format = readFormat(view, body, size)
    if (name === chunkNames.data) {
      if (!format) throw notOurs()
      // Tools that write to a pipe leave 0 or the largest number here, meaning all that follows.
      const length = size === 0 ? bytes.length - body : Math.min(size, bytes.length - body)
      return yield* readSamples(view, body, length, format)
    }
    at = body + size + (size % 2)
  }
  throw notOurs()
}

const chunkNames = { format: 0x666d7420, data: 0x64617461 }

function readFormat(view: DataView, at: number, size: number): Format {
  const declared = view.getUint16(at, true)
  const extensible = declared === 0xfffe && size >= 40 && at + 26 <= view.byteLength
  const coding = extensible ? view.getUint16(at + 24, true) : declared
  const channels = view.getUint16(at + 2, true)
  const sampleRateHz = view.getUint32(at + 4, true)
  const bits = view.getUint16(at + 14, true)
  const known = (coding === 1 && [8, 16, 24, 32].includes(bits)) || (coding === 3 && bits === 32)
  if (!known || channels < 1 || channels > channelsMax || sampleRateHz < sampleRateHzMin || sampleRateHz > sampleRateHzMax) throw notOurs()
  return { coding: coding === 1 ? 'integer' : 'float', channels, sampleRateHz, bytesPerSample: bits / 8 }
}

function* readSamples(view: DataView, at: number, length: number, { coding, channels, sampleRateHz, bytesPerSample }: Format): Generator<Stretch> {
  const read = coding === 'float' ? readFloat : readInteger[bytesPerSample]!
  const frameBytes = channels * bytesPerSample
  const frames = Math.floor(length / frameBytes)
  for (let from = 0; from < frames; from += stretchFrames) {
    const samples = new Float32Array(Math.min(stretchFrames, frames - from))
    for (let frame = 0; frame < samples.length; frame++) {
      const frameAt = at + (from + frame) * frameBytes
      let sum = 0
      for (let channel = 0; channel < channels; channel++) sum += read(view, frameAt + channel * bytesPerSample)
      samples[frame] = sum / channels
    }
    yield { samples, sampleRateHz }
  }
}

const readFloat = (view: DataView, at: number): number => view.getFloat32(at, true)

/** By bytes per sample; one byte is unsigned, more are signed. */
const readInteger: Readonly<Record<number, (view: DataView, at: number) => number>> = {
  1: (view, at) => (view.getUint8(at) - 128) / 128,
  2: (view, at) => view.getInt16(at, true) / 2 ** 15,
  3: (view, at) => (view.getInt8(at + 2) * 2 ** 16 + view.getUint16(at, true)) / 2 ** 23,
  4: (view, at) => view.getInt32(at, true) / 2 ** 31,
}

export function writeWav(samples: Int16Array, sampleRateHz: number): Uint8Array {
  const dataBytes = samples.length * 2
  const bytes = Buffer.alloc(44 + dataBytes)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + dataBytes, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(sampleRateHz, 24)
  bytes.writeUInt32LE(sampleRateHz * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(dataBytes, 40)
  for (let i = 0; i < samples.length; i++) bytes.writeInt16LE(samples[i]!, 44 + i * 2)
  return bytes
}
