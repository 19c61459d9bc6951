import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { others, tallies, tally } from '../../src/domain/tally.ts'

describe('a tally', () => {
  it('counts a value with those up to the next bound, the bound included, and what is beyond the last by itself', () => {
    const counted = tally([1, 10])
    for (const value of [0, 1, 1.5, 10, 10.5, 9000]) counted.note(value)
    assert.deepEqual(counted.read(), { bounds: [1, 10], counts: [2, 2, 2], sum: 9023 })
  })
  it('gives what was counted by then: nothing that comes later changes it', () => {
    const counted = tally([1])
    const before = counted.read()
    counted.note(1)
    assert.deepEqual([before.counts, counted.read().counts], [[0, 0], [1, 0]])
  })
})

describe('tallies', () => {
  it('count by name, and those beyond the most names together', () => {
    const all = tallies([1], 2)
    for (const name of ['one', 'two', 'three', 'one', 'four']) all.of(name).note(0)
    assert.deepEqual([...all.read()].map(([name, { counts }]) => [name, counts[0]]), [['one', 2], ['two', 1], [others, 2]])
  })
})
