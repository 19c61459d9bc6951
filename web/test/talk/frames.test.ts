import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pieceIn } from '../../src/talk/frames.ts'

const frame = (...bytes: number[]): ArrayBuffer => new Uint8Array(bytes).buffer

test('reads where a piece belongs, and its samples', () => {
  const piece = pieceIn(frame(2, 0, 0, 3, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0x5d, 0xc0, 1, 0, 0xff, 0xff))
  assert.deepEqual(piece, { sentence: 3, turnNumber: 65_538, fromSample: 256, sampleRateHz: 24_000, samples: Int16Array.of(1, -1) })
})

test('reads nothing from what is too short, of another kind or of no rate', () => {
  const header = [0, 0, 3, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0x5d, 0xc0]
  for (const bytes of [[], [2, 0, 0], [2, ...header], [1, ...header, 1, 0], [2, ...header.slice(0, -4), 0, 0, 0, 0, 1, 0]]) assert.equal(pieceIn(frame(...bytes)), null, `${bytes.length} bytes`)
})

test('half a sample at the end is let go', () => {
  assert.equal(pieceIn(frame(2, 0, 0, 3, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0x5d, 0xc0, 1, 0, 7))?.samples.length, 1)
})
