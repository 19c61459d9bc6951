import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { resample } from '../../../src/adapters/audio/resample.ts'

const sine = (hz: number, sampleRateHz: number) => Float32Array.from({ length: sampleRateHz }, (_, i) => Math.sin((2 * Math.PI * hz * i) / sampleRateHz))

/** In decibels of full scale, the ends left out. */
function levelOf(samples: Float32Array): number {
  const middle = samples.subarray(1_000, -1_000)
  return 20 * Math.log10(Math.sqrt((2 * middle.reduce((sum, sample) => sum + sample * sample, 0)) / middle.length) + 1e-9)
}

describe('a changed sample rate', () => {
  const pairs = [[8_000, 16_000], [11_025, 16_000], [22_050, 24_000], [22_050, 16_000], [44_100, 16_000], [48_000, 16_000], [96_000, 16_000], [12_345, 16_000], [24_000, 48_000]] as const
  for (const [from, to] of pairs) {
    it(`${from} → ${to} Hz keeps the length and speech as they were`, () => {
      const out = resample(sine(1_000, from), from, to)
      assert.equal(out.length, to)
      const wanted = sine(1_000, to)
      const error = out.map((sample, i) => sample - wanted[i]!)
      assert.ok(levelOf(error) < -60, `an error of ${levelOf(error)} dB`)
    })
  }
  it('lets nothing through that the new rate cannot hold', () => {
    for (const hz of [9_000, 12_000, 20_000]) assert.ok(levelOf(resample(sine(hz, 48_000), 48_000, 16_000)) < -60, `${hz} Hz`)
    assert.ok(levelOf(resample(sine(6_500, 48_000), 48_000, 16_000)) > -1, 'and what it can hold is kept')
  })
  it('that is the same changes nothing', () => assert.deepEqual(resample(sine(500, 8_000), 8_000, 8_000), sine(500, 8_000)))
  it('of nothing is nothing', () => assert.equal(resample(new Float32Array(), 8_000, 16_000).length, 0))
})
