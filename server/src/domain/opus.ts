/** Opus packets as data: whether they are such, and how long they sound (RFC 6716). */

/** Opus counts time at this rate, whatever was recorded. */
export const opusRateHz = 48_000

/** `samples` is how much of a packet's sound is meant, at 48 kHz: all of it but at the end of a stream; 0 where it is no Opus. */
export type OpusPacket = { readonly data: Uint8Array; readonly samples: number }

/** Some of a sound. `preSkip`: so many samples at the beginning of the whole sound are the codec's own run-up and are not to be heard. */
export type OpusSound = { readonly packets: readonly OpusPacket[]; readonly preSkip: number }

export const samplesIn = (packets: readonly OpusPacket[]): number => packets.reduce((sum, { samples }) => sum + samples, 0)

/** The longest packet there may be: 120 ms. */
const packetSamplesMax = 5_760
/** The longest frame in a packet. */
const frameBytesMax = 1_275

/** How long a packet sounds; 0 where it is none that a decoder would take. */
export function packetSamples(packet: Uint8Array): number {
  const [toc, second = 0] = packet
  if (toc === undefined || !isFramed(packet)) return 0
  const code = toc & 3
  const frames = code === 0 ? 1 : code === 3 ? second & 63 : 2
  const samples = frames * frameSamples(toc >> 3)
  return samples <= packetSamplesMax ? samples : 0
}

/** A frame's length by the configuration number: SILK 10–60 ms, hybrid 10–20 ms, CELT 2.5–20 ms. */
function frameSamples(configuration: number): number {
  if (configuration < 12) return [480, 960, 1920, 2880][configuration & 3]!
  if (configuration < 16) return [480, 960][configuration & 1]!
  return [120, 240, 480, 960][configuration & 3]!
}

/** Whether the lengths that a packet tells of its frames are those that it has. */
function isFramed(packet: Uint8Array): boolean {
  const bytes = packet.length - 1
  switch (packet[0]! & 3) {
    case 0:
      return bytes <= frameBytesMax
    case 1:
      return bytes % 2 === 0 && bytes / 2 <= frameBytesMax
    case 2: {
      const first = lengthAt(packet, 1)
      return first !== null && first.bytes <= bytes - first.size && bytes - first.size - first.bytes <= frameBytesMax
    }
    default:
      return areFramed(packet)
  }
}

/** Of a packet that says how many frames it has, each of its own length or all of one, and how much padding. */
function areFramed(packet: Uint8Array): boolean {
  const [, head = 0] = packet
  const frames = head & 63
  let at = 2
  let padding = 0
  if ((head & 0x40) !== 0) {
    for (let more = 255; more === 255; at += 1) {
      if (at >= packet.length) return false
      more = packet[at]!
      padding += more === 255 ? 254 : more
    }
  }
  let left = packet.length - at - padding
  if (frames === 0 || left < 0) return false
  if ((head & 0x80) === 0) return left % frames === 0 && left / frames <= frameBytesMax
  for (let frame = 0; frame < frames - 1; frame += 1) {
    const length = lengthAt(packet, at)
    if (length === null || length.bytes + length.size > left) return false
    at += length.size
    left -= length.bytes + length.size
  }
  return left <= frameBytesMax
}

/** A frame's length as it is written: in one byte or two. */
function lengthAt(packet: Uint8Array, at: number): { readonly bytes: number; readonly size: number } | null {
  const first = packet[at]
  if (first === undefined) return null
  if (first < 252) return { bytes: first, size: 1 }
  const second = packet[at + 1]
  return second === undefined ? null : { bytes: first + 4 * second, size: 2 }
}
