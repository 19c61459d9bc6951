import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wav } from '../../src/talk/wav.ts'

test('a WAV says truly what it holds', () => {
  const file = wav(Float32Array.from([0, 1, -1, 2, 0.5]), 16_000)
  const view = new DataView(file.buffer)
  const letters = (from: number, to: number) => new TextDecoder().decode(file.slice(from, to))
  assert.deepEqual([letters(0, 4), letters(8, 16), letters(36, 40)], ['RIFF', 'WAVEfmt ', 'data'])
  assert.deepEqual([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true), file.length], [file.length - 8, 16_000, 10, 54])
  assert.deepEqual([0, 1, 2, 3, 4].map((at) => view.getInt16(44 + at * 2, true)), [0, 32_767, -32_767, 32_767, 16_383])
})
