/**
 * Reads Opus out of Ogg (RFC 3533, RFC 7845) as it comes, in bytes cut anywhere: a recording that was sent, a voice that still
 * speaks. What is damaged is stepped over.
 */
import { packetSamples, samplesIn, type OpusPacket } from '../domain/opus.ts'

/** Pages with a wrong checksum that are stepped over before the stream is given up: each costs a search for the next one. */
const damagedPagesMax = 64
/** Streams beside one another whose packets are put together again. */
const streamsMax = 64
const markBytes = 4
const pageHeadBytes = 27

/** `preSkip` samples at the beginning are the codec's own run-up and are not played. `gainDb` is to be applied by the player. */
export type OpusHead = { readonly channels: number; readonly preSkip: number; readonly gainDb: number }

/** A whole stream. The packets are read as they are asked for. */
export type OpusStream<Packets = Iterable<OpusPacket> | AsyncIterable<OpusPacket>> = { readonly head: OpusHead; readonly packets: Packets }

export type OggOpus = {
  /** Null before it came. */
  readonly head: OpusHead | null
  /** Whether what was taken ends in the middle of a page. */
  readonly isTorn: boolean
  /** The packets of the pages that are whole by these bytes, page by page, when they are asked for. Throws a `TypeError` where too much is damaged. */
  take(bytes: Uint8Array): Generator<readonly OpusPacket[]>
  /** No more comes: what is whole of a page that was cut off. */
  rest(): Generator<readonly OpusPacket[]>
}

/** Streams that follow one another are read as one; streams beside the first are passed over. */
export function oggOpus(): OggOpus {
  const pages = oggPages()
  let head: OpusHead | null = null
  let serial: number | null = null
  let endOfPageBefore: number | null = null

  function soundsOf(page: Page): readonly OpusPacket[] {
    const begun = page.first && page.packets[0] ? readOpusHead(page.packets[0]) : null
    if (begun) {
      head ??= begun
      serial = page.serial
      endOfPageBefore = null
    }
    if (page.serial !== serial) return []
    const sounds = page.packets
      .filter((data) => !begins(data, 'OpusHead') && !begins(data, 'OpusTags'))
      .map((data) => ({ data, samples: packetSamples(data) }))
    const length = samplesIn(sounds)
    // The last page may say that the stream ends before its last packet does.
    const excess = page.last && sounds.length > 0 ? (endOfPageBefore ?? 0) + length - page.granule : 0
    if (page.granule >= 0) endOfPageBefore = page.granule
    return excess > 0 && excess < length ? [...shortened(sounds, length - excess)] : sounds
  }

  function* read(found: Iterable<Page>): Generator<readonly OpusPacket[]> {
    for (const page of found) {
      const packets = soundsOf(page)
      if (packets.length > 0) yield packets
    }
  }

  return {
    get head() { return head },
    get isTorn() { return pages.isTorn },
    take: (bytes) => read(pages.take(bytes)),
    rest: () => read(pages.rest()),
  }
}

function* shortened(sounds: readonly OpusPacket[], samplesMax: number): Generator<OpusPacket> {
  let left = samplesMax
  for (const { data, samples } of sounds) {
    if (left <= 0) return
    yield { data, samples: Math.min(samples, left) }
    left -= samples
  }
}

/** Takes mono and stereo only: more channels need a mapping that no recorder of speech writes. Null for what is no such head. */
export function readOpusHead(packet: Uint8Array): OpusHead | null {
  if (packet.length < 19 || !begins(packet, 'OpusHead')) return null
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const channels = view.getUint8(9)
  if (view.getUint8(8) >> 4 !== 0 || channels < 1 || channels > 2 || view.getUint8(18) !== 0) return null
  return { channels, preSkip: view.getUint16(10, true), gainDb: view.getInt16(16, true) / 256 }
}

export function begins(bytes: Uint8Array, mark: string, at = 0): boolean {
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark.charCodeAt(i)) return false
  return true
}

type Page = { readonly serial: number; readonly first: boolean; readonly last: boolean; readonly granule: number; readonly packets: readonly Uint8Array[] }

function oggPages() {
  const unfinished = new Map<number, Uint8Array[]>()
  let file: Buffer = Buffer.alloc(0)
  let damaged = 0

  function* read(isOver: boolean): Generator<Page> {
    for (;;) {
      const at = file.indexOf('OggS')
      // The beginning of a mark may be all that came of it.
      file = file.subarray(at === -1 ? Math.max(0, file.length - markBytes + 1) : at)
      if (at === -1 || file.length < pageHeadBytes) return
      const segments = file.subarray(pageHeadBytes, pageHeadBytes + file[pageHeadBytes - 1]!)
      const bodyAt = pageHeadBytes + segments.length
      const end = segments.reduce((sum, length) => sum + length, bodyAt)
      const isWhole = segments.length === file[pageHeadBytes - 1] && end <= file.length
      if (!isWhole && !isOver) return
      // A page that was cut off has no checksum to go by; its whole packets are kept.
      if (isWhole && checksum(file.subarray(0, end)) !== file.readUInt32LE(22)) {
        if (++damaged > damagedPagesMax) throw new TypeError('Too much of this Ogg is damaged.')
        file = file.subarray(markBytes)
        continue
      }
      const flags = file[5]!
      const serial = file.readUInt32LE(14)
      const begun = (flags & 1) === 1 ? (unfinished.get(serial) ?? null) : []
      const { packets, rest } = packetsOf(file.subarray(bodyAt, end), segments, begun)
      if (unfinished.size < streamsMax || unfinished.has(serial)) unfinished.set(serial, rest)
      const page = { serial, first: (flags & 2) === 2, last: (flags & 4) === 4, granule: Number(file.readBigInt64LE(6)), packets }
      file = file.subarray(end)
      yield page
    }
  }

  return {
    get isTorn() { return file.length >= markBytes },
    *take(bytes: Uint8Array) {
      const added = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      file = file.length === 0 ? added : Buffer.concat([file, added])
      yield* read(false)
    },
    rest: () => read(true),
  }
}

/** `begun` holds the pieces of a packet that began on an earlier page; null where that page is missing, and its rest is dropped. */
function packetsOf(body: Uint8Array, segments: Uint8Array, begun: Uint8Array[] | null): { packets: Uint8Array[]; rest: Uint8Array[] } {
  const packets: Uint8Array[] = []
  let pieces = begun
  let from = 0
  let to = 0
  for (const length of segments) {
    to += length
    if (length === 255) continue
    if (to > body.length) return { packets, rest: [] }
    if (pieces) packets.push(pieces.length === 0 ? body.subarray(from, to) : Buffer.concat([...pieces, body.subarray(from, to)]))
    pieces = []
    from = to
  }
  return { packets, rest: pieces && from < body.length ? [...pieces, body.subarray(from)] : [] }
}

/** A page's CRC-32 (polynomial 0x04c11db7, nothing reflected), its own four bytes taken as zero. */
export function checksum(whole: Uint8Array): number {
  let crc = 0
  for (let i = 0; i < whole.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : whole[i]!
    crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!
  }
  return crc >>> 0
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0)
  return crc
})
