/** MP3 to samples: mpg123, compiled to WebAssembly, given only what is MP3: it finds something to play in any noise. */
import { MPEGDecoder } from 'mpg123-decoder'
import { begins } from '../ogg.ts'
import { notOurs } from './sniff.ts'
import { downmixed } from './stretch.ts'
import type { Stretch } from './stretch.ts'

/** Fed by so much, so that a reader may stop early: at most 8 s at the lowest bit rate. */
const pieceBytes = 8_192
/** So far behind a tag the first frame is looked for: tags are padded. */
const searchBytesMax = 16_384
/** So many frames must follow each other, unless the file ends before. */
const framesInARow = 3

export async function* readMp3(bytes: Uint8Array): AsyncGenerator<Stretch> {
  const firstFrameAt = firstFrame(bytes)
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    for (let at = firstFrameAt; at < bytes.length; at += pieceBytes) {
      const { channelData, samplesDecoded, sampleRate } = decoder.decode(bytes.subarray(at, at + pieceBytes))
      if (samplesDecoded > 0) yield { samples: downmixed(channelData), sampleRateHz: sampleRate }
    }
  } finally {
    decoder.free()
  }
}

function firstFrame(bytes: Uint8Array): number {
  const from = afterTag(bytes)
  for (let at = from; at < Math.min(bytes.length - 4, from + searchBytesMax); at++) if (beginsRow(bytes, at)) return at
  throw notOurs()
}

/** A tag's length is written seven bits to a byte. */
function afterTag(bytes: Uint8Array): number {
  if (!begins(bytes, 'ID3')) return 0
  return 10 + bytes.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 0x7f), 0)
}

function beginsRow(bytes: Uint8Array, from: number): boolean {
  let at = from
  for (let frame = 0; frame < framesInARow && at + 4 <= bytes.length; frame++) {
    const length = frameBytes(bytes, at)
    // The version, layer and sample rate never change within a file.
    if (length === 0 || (bytes[at + 1]! ^ bytes[from + 1]!) & 0x1e || (bytes[at + 2]! ^ bytes[from + 2]!) & 0x0c) return false
    at += length
  }
  return true
}

/** In kbit/s and Hz, by the numbers in a frame's header (ISO 11172-3, 13818-3); version 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5. */
const bitRates: Readonly<Record<'first' | 'later', readonly number[]>> = {
  first: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  later: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
}
const sampleRates: Readonly<Record<number, readonly number[]>> = { 0: [11_025, 12_000, 8_000], 2: [22_050, 24_000, 16_000], 3: [44_100, 48_000, 32_000] }

/** The length of the layer III frame that begins here; 0 where none does. */
function frameBytes(bytes: Uint8Array, at: number): number {
  const [sync = 0, kind = 0, rates = 0] = bytes.subarray(at, at + 3)
  if (sync !== 0xff || kind >> 5 !== 7 || ((kind >> 1) & 3) !== 1) return 0
  const version = (kind >> 3) & 3
  const sampleRateHz = sampleRates[version]?.[(rates >> 2) & 3]
  const bitRate = bitRates[version === 3 ? 'first' : 'later'][rates >> 4]!
  if (!sampleRateHz || bitRate === 0) return 0
  return Math.floor(((version === 3 ? 144 : 72) * bitRate * 1000) / sampleRateHz) + ((rates >> 1) & 1)
}
