import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tail } from '../../src/talk/tail.ts'

const second = (value: number): Uint8Array<ArrayBuffer> => new Uint8Array(32_000).fill(value)

test('gives back what was heard, in its order', () => {
  const kept = tail()
  for (const value of [1, 2, 3]) kept.add(second(value))
  assert.deepEqual(kept.all(), Uint8Array.of(...second(1), ...second(2), ...second(3)))
})

test('lets go of the oldest, and of all where nothing is to be kept', () => {
  const kept = tail()
  for (let value = 0; value < 70; value += 1) kept.add(second(value))
  assert.deepEqual([kept.all().length, kept.all()[0]], [61 * 32_000, 9], 'no more than the longest utterance')
  kept.keep(2000)
  assert.deepEqual([kept.all().length, kept.all()[0]], [2 * 32_000, 68])
  kept.keep(0)
  assert.equal(kept.all().length, 0)
})
