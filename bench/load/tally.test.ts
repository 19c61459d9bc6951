import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tally } from './tally.ts'

describe('what is counted', () => {
  it('is told by kind and of all calls together, to three digits', () => {
    const counts = tally()
    for (let ms = 1; ms <= 100; ms += 1) counts.took(ms % 2 ? 'home' : 'stats', 'call', ms)
    const lines = counts.counted().lines
    assert.deepEqual(lines.map(({ name, count, p50Ms, p95Ms, p99Ms, mostMs }) => [name, count, ...[p50Ms, p95Ms, p99Ms, mostMs].map(Math.round)]), [
      ['every call', 100, 50, 95, 99, 100], ['home', 50, 49, 95, 99, 99], ['stats', 50, 50, 96, 100, 100],
    ])
  })

  it('forgets times when it begins anew, and keeps moments and errors', () => {
    const counts = tally()
    counts.took('home', 'call', 5_000)
    counts.failed('home', '503 busy')
    counts.moment(1_000, 3)
    counts.startOver()
    counts.took('home', 'call', 2)
    counts.failed('home', '503 busy')
    const { lines, moments, errors } = counts.counted()
    assert.deepEqual(lines.map(({ name, mostMs }) => [name, mostMs]), [['every call', 2], ['home', 2]])
    assert.deepEqual(errors, { 'home: 503 busy': 2 })
    assert.deepEqual(moments.map(({ atMs, calls: { count }, errors: failed, learners }) => [atMs, count, failed, learners]), [[1_000, 1, 1, 3]])
  })

  it('counts what has no kind by itself alone', () => {
    const counts = tally()
    counts.took('first sound', null, 5)
    assert.deepEqual(counts.counted().lines.map(({ name }) => name), ['first sound'])
  })

  it('has an end of causes', () => {
    const counts = tally()
    for (let at = 0; at < 150; at += 1) counts.failed('home', `cause ${at}`)
    const { errors } = counts.counted()
    assert.equal(Object.keys(errors).length, 101)
    assert.equal(errors['others'], 50)
  })
})
