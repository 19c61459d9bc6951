/** Opus to samples and back: libopus, compiled to WebAssembly. */
import OpusScript from 'opusscript'
import { OpusDecoder } from 'opus-decoder'
import { opusRateHz, packetSamples, type OpusPacket } from '../../domain/opus.ts'
import type { DecodedRateHz, OpusDecoding } from '../../ports/audio.ts'
import type { OpusStream } from '../ogg.ts'
import { toInt16, type Stretch } from './stretch.ts'

/** The encoder's rate: speech has nothing above 12 kHz that a learner would miss. */
export const encodedRateHz = 24_000
const bitRate = 24_000
/** 20 ms. */
const frameSamples = encodedRateHz / 50
/** What libopus looks ahead in its speech mode: 6.5 ms, at 48 kHz. */
export const encoderPreSkip = 312
/** libopus's own 0–10; above it costs more than it is heard. */
const complexity = 8
/** The decoder's input buffer. Speech never needs it; a longer packet is passed over. */
const packetBytesMax = 3_840

const control = { complexity: 4010, resetState: 4028 }

/**
 * The one encoder of a process: the library writes its input outside the memory it asked for, into what is free as long
 * as nothing else was allocated after it.
 */
let encoder: OpusScript | null = null

/** Packets of 20 ms that hold all of the samples after the decoder's run-up; the same samples give the same packets. */
export function encodeOpus(samples: Int16Array): Uint8Array[] {
  if (!encoder) {
    encoder = new OpusScript(encodedRateHz, 1, OpusScript.Application.VOIP)
    encoder.setBitrate(bitRate)
    encoder.encoderCTL(control.complexity, complexity)
  }
  encoder.encoderCTL(control.resetState, 0)
  const runUp = (encoderPreSkip * encodedRateHz) / opusRateHz
  const frames = Math.ceil((samples.length + runUp) / frameSamples)
  const padded = new Int16Array(frames * frameSamples)
  padded.set(samples)
  const bytes = Buffer.from(padded.buffer)
  return Array.from({ length: frames }, (_, frame) => {
    const at = frame * frameSamples * 2
    return encoder!.encode(bytes.subarray(at, at + frameSamples * 2), frameSamples)
  })
}

/** Mono samples of a stream, run-up and padding left out, packet by packet: nothing is decoded before it is asked for. */
export async function* decodeOpus({ head, packets }: OpusStream, sampleRateHz: DecodedRateHz): AsyncGenerator<Stretch> {
  const perSample = sampleRateHz / opusRateHz
  const decoder = await newDecoder(sampleRateHz)
  try {
    const gain = 10 ** (head.gainDb / 20)
    let skip = Math.round(head.preSkip * perSample)
    for await (const packet of packets) {
      const all = decodePacket(decoder, packet)
      const samples = all.subarray(Math.min(skip, all.length), Math.round(packet.samples * perSample))
      skip = Math.max(0, skip - all.length)
      if (samples.length > 0) yield { samples: gain === 1 ? samples : samples.map((sample) => sample * gain), sampleRateHz }
    }
  } finally {
    decoder.free()
  }
}

/** Packets to samples as they come. What is no packet is silence. */
export async function openDecoder(sampleRateHz: DecodedRateHz): Promise<OpusDecoding> {
  const perSample = sampleRateHz / opusRateHz
  const decoder = await newDecoder(sampleRateHz)
  return {
    decode(packets) {
      const decoded = new Int16Array(packets.reduce((sum, { samples }) => sum + Math.round(samples * perSample), 0))
      let at = 0
      for (const packet of packets) {
        const meant = Math.round(packet.samples * perSample)
        decoded.set(toInt16(decodePacket(decoder, packet).subarray(0, meant)), at)
        at += meant
      }
      return decoded
    },
    close: () => decoder.free(),
  }
}

async function newDecoder(sampleRate: DecodedRateHz): Promise<OpusDecoder<DecodedRateHz>> {
  // A decoder for one channel mixes stereo down by itself.
  const decoder = new OpusDecoder({ channels: 1, streamCount: 1, coupledStreamCount: 0, sampleRate, preSkip: 0 })
  await decoder.ready
  return decoder
}

/** The library reports what it cannot decode on the console: it is not asked. */
function decodePacket(decoder: OpusDecoder<DecodedRateHz>, { data }: OpusPacket): Float32Array {
  if (packetSamples(data) === 0 || data.length > packetBytesMax) return new Float32Array()
  return decoder.decodeFrame(data).channelData[0] ?? new Float32Array()
}
