import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { exchangesMax, exchangesMin, leftOut, tokensLeftOut, tokensMax, windowOf } from '../../src/domain/window.ts'

const talk = (count: number, length = 40) => Array.from({ length: count }, (_, at) => ({ learner: `${at} `.padEnd(length, 'a'), tutor: 'b'.repeat(length) }))
const first = (exchanges: ReturnType<typeof talk>, earlier = 0) => Number(windowOf(exchanges, earlier)[0]?.learner.split(' ')[0])

describe('the window', () => {
  it('is all of a short talk', () => assert.deepEqual(windowOf(talk(5), 0), talk(5)))
  it('is empty where nothing was said', () => assert.deepEqual(windowOf([], 0), []))
  it('stands still for eight turns, and moves by eight', () => {
    assert.deepEqual([24, 25, 31, 32, 33, 40].map((count) => first(talk(count))), [0, 8, 8, 8, 16, 16])
  })
  it('begins at the same exchange whether or not those before it are at hand', () => {
    for (let count = 41; count < 80; count += 1) {
      const all = talk(count)
      assert.equal(first(all.slice(-40), count - 40), first(all))
    }
  })
  it('is bounded by tokens, but for the eight newest', () => {
    const long = talk(30, 1000)
    assert.deepEqual(windowOf(long, 0), long.slice(-exchangesMin))
  })
  it('always holds the newest, within its bounds', () => {
    fc.assert(fc.property(fc.array(fc.nat(600), { maxLength: 60 }), fc.nat(200), (lengths, earlier) => {
      const exchanges = lengths.map((length) => ({ learner: 'a'.repeat(length), tutor: 'b'.repeat(length) }))
      const told = windowOf(exchanges, earlier)
      assert.deepEqual(told, exchanges.slice(exchanges.length - told.length))
      assert.ok(told.length >= Math.min(exchangesMin, exchanges.length) && told.length <= exchangesMax)
      const tokens = told.reduce((sum, { learner, tutor }) => sum + (learner.length + tutor.length) / 2.6, 0)
      assert.ok(told.length <= exchangesMin || tokens <= tokensMax)
    }))
  })
})

describe('what the window leaves out', () => {
  it('is counted, whether or not it is at hand', () => {
    for (const count of [0, 24, 25, 41, 60]) {
      const all = talk(count)
      assert.equal(leftOut(all, 0), count - windowOf(all, 0).length)
      assert.equal(leftOut(all.slice(-40), Math.max(0, count - 40)), leftOut(all, 0))
    }
  })
  it('has as many tokens as the exchanges that are left out', () => {
    assert.equal(tokensLeftOut(talk(24), 0), 0)
    assert.equal(tokensLeftOut(talk(32), 0), Math.round((8 * 80) / 2.6))
    assert.equal(tokensLeftOut(talk(60).slice(-40), 20), tokensLeftOut(talk(60), 0))
    assert.equal(tokensLeftOut([], 7), 0)
  })
})
