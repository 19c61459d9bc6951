/**
 * The Opus stream of a WebM or Matroska file.
 *
 * Read here rather than by a library because recordings come as `MediaRecorder` leaves them: lengths unknown, the last
 * cluster cut off with all that was said in it. Elements are read in the order they stand in; those that hold others are
 * simply entered, so where one ends is never asked.
 */
import { packetSamples, type OpusPacket } from '../../domain/opus.ts'
import { begins, readOpusHead, type OpusHead, type OpusStream } from '../ogg.ts'
import { notOurs } from './sniff.ts'

/** What browsers write, for a file that does not say. */
const usualHead: OpusHead = { channels: 1, preSkip: 312, gainDb: 0 }

const ids = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
}
const entered: ReadonlySet<number> = new Set([ids.segment, ids.tracks, ids.trackEntry, ids.cluster, ids.blockGroup])

type Element = { readonly id: number; readonly body: Uint8Array }

export function readWebm(bytes: Uint8Array): OpusStream<Iterable<OpusPacket>> {
  const elements = readElements(bytes)
  let track = { number: 0, isOpus: false, head: usualHead }
  for (let found = elements.next(); !found.done; found = elements.next()) {
    const { id, body } = found.value
    if (id === ids.trackEntry || id === ids.cluster) {
      if (track.isOpus) return { head: track.head, packets: readPackets(elements, track.number) }
      track = { number: 0, isOpus: false, head: usualHead }
    }
    if (id === ids.trackNumber) track.number = body.at(-1) ?? 0
    if (id === ids.codecId) track.isOpus = begins(body, 'A_OPUS')
    if (id === ids.codecPrivate && begins(body, 'OpusHead')) track.head = headOf(body)
  }
  throw notOurs()
}

function headOf(packet: Uint8Array): OpusHead {
  const head = readOpusHead(packet)
  if (head === null) throw notOurs()
  return head
}

function* readPackets(elements: Iterable<Element>, trackNumber: number): Generator<OpusPacket> {
  for (const { id, body } of elements) {
    if (id !== ids.block && id !== ids.simpleBlock) continue
    const [track, , , flags = 0] = body
    if (track !== (trackNumber | 0x80)) continue
    // Several packets in one block: no recorder of speech writes that.
    if ((flags & 0x06) !== 0) throw notOurs()
    const data = body.subarray(4)
    yield { data, samples: packetSamples(data) }
  }
}

/** An element that was cut off is left out; one that holds others has an empty body here. */
function* readElements(bytes: Uint8Array): Generator<Element> {
  let at = 0
  while (at < bytes.length) {
    const id = readNumber(bytes, at, 4, 'with its length mark')
    const size = id && readNumber(bytes, at + id.length, 8, 'without it')
    if (!id || !size) return
    const bodyAt = at + id.length + size.length
    const enters = entered.has(id.value)
    at = enters ? bodyAt : bodyAt + size.value
    if (at > bytes.length) return
    yield { id: id.value, body: bytes.subarray(bodyAt, at) }
  }
}

/** A number whose first byte's leading zeros tell how many bytes follow it. */
function readNumber(bytes: Uint8Array, at: number, lengthMax: number, mark: 'with its length mark' | 'without it'): { value: number; length: number } | null {
  const first = bytes[at]
  if (first === undefined || first === 0) return null
  const length = Math.clz32(first) - 23
  if (length > lengthMax || at + length > bytes.length) return null
  let value = mark === 'with its length mark' ? first : first & (0xff >> length)
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!
  return { value, length }
}
