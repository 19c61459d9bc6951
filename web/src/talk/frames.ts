/** How sound lies in the bytes that come down the line, as samples or as packets of Opus, which the browser decodes; nothing else on the page knows. */
import type { frameKind, pieceHeaderBytes } from '@mluv/protocol/voice.ts'
import { opusRateHz, packetSamples, samplesIn } from '../../../server/src/domain/opus.ts'
import type { OpusPacket } from '../../../server/src/domain/opus.ts'
import { resampler } from './resample.ts'
import type { Resampling } from './resample.ts'

/** A piece of a sentence's sound. */
export type Piece = {
  readonly turnNumber: number
  readonly sentence: number
  /** How many samples of the sentence lie before it. */
  readonly fromSample: number
  readonly sampleRateHz: number
  /** From -1 to 1. */
  readonly samples: Float32Array
}

/** What makes a piece fit the loudspeaker comes along with it: nobody needs it before. */
export type OnPiece = (piece: Piece, resampler: Resampling) => void

export type FrameReader = {
  /** What is too short, or of another kind, is let go. */
  take(bytes: ArrayBuffer): void
  /** Resolves when all that was taken has become pieces. */
  settled(): Promise<void>
}

const headerBytes: typeof pieceHeaderBytes = 16
const kinds: Pick<typeof frameKind, 'piece' | 'packets'> = { piece: 2, packets: 3 }
const opus: AudioDecoderConfig = { codec: 'opus', sampleRate: opusRateHz, numberOfChannels: 1 }

/** The packets of one frame, while they are decoded: of their samples those in between are to be heard. */
type Decoding = { readonly place: Omit<Piece, 'samples'>; readonly samples: Float32Array; filled: number; readonly from: number; readonly to: number }

/** `onDeaf`: this browser cannot decode packets after all, and those that were taken are lost. */
export function frameReader(onPiece: OnPiece, onDeaf: () => void): FrameReader {
  let decoder: AudioDecoder | null = null
  /** In the order in which they were taken, which is that of what comes out. */
  const under: Decoding[] = []
  let timestamp = 0

  function opened(): AudioDecoder {
    const made = new AudioDecoder({ output, error: () => failed(made) })
    made.configure(opus)
    return made
  }

  /** A browser takes a decoder away that nobody used for long. */
  function failed(which: AudioDecoder): void {
    if (decoder !== which) return
    decoder = null
    if (under.splice(0).length > 0) onDeaf()
  }

  function output(sound: AudioData): void {
    const samples = new Float32Array(sound.numberOfFrames)
    sound.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
    sound.close()
    for (let at = 0; at < samples.length && under.length > 0; ) {
      const first = under[0]!
      const part = samples.subarray(at, at + first.samples.length - first.filled)
      first.samples.set(part, first.filled)
      first.filled += part.length
      at += part.length
      if (first.filled === first.samples.length) done()
    }
  }

  function done(): void {
    const { place, samples, filled, from, to } = under.shift()!
    const heard = samples.subarray(from, Math.min(to, filled))
    if (heard.length > 0) onPiece({ ...place, samples: heard }, resampler)
  }

  function decode(bytes: ArrayBuffer): void {
    const header = new DataView(bytes)
    const [fromSample, preSkip, padding] = [header.getUint32(8), header.getUint16(12), header.getUint16(14)]
    const packets = packetsIn(bytes)
    const samples = new Float32Array(samplesIn(packets))
    if (samples.length === 0) return
    const place = { sentence: header.getUint16(2), turnNumber: header.getUint32(4), fromSample: Math.max(0, fromSample - preSkip), sampleRateHz: opusRateHz }
    under.push({ place, samples, filled: 0, from: Math.max(0, preSkip - fromSample), to: samples.length - padding })
    decoder ??= opened()
    for (const packet of packets) {
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: packet.data }))
      timestamp += (packet.samples * 1_000_000) / opusRateHz
    }
  }

  return {
    take(bytes) {
      if (bytes.byteLength < headerBytes + 2) return
      const kind = new DataView(bytes).getUint8(0)
      if (kind === kinds.packets) decode(bytes)
      const piece = kind === kinds.piece ? pieceIn(bytes) : null
      if (piece) onPiece(piece, resampler)
    },
    async settled() {
      const taken = [...under]
      await decoder?.flush().catch(() => {})
      // What a decoder kept to itself for good is not waited for.
      while (under.length > 0 && taken.includes(under[0]!)) done()
    },
  }
}

function pieceIn(bytes: ArrayBuffer): Piece | null {
  const header = new DataView(bytes)
  const sampleRateHz = header.getUint32(12)
  if (sampleRateHz === 0) return null
  const samples = Float32Array.from(new Int16Array(bytes, headerBytes, (bytes.byteLength - headerBytes) >> 1), (sample) => sample / 0x8000)
  return { sentence: header.getUint16(2), turnNumber: header.getUint32(4), fromSample: header.getUint32(8), sampleRateHz, samples }
}

/** Each after its length in two bytes; what is none is left out. */
function packetsIn(bytes: ArrayBuffer): OpusPacket[] {
  const view = new DataView(bytes)
  const packets: OpusPacket[] = []
  for (let at = headerBytes; at + 2 <= bytes.byteLength; ) {
    const length = view.getUint16(at)
    if (at + 2 + length > bytes.byteLength) break
    const data = new Uint8Array(bytes, at + 2, length)
    const samples = packetSamples(data)
    if (samples > 0) packets.push({ data, samples })
    at += 2 + length
  }
  return packets
}
