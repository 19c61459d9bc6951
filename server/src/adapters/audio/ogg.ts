/**
 * Ogg pages with Opus inside (RFC 3533, RFC 7845).
 *
 * Written here rather than by a library so that the same sound always gives the same bytes: stored sounds are named by
 * their content, and a library draws a random serial number.
 */
import { begins, notOurs } from './sniff.ts'
import { opusRateHz, packetSamples, readOpusHead } from './opus-packets.ts'
import type { OpusHead, OpusPacket, OpusStream } from './opus-packets.ts'

/** Pages with a wrong checksum that are stepped over before the file is given up: each costs a search for the next one. */
const damagedPagesMax = 64
/** Packets a page of ours holds: one second. */
const packetsPerPage = 50
const serialNumber = 0x6d6c7576
const vendor = 'mluv'

type Page = { readonly serial: number; readonly first: boolean; readonly last: boolean; readonly granule: number; readonly packets: readonly Uint8Array[] }

/** The file's Opus stream: its head at once, its packets as they are asked for. */
export function readOgg(bytes: Uint8Array): OpusStream<Iterable<OpusPacket>> {
  const pages = readPages(bytes)
  for (let found = pages.next(); !found.done; found = pages.next()) {
    const { first, serial, packets } = found.value
    if (first && packets[0] && begins(packets[0], 'OpusHead')) return { head: readOpusHead(packets[0]), packets: readPackets(pages, serial) }
  }
  throw notOurs()
}

/** Streams that follow one another in a file are read as one; streams beside it are passed over. */
function* readPackets(pages: Iterable<Page>, firstSerial: number): Generator<OpusPacket> {
  let serial = firstSerial
  let endOfPageBefore: number | null = null
  for (const page of pages) {
    if (page.first && page.packets[0] && begins(page.packets[0], 'OpusHead')) {
      serial = page.serial
      endOfPageBefore = null
    }
    if (page.serial !== serial) continue
    const sounds = page.packets
      .filter((data) => !begins(data, 'OpusHead') && !begins(data, 'OpusTags'))
      .map((data) => ({ data, samples: packetSamples(data) }))
    const length = sounds.reduce((sum, { samples }) => sum + samples, 0)
    // The last page may say that the stream ends before its last packet does.
    const excess = page.last && sounds.length > 0 ? (endOfPageBefore ?? 0) + length - page.granule : 0
    yield* excess > 0 && excess < length ? shortened(sounds, excess) : sounds
    endOfPageBefore = page.granule
  }
}

function* shortened(sounds: readonly OpusPacket[], excess: number): Generator<OpusPacket> {
  let left = sounds.reduce((sum, { samples }) => sum + samples, 0) - excess
  for (const { data, samples } of sounds) {
    if (left <= 0) return
    yield { data, samples: Math.min(samples, left) }
    left -= samples
  }
}

function* readPages(bytes: Uint8Array): Generator<Page> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const unfinished = new Map<number, Uint8Array[]>()
  let damaged = 0
  for (let at = file.indexOf('OggS'); at !== -1 && at + 27 <= file.length; ) {
    const segments = file.subarray(at + 27, at + 27 + file[at + 26]!)
    const bodyAt = at + 27 + segments.length
    const end = segments.reduce((sum, length) => sum + length, bodyAt)
    // A page that was cut off has no checksum to go by; its whole packets are kept.
    if (end <= file.length && checksum(file.subarray(at, end)) !== file.readUInt32LE(at + 22)) {
      if (++damaged > damagedPagesMax) throw notOurs()
      at = file.indexOf('OggS', at + 4)
      continue
    }
    const flags = file[at + 5]!
    const serial = file.readUInt32LE(at + 14)
    const begun = (flags & 1) === 1 ? (unfinished.get(serial) ?? null) : []
    const { packets, rest } = packetsOf(file.subarray(bodyAt, end), segments, begun)
    if (unfinished.size < damagedPagesMax || unfinished.has(serial)) unfinished.set(serial, rest)
    yield { serial, first: (flags & 2) === 2, last: (flags & 4) === 4, granule: Number(file.readBigInt64LE(at + 6)), packets }
    at = file.indexOf('OggS', end)
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

/** `samples` is how much of the packets' sound is meant, pre-skip included, at 48 kHz. */
export function writeOgg(head: OpusHead, packets: readonly Uint8Array[], samples: number): Uint8Array {
  const pages = [page([headPacket(head)], { flags: 2, granule: 0, number: 0 }), page([tagsPacket()], { flags: 0, granule: 0, number: 1 })]
  let granule = 0
  for (let at = 0; at < packets.length; at += packetsPerPage) {
    const some = packets.slice(at, at + packetsPerPage)
    const last = at + packetsPerPage >= packets.length
    granule += some.reduce((sum, packet) => sum + packetSamples(packet), 0)
    pages.push(page(some, { flags: last ? 4 : 0, granule: last ? samples : granule, number: pages.length }))
  }
  return Buffer.concat(pages)
}

function page(packets: readonly Uint8Array[], { flags, granule, number }: { flags: number; granule: number; number: number }): Buffer {
  const segments = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255])
  const header = Buffer.alloc(27)
  header.write('OggS', 0)
  header[5] = flags
  header.writeBigInt64LE(BigInt(granule), 6)
  header.writeUInt32LE(serialNumber, 14)
  header.writeUInt32LE(number, 18)
  header[26] = segments.length
  const whole = Buffer.concat([header, Buffer.from(segments), ...packets])
  whole.writeUInt32LE(checksum(whole), 22)
  return whole
}

export function headPacket({ channels, preSkip }: OpusHead): Uint8Array {
  const packet = Buffer.alloc(19)
  packet.write('OpusHead', 0)
  packet[8] = 1
  packet[9] = channels
  packet.writeUInt16LE(preSkip, 10)
  packet.writeUInt32LE(opusRateHz, 12)
  return packet
}

function tagsPacket(): Uint8Array {
  const packet = Buffer.alloc(16 + vendor.length)
  packet.write('OpusTags', 0)
  packet.writeUInt32LE(vendor.length, 8)
  packet.write(vendor, 12)
  return packet
}

/** The page's CRC-32 (polynomial 0x04c11db7, nothing reflected), its own four bytes taken as zero. */
function checksum(whole: Uint8Array): number {
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
