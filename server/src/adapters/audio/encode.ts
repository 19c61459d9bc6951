/** Samples → the form the tutor's voice is kept in, Ogg/Opus, and from there to what a browser plays. */
import { Failure } from '../../domain/failure.ts'
import { writeMp4 } from './mp4.ts'
import { decodeOpus, encodedRateHz, encodeOpus, encoderPreSkip } from './opus.ts'
import { opusRateHz, packetSamples } from './opus-packets.ts'
import { readOgg, writeOgg } from './ogg.ts'
import { resample } from './resample.ts'
import { concatenated, toFloat32, toInt16 } from './stretch.ts'
import { writeWav } from './wav.ts'
import type { Pcm, SoundForm } from '../../ports/audio.ts'
import type { OpusPacket } from './opus-packets.ts'

/** A sentence lasts seconds. */
const encodedMsMax = 5 * 60_000
const partsMax = 200

const ourHead = { channels: 1, preSkip: encoderPreSkip, gainDb: 0 }

export function encode({ samples, sampleRateHz }: Pcm): Uint8Array {
  if (samples.length > (encodedMsMax * sampleRateHz) / 1000) throw new Failure('too-large', 'This sound is too long to be kept.')
  const resampled = sampleRateHz === encodedRateHz ? samples : toInt16(resample(toFloat32(samples), sampleRateHz, encodedRateHz))
  return writeOgg(ourHead, encodeOpus(resampled), encoderPreSkip + (resampled.length * opusRateHz) / encodedRateHz)
}

/** A part's padding and run-up become a breath of at most 27 ms between it and the next. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 0 || parts.length > partsMax) throw new Failure('invalid', `A sound is joined of 1 to ${partsMax} parts.`)
  const before = parts.slice(0, -1).flatMap(ourPackets)
  const last = ourPackets(parts.at(-1)!)
  const samples = [...before.map(({ data }) => packetSamples(data)), ...last.map((packet) => packet.samples)]
  return writeOgg(ourHead, [...before, ...last].map(({ data }) => data), samples.reduce((sum, some) => sum + some, 0))
}

export async function convert(bytes: Uint8Array, form: SoundForm): Promise<Uint8Array> {
  if (form === 'ogg') return bytes
  const packets = ourPackets(bytes)
  if (form === 'mp4') return writeMp4(ourHead, packets)
  const stretches = await Array.fromAsync(decodeOpus({ head: ourHead, packets }, encodedRateHz))
  return writeWav(toInt16(concatenated(stretches)), encodedRateHz)
}

const ourPackets = (bytes: Uint8Array): OpusPacket[] => [...readOgg(bytes).packets]
