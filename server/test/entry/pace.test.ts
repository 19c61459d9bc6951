import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '../../src/domain/failure.ts'
import { pace } from '../../src/entry/pace.ts'
import { givenClock } from '../given-clock.ts'

const opened = (limit: number) => {
  const clock = givenClock()
  return { clock, ...pace({ limit, windowMs: 60_000, clock, sentence: 'Slowly.' }) }
}
const busy = (retryAfterMs: number) => (error: unknown) => error instanceof Failure && error.code === 'busy' && error.message === 'Slowly.' && error.retryAfterMs === retryAfterMs

describe('a pace', () => {
  it('lets so many through in a window, and says when the next one may come', () => {
    const { count, clock } = opened(2)
    count('anna')
    clock.pass(10_000)
    count('anna')
    assert.throws(() => count('anna'), busy(50_000))
    count('petr')
    clock.pass(49_999)
    assert.throws(() => count('anna'), busy(1))
    clock.pass(1)
    count('anna')
    count('anna')
    assert.throws(() => count('anna'), busy(60_000))
  })

  it('of 0 is no limit', () => {
    const { count } = opened(0)
    for (let at = 0; at < 1000; at += 1) count('anna')
  })

  it('forgets the oldest names when there are too many', () => {
    const { count } = opened(1)
    for (let at = 0; at <= 50_000; at += 1) count(`${at}`)
    count('0')
    assert.throws(() => count('50000'))
    assert.throws(() => count('2'))
  })
})
