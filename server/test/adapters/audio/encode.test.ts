import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, describe, it } from 'node:test'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { hearing } from '../../../../bench/simulator/hearing.ts'
import { tonesInOpus } from '../../../../bench/simulator/opus-tones.ts'
import { audioWorker } from '../../../src/adapters/audio/audio.ts'
import { oggOpus } from '../../../src/adapters/ogg.ts'
import { Failure } from '../../../src/domain/failure.ts'
import { samplesIn, type OpusSound } from '../../../src/domain/opus.ts'
import type { Pcm } from '../../../src/ports/audio.ts'
import { leftOut, present } from '../../present.ts'
import { handClock } from './clocks.ts'
import { hum, pitchHz } from './recordings.ts'

const audio = audioWorker({ clock: handClock() })
after(() => audio.close())

const heard = async (bytes: Uint8Array) => (await audio.decode(bytes, { durationMsMax: 600_000, signal: new AbortController().signal })).samples
const secondsOf = async (bytes: Uint8Array) => (await new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS }).getDurationFromMetadata()) ?? NaN

describe('a sound is kept as Ogg/Opus', () => {
  for (const sampleRateHz of [16_000, 22_050, 24_000, 48_000]) {
    it(`from ${sampleRateHz} Hz, as long as it was`, async () => {
      const samples = await heard(await audio.encode({ samples: hum({ ms: 1_234, sampleRateHz }), sampleRateHz }))
      assert.ok(Math.abs(samples.length - 16 * 1_234) <= 2, `${samples.length / 16} ms`)
      assert.ok(Math.abs(pitchHz(samples, 16_000) - 440) < 20)
    })
  }
  it('in at most 32 kbit/s', async () => {
    const bytes = await audio.encode({ samples: hum({ ms: 10_000 }), sampleRateHz: 16_000 })
    assert.ok(bytes.length * 8 <= 32_000 * 10, `${bytes.length * 8 / 10} bit/s`)
  })
  it('the same each time, so that it keeps its address', async () => {
    const pcm = { samples: hum(), sampleRateHz: 16_000 }
    const first = await audio.encode(pcm)
    await audio.encode({ samples: hum({ hz: 700 }), sampleRateHz: 22_050 })
    assert.deepEqual(await audio.encode(pcm), first)
  })
  it('and refused where it has no end', () =>
    assert.rejects(audio.encode({ samples: new Int16Array(8_000 * 301), sampleRateHz: 8_000 }), (error) => error instanceof Failure && error.code === 'too-large'))
})

describe('sounds are joined', () => {
  it('one after the other', async () => {
    const parts = await Promise.all([400, 800, 500].map((hz) => audio.encode({ samples: hum({ hz }), sampleRateHz: 16_000 })))
    const whole = await heard(await audio.join(parts))
    assert.ok(whole.length >= 48_000 && whole.length <= 48_000 + 2 * 27 * 16, `${whole.length / 16} ms`)
    for (const [second, hz] of [400, 800, 500].entries()) {
      const inside = whole.subarray(second * 16_200 + 2_000, second * 16_200 + 14_000)
      assert.ok(Math.abs(pitchHz(inside, 16_000) - hz) < 30, `${pitchHz(inside, 16_000)} instead of ${hz} Hz`)
    }
  })
  it('without being encoded again', async () => {
    const part = await audio.encode({ samples: hum(), sampleRateHz: 16_000 })
    assert.deepEqual(await audio.join([part]), part)
  })
  it('but not none of them, nor what is no Ogg', async () => {
    await assert.rejects(audio.join([]), (error) => error instanceof Failure && error.code === 'invalid')
    await assert.rejects(audio.join([Buffer.from('ahoj')]), (error) => error instanceof Failure && error.code === 'unsupported')
  })
})

describe('packets are kept as they are', () => {
  const given: OpusSound = (() => {
    const stream = oggOpus()
    const packets = [...stream.take(Buffer.concat([...tonesInOpus('Ahoj, jak se máš?', 1, 100).blocks]))].flat()
    return { packets, preSkip: stream.head!.preSkip }
  })()
  const text = ({ samples, sampleRateHz }: Pcm) => hearing().hear({ samples, sampleRateHz })

  it('and come out as they went in', () => {
    const { packets, preSkip } = audio.unwrap(audio.wrap(given))
    assert.deepEqual([packets.map(({ data, samples }) => [[...data], samples]), preSkip], [given.packets.map(({ data, samples }) => [[...data], samples]), 312])
  })
  it('and sound so, joined with others of another run-up', async () => {
    const other = await audio.encode({ samples: hum({ ms: 500 }), sampleRateHz: 16_000 })
    const { packets } = given
    const odd = audio.wrap({ packets, preSkip: 960 })
    assert.equal(text(await audio.decode(audio.wrap(given), { durationMsMax: 60_000, signal: new AbortController().signal })), 'Ahoj, jak se máš?')
    const joined = audio.unwrap(await audio.join([odd, other]))
    assert.equal(joined.preSkip, 960)
    const whole = await heard(await audio.join([odd, other]))
    assert.ok(Math.abs(whole.length / 16 - (19 * 60 + 500 - 13.5)) < 35, `${whole.length / 16} ms`)
    assert.equal((Buffer.from(await audio.convert(odd, 'wav')).length - 44) / 48, (samplesIn(packets) - 960) / 48)
  })
  it('and are played by other programs, as long as they are', { skip: leftOut('ffmpeg') }, () => {
    const raw = execFileSync(present('ffmpeg')!, ['-v', 'error', '-xerror', '-i', 'pipe:0', '-f', 's16le', '-ar', '16000', 'pipe:1'], { input: audio.wrap(given) })
    assert.ok(Math.abs(raw.length / 32 - 19 * 60) < 2, `${raw.length / 32} ms`)
  })
  it('and are decoded as they come just as they are when they are kept; what is no packet is silence', async () => {
    const decoder = await audio.decoder(24_000)
    const samples = given.packets.flatMap((packet) => [...decoder.decode([packet])]).slice(156)
    const wav = Buffer.from(await audio.convert(audio.wrap(given), 'wav'))
    assert.deepEqual(Int16Array.from(samples), new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length)))
    assert.deepEqual(decoder.decode([{ data: Uint8Array.of(73, 1), samples: 960 }]).length, 480)
    assert.deepEqual(decoder.decode([{ data: new Uint8Array(0), samples: 960 }, { data: new Uint8Array(9000), samples: 480 }]), new Int16Array(720))
    decoder.close()
  })
})

describe('a sound is given', () => {
  const sound = () => audio.encode({ samples: hum({ ms: 1_500 }), sampleRateHz: 16_000 })

  it('as it is kept', async () => assert.deepEqual(await audio.convert(await sound(), 'ogg'), await sound()))
  it('as MP4, without its run-up, the same each time', async () => {
    const mp4 = await audio.convert(await sound(), 'mp4')
    assert.equal(Buffer.from(mp4.subarray(4, 8)).toString(), 'ftyp')
    const input = new Input({ source: new BufferSource(mp4), formats: ALL_FORMATS })
    assert.equal(await (await input.getPrimaryAudioTrack())?.getCodec(), 'opus')
    const seconds = await secondsOf(mp4)
    assert.ok(Math.abs(seconds - 1.5) < 0.02, `${seconds} s`)
    assert.deepEqual(await audio.convert(await sound(), 'mp4'), mp4)
  })
  it('as WAV', async () => {
    const wav = Buffer.from(await audio.convert(await sound(), 'wav'))
    assert.equal(wav.readUInt32LE(24), 24_000)
    assert.equal(wav.length, 44 + 1.5 * 24_000 * 2)
    assert.equal((await heard(wav)).length, 24_000)
  })
  it('so that other programs play it', { skip: leftOut('ffmpeg') }, async () => {
    const seconds = (bytes: Uint8Array) => {
      const raw = execFileSync(present('ffmpeg')!, ['-v', 'error', '-xerror', '-i', 'pipe:0', '-f', 's16le', '-ar', '16000', 'pipe:1'], { input: bytes })
      return raw.length / 32_000
    }
    const part = await sound()
    assert.ok(Math.abs(seconds(part) - 1.5) < 0.002, `${seconds(part)}`)
    assert.ok(Math.abs(seconds(await audio.join([part, part])) - 3.02) < 0.03)
    assert.ok(Math.abs(seconds(await audio.convert(part, 'mp4')) - 1.5) < 0.03)
    assert.ok(Math.abs(seconds(await audio.convert(part, 'wav')) - 1.5) < 0.002)
  })
})
