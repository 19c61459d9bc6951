import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { forAWhile } from '../../src/tutor/for-a-while.ts'
import { givenClock } from '../given-clock.ts'

describe('what is kept for a while', () => {
  const turned = () => new Promise((resolve) => setImmediate(resolve))

  it('is let go of when its own time has passed, by one wait for all', async () => {
    const clock = givenClock()
    const gone: string[] = []
    const keep = forAWhile<string>(100, (of) => gone.push(of), clock, new AbortController().signal)
    keep('first')
    clock.pass(60)
    keep('second')
    keep('third')
    assert.equal(clock.waits, 1)
    clock.pass(39)
    await turned()
    assert.deepEqual(gone, [])
    clock.pass(1)
    await turned()
    assert.deepEqual(gone, ['first'])
    clock.pass(60)
    await turned()
    assert.deepEqual(gone, ['first', 'second', 'third'])
    assert.equal(clock.waits, 0)
    keep('later')
    clock.pass(100)
    await turned()
    assert.deepEqual(gone.at(-1), 'later')
  })

  it('is let go of at once when all is over', async () => {
    const clock = givenClock()
    const gone: string[] = []
    const over = new AbortController()
    const keep = forAWhile<string>(100, (of) => gone.push(of), clock, over.signal)
    keep('first')
    keep('second')
    over.abort()
    await turned()
    assert.deepEqual(gone, ['first', 'second'])
  })
})
