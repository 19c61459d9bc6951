/** Recordings made without any program: hums, WAV files of every kind, WebM around Opus packets. */
import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, Output, WebMOutputFormat } from 'mediabunny'
import { headPacket, readOgg } from '../../../src/adapters/audio/ogg.ts'
import { opusRateHz, packetSamples } from '../../../src/domain/opus.ts'

/** A hum in syllables of a quarter of a second. `level` is a share of full scale. */
export function hum({ hz = 440, ms = 1_000, sampleRateHz = 16_000, level = 0.3 } = {}): Int16Array {
  return Int16Array.from({ length: Math.round((ms * sampleRateHz) / 1000) }, (_, i) => {
    const syllable = Math.sin((Math.PI * 4 * i) / sampleRateHz) ** 2
    return Math.round(32_767 * level * syllable * Math.sin((2 * Math.PI * hz * i) / sampleRateHz))
  })
}

/** Hiss of an even level, the same every time. */
export function hiss(dbfs: number, ms = 1_000, sampleRateHz = 16_000): Int16Array {
  let seed = 1
  const amplitude = 32_768 * 10 ** (dbfs / 20) * Math.sqrt(3)
  return Int16Array.from({ length: (ms * sampleRateHz) / 1000 }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round(amplitude * ((seed / 2 ** 31) - 1))
  })
}

/** The frequency, by the zeros that are crossed. */
export function pitchHz(samples: Int16Array, sampleRateHz: number): number {
  let crossings = 0
  for (let i = 1; i < samples.length; i++) if (samples[i - 1]! < 0 !== samples[i]! < 0) crossings++
  return (crossings * sampleRateHz) / (2 * samples.length)
}

export function loudest(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
}

export type WavKind = {
  readonly samples: Int16Array
  readonly sampleRateHz: number
  readonly bits?: 8 | 16 | 24 | 32
  readonly float?: boolean
  readonly extensible?: boolean
  readonly channels?: number
  /** Chunks before the samples. */
  readonly before?: readonly Buffer[]
  /** What the header says of the samples' length, instead of the truth. */
  readonly claimedBytes?: number
}

export function wavFile({ samples, sampleRateHz, bits = 16, float = false, extensible = false, channels = 1, before = [], claimedBytes }: WavKind): Buffer {
  const data = Buffer.alloc(samples.length * channels * (bits / 8))
  samples.forEach((sample, i) => {
    for (let channel = 0; channel < channels; channel++) {
      const at = (i * channels + channel) * (bits / 8)
      if (float) data.writeFloatLE(sample / 32_768, at)
      else if (bits === 8) data.writeUInt8((sample >> 8) + 128, at)
      else data.writeIntLE(sample * 2 ** (bits - 16), at, bits / 8)
    }
  })
  const format = Buffer.alloc(extensible ? 40 : 16)
  const coding = float ? 3 : 1
  format.writeUInt16LE(extensible ? 0xfffe : coding, 0)
  format.writeUInt16LE(channels, 2)
  format.writeUInt32LE(sampleRateHz, 4)
  format.writeUInt32LE((sampleRateHz * channels * bits) / 8, 8)
  format.writeUInt16LE((channels * bits) / 8, 12)
  format.writeUInt16LE(bits, 14)
  if (extensible) format.writeUInt16LE(coding, 24)
  const chunks = Buffer.concat([chunk('fmt ', format), ...before, chunk('data', data, claimedBytes)])
  return Buffer.concat([chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunks]), claimedBytes)])
}

export function chunk(name: string, body: Buffer, claimedBytes = body.length): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 0)
  head.writeUInt32LE(claimedBytes, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

/** The packets of an Ogg file of ours, as a browser's recorder would wrap them. */
export async function webmFile(ogg: Uint8Array): Promise<Uint8Array> {
  const { head, packets } = readOgg(ogg)
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat({ appendOnly: true }), target })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  let at = 0
  for (const { data } of packets) {
    const samples = packetSamples(data)
    await source.add(new EncodedPacket(data, 'key', at / opusRateHz, samples / opusRateHz), {
      decoderConfig: { codec: 'opus', numberOfChannels: 1, sampleRate: opusRateHz, description: headPacket(head) },
    })
    at += samples
  }
  await output.finalize()
  return new Uint8Array(target.buffer!)
}
