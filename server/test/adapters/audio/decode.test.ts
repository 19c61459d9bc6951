import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { audioWorker } from '../../../src/adapters/audio/audio.ts'
import { writeOgg } from '../../../src/adapters/audio/ogg.ts'
import { Failure } from '../../../src/domain/failure.ts'
import type { FailureCode } from '../../../src/domain/failure.ts'
import type { Pcm } from '../../../src/ports/audio.ts'
import { leftOut, present } from '../../present.ts'
import { handClock } from './clocks.ts'
import { chunk, hiss, hum, loudest, pitchHz, wavFile, webmFile } from './recordings.ts'

const audio = audioWorker({ clock: handClock() })
after(() => audio.close())

const decoded = (bytes: Uint8Array, durationMsMax = 60_000): Promise<Pcm> => audio.decode(bytes, { durationMsMax, signal: new AbortController().signal })
const refused = (bytes: Uint8Array, code: FailureCode, durationMsMax?: number) =>
  assert.rejects(decoded(bytes, durationMsMax), (error) => error instanceof Failure && error.code === code)

const mp3 = readFileSync(new URL('./dobry-den.mp3', import.meta.url))
const sampleRateHz = 16_000
let ogg: Uint8Array
let webm: Uint8Array
before(async () => {
  ogg = await audio.encode({ samples: hum({ ms: 2_000 }), sampleRateHz })
  webm = await webmFile(ogg)
})

/** A hum of 440 Hz came out as it went in. */
function assertHum({ samples, sampleRateHz }: Pcm, ms: number, toleranceMs = 0.2): void {
  assert.equal(sampleRateHz, 16_000)
  assert.ok(Math.abs(samples.length / 16 - ms) <= toleranceMs, `${samples.length / 16} ms instead of ${ms}`)
  assert.ok(Math.abs(pitchHz(samples, sampleRateHz) - 440) < 25, `${pitchHz(samples, sampleRateHz)} Hz`)
  assert.ok(Math.abs(20 * Math.log10(loudest(samples) / (0.3 * 32_767))) < 2, `peak ${loudest(samples)}`)
}

describe('a WAV recording is heard', () => {
  for (const bits of [8, 16, 24, 32] as const) it(`in ${bits} bits`, async () => assertHum(await decoded(wavFile({ samples: hum(), sampleRateHz, bits })), 1_000))
  it('in floats', async () => assertHum(await decoded(wavFile({ samples: hum(), sampleRateHz, bits: 32, float: true })), 1_000))
  it('with the extensible header', async () => assertHum(await decoded(wavFile({ samples: hum(), sampleRateHz, extensible: true })), 1_000))
  it('in stereo', async () => assertHum(await decoded(wavFile({ samples: hum(), sampleRateHz, channels: 2 })), 1_000))
  for (const rate of [8_000, 11_025, 12_345, 22_050, 44_100, 48_000, 96_000]) {
    it(`at ${rate} Hz`, async () => assertHum(await decoded(wavFile({ samples: hum({ sampleRateHz: rate }), sampleRateHz: rate })), 1_000))
  }
  it('with other chunks before the sound', async () => {
    const list = chunk('LIST', Buffer.from('INFOISFT\u0005\0\0\0Lavf\0', 'latin1'))
    assertHum(await decoded(wavFile({ samples: hum(), sampleRateHz, before: [list, chunk('JUNK', Buffer.alloc(7))] })), 1_000)
  })
  for (const claimedBytes of [0, 0xffff_ffff, 500_000]) {
    it(`whose header says ${claimedBytes} bytes`, async () => assertHum(await decoded(wavFile({ samples: hum(), sampleRateHz, claimedBytes })), 1_000))
  }
})

describe('a compressed recording is heard', () => {
  it('in Ogg', async () => assertHum(await decoded(ogg), 2_000))
  it('in Ogg that was cut off', async () => {
    const { samples } = await decoded(ogg.subarray(0, ogg.length * 0.6))
    assert.ok(samples.length > 0.4 * 32_000 && samples.length < 0.8 * 32_000, `${samples.length}`)
  })
  it('in WebM', async () => assertHum(await decoded(webm), 2_000, 21))
  it('in WebM that was cut off', async () => {
    const { samples } = await decoded(webm.subarray(0, webm.length * 0.6))
    assert.ok(samples.length > 0.4 * 32_000 && samples.length < 0.8 * 32_000, `${samples.length}`)
  })
  it('in MP3', async () => {
    const { samples } = await decoded(mp3)
    assert.ok(Math.abs(samples.length - 16 * 2_050) < 16 * 600, `${samples.length / 16} ms`)
    assert.ok(loudest(samples) > 5_000)
  })
  it('in MP3 with a tag before it, and cut off', async () => {
    const { samples } = await decoded(mp3.subarray(0, mp3.length / 2))
    assert.ok(samples.length > 8_000)
  })
})

describe('real speech from other programs is heard', { skip: leftOut('espeak', 'ffmpeg', 'opusenc') }, () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mluv-decode-'))
    execFileSync(present('espeak')!, ['-v', 'cs', '-w', join(folder, 'speech.wav'), 'Příští týden pojedeme do Prahy a navštívíme hrad.'])
  })
  after(() => rmSync(folder, { recursive: true }))

  const made: Readonly<Record<string, (from: string, to: string) => void>> = {
    'wav of espeak-ng': () => {},
    'ogg of opusenc': (from, to) => execFileSync(present('opusenc')!, ['--quiet', from, to]),
    'ogg of ffmpeg in stereo': (from, to) => execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', from, '-ac', '2', '-c:a', 'libopus', '-f', 'ogg', to]),
    'webm of ffmpeg': (from, to) => execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', from, '-c:a', 'libopus', '-f', 'webm', to]),
    'live webm of ffmpeg': (from, to) => execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', from, '-c:a', 'libopus', '-f', 'webm', '-live', '1', to]),
    'mp3 of ffmpeg': (from, to) => execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', from, '-f', 'mp3', to]),
    'stereo mp3 of ffmpeg at 44.1 kHz': (from, to) => execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', from, '-ac', '2', '-ar', '44100', '-f', 'mp3', to]),
  }
  for (const [name, make] of Object.entries(made)) {
    it(name, async () => {
      const speech = join(folder, 'speech.wav')
      const file = name.startsWith('wav') ? speech : join(folder, name.replaceAll(' ', '-'))
      make(speech, file)
      const straight = await decoded(readFileSync(speech))
      const heard = await decoded(readFileSync(file))
      assert.ok(Math.abs(heard.samples.length - straight.samples.length) < 16 * 25, `${heard.samples.length} instead of ${straight.samples.length}`)
      assert.ok(likeness(straight.samples, heard.samples) > 0.9, `likeness ${likeness(straight.samples, heard.samples)}`)
    })
  }
  it('but not Vorbis, whatever it is wrapped in', async () => {
    for (const form of ['ogg', 'webm']) {
      const file = join(folder, `vorbis.${form}`)
      execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', join(folder, 'speech.wav'), '-c:a', 'libvorbis', file])
      await refused(readFileSync(file), 'unsupported')
    }
  })
})

describe('what is not such audio is refused', () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const files: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
    'a picture': () => png,
    'a page': () => Buffer.from('<!doctype html><title>Ahoj</title>'),
    'text that begins like Ogg': () => Buffer.from(`OggS${'ahoj '.repeat(500)}`),
    'noise that begins like Ogg': () => Buffer.concat([Buffer.from('OggS'), Buffer.from(hiss(-3).buffer)]),
    'noise that begins like WebM': () => Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.from(hiss(-3).buffer)]),
    'noise that begins like MP3': () => Buffer.concat([Buffer.from('ID3'), Buffer.from(hiss(-3, 200).buffer)]),
    'MP4': () => audio.convert(ogg, 'mp4'),
    'a WAV header alone': () => wavFile({ samples: new Int16Array(), sampleRateHz }).subarray(0, 36),
    'WAV of a telephone’s coding': () => {
      const file = wavFile({ samples: hum(), sampleRateHz })
      file.writeUInt16LE(7, 20)
      return file
    },
    'Ogg with a head and nothing after it': () => ogg.subarray(0, 100),
  }
  for (const [name, file] of Object.entries(files)) it(name, async () => refused(await file(), 'unsupported'))
  it('and the refusal names what is taken', async () => assert.rejects(decoded(png), { message: /Opus.*WebM.*MP3.*WAV/ }))
})

describe('what is too long is refused', () => {
  it('as WAV', () => refused(wavFile({ samples: hum({ ms: 2_001 }), sampleRateHz }), 'too-large', 2_000))
  it('but not at the limit itself', async () => assertHum(await decoded(wavFile({ samples: hum({ ms: 2_000 }), sampleRateHz }), 2_000), 2_000))
  it('as Ogg, WebM and MP3', async () => {
    for (const file of [ogg, webm, mp3]) await refused(file, 'too-large', 1_000)
  })
  it('also where five megabytes hold a day', async () => {
    // Code 3 packets of six 20 ms frames without a byte in them: 120 ms in two bytes.
    const empty = Uint8Array.of(0b0000_1011, 2)
    const bomb = writeOgg({ channels: 1, preSkip: 0, gainDb: 0 }, Array<Uint8Array>(720_000).fill(empty), 720_000 * 5_760)
    await refused(bomb, 'too-large')
  })
})

describe('where nothing is heard, that is said', () => {
  it('of nothing at all', () => refused(new Uint8Array(), 'unheard'))
  it('of silence', async () => {
    const silence = { samples: new Int16Array(32_000), sampleRateHz }
    await refused(wavFile(silence), 'unheard')
    await refused(await audio.encode(silence), 'unheard')
    await refused(await webmFile(await audio.encode(silence)), 'unheard')
  })
  it('of the faint noise of a muted microphone', () => refused(wavFile({ samples: hiss(-70), sampleRateHz }), 'unheard'))
  it('of a constant', () => refused(wavFile({ samples: new Int16Array(32_000).fill(2_000), sampleRateHz }), 'unheard'))
  it('of a click', () => {
    const samples = new Int16Array(16_000)
    samples.fill(20_000, 8_000, 8_050)
    return refused(wavFile({ samples, sampleRateHz }), 'unheard')
  })
  it('but not of quiet speech', async () => {
    const rms = 0.3 * Math.sqrt(3 / 16)
    const quiet = hum({ level: 0.3 * (10 ** (-45 / 20) / rms) })
    assert.equal((await decoded(wavFile({ samples: quiet, sampleRateHz }))).samples.length, 16_000)
  })
})

describe('hostile files', () => {
  const codes: readonly FailureCode[] = ['unsupported', 'too-large', 'unheard']
  const bounded = async (bytes: Uint8Array) => {
    try {
      const { samples, sampleRateHz } = await decoded(bytes)
      assert.equal(sampleRateHz, 16_000)
      assert.ok(samples.length > 0 && samples.length <= 60 * 16_000)
    } catch (error) {
      assert.ok(error instanceof Failure && codes.includes(error.code), String(error))
    }
  }
  const beginnings = ['', 'OggS', '\x1aE\xdf\xa3', 'RIFF\0\0\0\0WAVEfmt ', 'RIFF\0\0\0\0WAVEdata', 'ID3', '\xff\xfb\x90\x64'].map((text) => Buffer.from(text, 'latin1'))

  it('noise after any beginning', async () => {
    const files = fc.tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 3_000 }))
    await fc.assert(fc.asyncProperty(files, async ([beginning, noise]) => bounded(Buffer.concat([beginning, noise]))), { numRuns: 150 })
  })
  it('real files with some bytes changed, cut off anywhere', async () => {
    const originals = [ogg, webm, mp3, wavFile({ samples: hum(), sampleRateHz })]
    const damage = fc.record({
      file: fc.nat(originals.length - 1),
      end: fc.double({ min: 0, max: 1, noNaN: true }),
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 40 }),
      early: fc.boolean(),
    })
    const property = fc.asyncProperty(damage, async ({ file, end, changes, early }) => {
      const bytes = Uint8Array.from(originals[file]!)
      // Half of them are changed only where the headers are.
      for (const [where, value] of changes) bytes[Math.floor(where * (early ? Math.min(200, bytes.length) : bytes.length))] = value
      await bounded(end > 0.5 ? bytes : bytes.subarray(0, Math.floor(end * 2 * bytes.length)))
    })
    await fc.assert(property, { numRuns: 300 })
  })
})

/** How alike two recordings are at the delay where they are most alike, up to 30 ms: 1 is the same. */
function likeness(one: Int16Array, other: Int16Array): number {
  const energy = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0))
  let most = 0
  for (let delay = -480; delay <= 480; delay += 4) {
    let sum = 0
    for (let i = Math.max(0, -delay); i < Math.min(one.length, other.length - delay); i++) sum += one[i]! * other[i + delay]!
    most = Math.max(most, sum)
  }
  return most / (energy(one) * energy(other))
}
