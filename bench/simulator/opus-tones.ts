/**
 * The language of chords in Opus. Each chord was encoded once; a text is packets put in a row, which costs next to nothing, and
 * is the same each time.
 */
import { writeOgg } from '../../server/src/adapters/audio/ogg.ts'
import { encodedRateHz, encodeOpus, encoderPreSkip } from '../../server/src/adapters/audio/opus.ts'
import { opusRateHz } from '../../server/src/domain/opus.ts'
import { tonesOf } from './tones.ts'

const packetMs = 20
/** A chord at its own pace: the packets in which it begins, goes on and ends. */
const packetsPerChord = 3
/** A block ends so far within the page after, so that pages are split as they are on real lines. */
const bytesAhead = 7

const chords = new Map<number, readonly Uint8Array[]>()

/** Each block but the last brings a page more; `ms` is how long it sounds. */
export function tonesInOpus(text: string, speed: number, pageMs: number): { readonly blocks: readonly Uint8Array[]; readonly ms: number } {
  const bytes = new TextEncoder().encode(text)
  const samples = lengthOf(bytes, speed)
  const ms = (samples * 1000) / encodedRateHz
  const sounding = encoderPreSkip + (samples * opusRateHz) / encodedRateHz
  const chordMs = ms / Math.max(1, bytes.length)
  const packets = Array.from({ length: Math.ceil((sounding * 1000) / opusRateHz / packetMs) }, (_, at) => {
    const index = Math.floor((at * packetMs + packetMs / 2) / chordMs)
    const byte = bytes[index]
    if (byte === undefined) return quiet()
    const after = Math.floor((at * packetMs - index * chordMs) / packetMs + 0.5)
    const before = Math.floor(((index + 1) * chordMs - at * packetMs) / packetMs - 0.5)
    return chord(byte)[after <= 0 ? 0 : before <= 0 ? packetsPerChord - 1 : 1]!
  })
  const ogg = Buffer.from(writeOgg({ channels: 1, preSkip: encoderPreSkip, gainDb: 0 }, packets, sounding, pageMs / packetMs))
  return { blocks: [...blocksOf(ogg)], ms }
}

const lengthOf = (bytes: Uint8Array, speed: number): number => bytes.length * tonesOf('a', { sampleRateHz: encodedRateHz, speed }).samples.length

function chord(byte: number): readonly Uint8Array[] {
  const known = chords.get(byte)
  if (known) return known
  const encoded = encodeOpus(tonesOf(new Uint8Array([byte]), { sampleRateHz: encodedRateHz }).samples).slice(0, packetsPerChord)
  chords.set(byte, encoded)
  return encoded
}

let silence: Uint8Array | null = null
const quiet = (): Uint8Array => (silence ??= encodeOpus(new Int16Array(1))[0]!)

/** The heads come with the first page of sound. */
function* blocksOf(ogg: Buffer): Generator<Uint8Array> {
  const marks = [...pagesIn(ogg)].slice(3)
  let from = 0
  for (const mark of marks) {
    yield ogg.subarray(from, mark + bytesAhead)
    from = mark + bytesAhead
  }
  yield ogg.subarray(from)
}

function* pagesIn(ogg: Buffer): Generator<number> {
  for (let at = ogg.indexOf('OggS'); at !== -1; at = ogg.indexOf('OggS', at + 4)) yield at
}
