/** Samples → the form the tutor's voice is kept in, Ogg/Opus, and from there to what a browser plays. */
import { Failure } from '../../domain/failure.ts'
import { opusRateHz, packetSamples, samplesIn, type OpusPacket, type OpusSound } from '../../domain/opus.ts'
import { writeMp4 } from './mp4.ts'
import { decodeOpus, encodedRateHz, encodeOpus, encoderPreSkip } from './opus.ts'
import { readOgg, writeOgg } from './ogg.ts'
import { resample } from './resample.ts'
import { concatenated, toFloat32, toInt16 } from './stretch.ts'
import { writeWav } from './wav.ts'
import type { Pcm, SoundForm } from '../../ports/audio.ts'

/** A sentence lasts seconds. */
const encodedMsMax = 5 * 60_000
const partsMax = 200

const ourHead = { channels: 1, preSkip: encoderPreSkip, gainDb: 0 }

export function encode({ samples, sampleRateHz }: Pcm): Uint8Array {
  if (samples.length > (encodedMsMax * sampleRateHz) / 1000) throw new Failure('too-large', 'This sound is too long to be kept.')
  const resampled = sampleRateHz === encodedRateHz ? samples : toInt16(resample(toFloat32(samples), sampleRateHz, encodedRateHz))
  return writeOgg(ourHead, encodeOpus(resampled), encoderPreSkip + (resampled.length * opusRateHz) / encodedRateHz)
}

/** Whoever decodes for one channel mixes stereo down by themselves. */
export const wrap = ({ packets, preSkip }: OpusSound): Uint8Array => writeOgg({ channels: 1, preSkip, gainDb: 0 }, packets.map(({ data }) => data), samplesIn(packets))

export function unwrap(bytes: Uint8Array): OpusSound {
  const { head, packets } = readOgg(bytes)
  return { packets: [...packets], preSkip: head.preSkip }
}

/** A part's padding and run-up become a breath between it and the next: of ours, of at most 27 ms. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 0 || parts.length > partsMax) throw new Failure('invalid', `A sound is joined of 1 to ${partsMax} parts.`)
  const sounds = parts.map(unwrap)
  const before = sounds.slice(0, -1).flatMap(({ packets }) => packets.map(whole))
  return wrap({ packets: [...before, ...sounds.at(-1)!.packets], preSkip: sounds[0]!.preSkip })
}

const whole = ({ data }: OpusPacket): OpusPacket => ({ data, samples: packetSamples(data) })

export async function convert(bytes: Uint8Array, form: SoundForm): Promise<Uint8Array> {
  if (form === 'ogg') return bytes
  const { packets, preSkip } = unwrap(bytes)
  const head = { ...ourHead, preSkip }
  if (form === 'mp4') return writeMp4(head, packets)
  const stretches = await Array.fromAsync(decodeOpus({ head, packets }, encodedRateHz))
  return writeWav(toInt16(concatenated(stretches)), encodedRateHz)
}
