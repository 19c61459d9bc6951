import assert from 'node:assert/strict'
import { it } from 'node:test'
import { grace, graceMs, graceMsMin } from '../src/closing.ts'
import { givenClock } from './given-clock.ts'

it('all that end share one end, from when the first is asked to, and the last has a moment all the same', () => {
  const clock = givenClock()
  const left = grace(clock)
  clock.pass(60_000)
  assert.equal(left(), graceMs)
  clock.pass(4_000)
  assert.equal(left(), graceMs - 4_000)
  clock.pass(graceMs)
  assert.equal(left(), graceMsMin)
})
