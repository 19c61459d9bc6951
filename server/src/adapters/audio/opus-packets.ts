/** Opus packets as data: what a stream says of itself, and how long a packet sounds (RFC 6716, RFC 7845). */
import { begins, notOurs } from './sniff.ts'

/** Opus counts time at this rate, whatever was recorded. */
export const opusRateHz = 48_000
/** The longest packet there may be: 120 ms. */
export const packetSamplesMax = 5_760

/** `preSkip` samples at the beginning are the codec's own run-up and are not played. `gainDb` is to be applied by the player. */
export type OpusHead = { readonly channels: number; readonly preSkip: number; readonly gainDb: number }

/** `samples` is how much of a packet's sound is meant, at 48 kHz: all of it but at the end of a stream; 0 where it is no Opus. */
export type OpusPacket = { readonly data: Uint8Array; readonly samples: number }

/** The packets are read as they are asked for. */
export type OpusStream<Packets = Iterable<OpusPacket> | AsyncIterable<OpusPacket>> = { readonly head: OpusHead; readonly packets: Packets }

/** Takes mono and stereo only: more channels need a mapping that no recorder of speech writes. */
export function readOpusHead(packet: Uint8Array): OpusHead {
  if (packet.length < 19 || !begins(packet, 'OpusHead')) throw notOurs()
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const channels = view.getUint8(9)
  if (view.getUint8(8) >> 4 !== 0 || channels < 1 || channels > 2 || view.getUint8(18) !== 0) throw notOurs()
  return { channels, preSkip: view.getUint16(10, true), gainDb: view.getInt16(16, true) / 256 }
}

export function packetSamples(packet: Uint8Array): number {
  const [toc, second = 0] = packet
  if (toc === undefined) return 0
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
