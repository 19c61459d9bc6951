import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resampler } from '../../src/talk/resample.ts'

const tone = (hz: number, rateHz: number, length: number): Float32Array => Float32Array.from({ length }, (_, at) => Math.sin((2 * Math.PI * hz * at) / rateHz))

/** What comes out of the sound when it is given in parts of this length. */
function inParts(sound: Float32Array, length: number, [fromHz, toHz]: readonly [number, number]): number[] {
  const shape = resampler(fromHz, toHz)
  const out: number[] = []
  for (let at = 0; at < sound.length; at += length) out.push(...shape(sound.subarray(at, at + length)))
  return out
}

const rates = [[48_000, 16_000], [44_100, 16_000], [24_000, 48_000], [22_050, 44_100], [16_000, 16_000]] as const

for (const pair of rates) {
  const [fromHz, toHz] = pair
  test(`${fromHz} to ${toHz} Hz: the same however it is cut, as long as it was, and a tone stays that tone`, () => {
    const sound = tone(440, fromHz, fromHz / 5)
    const whole = inParts(sound, sound.length, pair)
    for (const length of [128, 1, 2400, 333]) assert.deepEqual(inParts(sound, length, pair), whole, `parts of ${length}`)
    assert.ok(Math.abs(whole.length - toHz / 5) < 60, `${whole.length} samples`)
    const should = tone(440, toHz, whole.length)
    const off = whole.map((sample, at) => Math.abs(sample - should[at]!)).slice(60, -60)
    assert.ok(Math.max(...off) < 0.01, `off by ${Math.max(...off)}`)
  })
}

test('what the lower rate cannot hold is gone, and does not come back as another tone', () => {
  const out = inParts(tone(11_000, 48_000, 9600), 128, [48_000, 16_000]).slice(60)
  assert.ok(Math.max(...out.map(Math.abs)) < 0.02)
})
