/**
 * Whole files of Ogg with Opus inside (RFC 3533, RFC 7845).
 *
 * Written here rather than by a library so that the same sound always gives the same bytes: stored sounds are named by
 * their content, and a library draws a random serial number.
 */
import { opusRateHz, packetSamples, type OpusPacket } from '../../domain/opus.ts'
import { checksum, oggOpus, type OpusHead, type OpusStream } from '../ogg.ts'
import { notOurs } from './sniff.ts'

/** Packets a page of ours holds: one second of 20 ms each. */
const packetsPerPageDefault = 50
/** What a page's table of lengths has room for. */
const segmentsMax = 255
const serialNumber = 0x6d6c7576
const vendor = 'mluv'

/** The file's Opus stream: its head at once, its packets as they are asked for. */
export function readOgg(bytes: Uint8Array): OpusStream<Iterable<OpusPacket>> {
  const stream = oggOpus()
  const packets = (function* () {
    for (const some of stream.take(bytes)) yield* some
    for (const some of stream.rest()) yield* some
  })()
  const first = begun(packets)
  if (!stream.head) throw notOurs()
  return {
    head: stream.head,
    packets: (function* () {
      if (!first.done) yield first.value
      yield* packets
    })(),
  }
}

function begun(packets: Generator<OpusPacket>): IteratorResult<OpusPacket> {
  try {
    return packets.next()
  } catch (error) {
    throw notOurs(error)
  }
}

/** `samples` is how much of the packets' sound is meant, pre-skip included, at 48 kHz. */
export function writeOgg(head: OpusHead, packets: readonly Uint8Array[], samples: number, packetsPerPage = packetsPerPageDefault): Uint8Array {
  const pages = [page([headPacket(head)], { flags: 2, granule: 0, number: 0 }), page([tagsPacket()], { flags: 0, granule: 0, number: 1 })]
  let granule = 0
  for (let at = 0; at < packets.length; ) {
    const some = fitting(packets, at, packetsPerPage)
    at += some.length
    const last = at === packets.length
    granule += some.reduce((sum, packet) => sum + packetSamples(packet), 0)
    pages.push(page(some, { flags: last ? 4 : 0, granule: last ? samples : granule, number: pages.length }))
  }
  return Buffer.concat(pages)
}

/** As many of the packets from there on as a page holds. */
function fitting(packets: readonly Uint8Array[], from: number, packetsMax: number): readonly Uint8Array[] {
  let segments = 0
  let to = from
  while (to < packets.length && to - from < packetsMax && (to === from || segments + segmentsOf(packets[to]!) <= segmentsMax)) segments += segmentsOf(packets[to++]!)
  return packets.slice(from, to)
}

const segmentsOf = ({ length }: Uint8Array): number => Math.floor(length / 255) + 1

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
