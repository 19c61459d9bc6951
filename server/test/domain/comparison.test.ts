import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compared, learnersMin, meanOf, type Sums } from '../../src/domain/comparison.ts'

/** As the store adds them up: the values of each learner. */
function sumsOf(byLearner: readonly (readonly number[])[]): Sums {
  const own = byLearner.map((values) => ({ n: values.length, s: values.reduce((sum, value) => sum + value, 0) }))
  const over = (of: (each: { readonly n: number; readonly s: number }) => number) => own.reduce((sum, each) => sum + of(each), 0)
  return { count: over(({ n }) => n), learners: own.length, sum: over(({ s }) => s), squares: over(({ s }) => s * s), crossed: over(({ s, n }) => s * n), counts: over(({ n }) => n * n) }
}

/** Learners with a level of their own, around which their turns are. */
const drawn = (random: () => number, learners: number, turns: number, mean: number) =>
  Array.from({ length: learners }, () => {
    const own = mean + (random() - 0.5) * 40
    return Array.from({ length: turns }, () => own + (random() - 0.5) * 10)
  })

/** Mulberry32 (Tommy Ettinger, public domain). */
const dice = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

describe('what two variants differ by', () => {
  it('is not told of few learners, however many turns they had', () => {
    const many = sumsOf(drawn(dice(1), learnersMin, 2, 0))
    const few = sumsOf(drawn(dice(2), learnersMin - 1, 500, 0))
    assert.equal(compared(many, few), null)
    assert.equal(compared(few, many), null)
    assert.notEqual(compared(many, many), null)
  })

  it('is the difference of the means, the middle of its interval, and turns round with them', () => {
    const values = fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 6 }), { minLength: learnersMin, maxLength: learnersMin + 9 })
    fc.assert(fc.property(values, values, (one, other) => {
      const [of, from] = [sumsOf(one), sumsOf(other)]
      const [there, back] = [compared(of, from)!, compared(from, of)!]
      assert.ok(Math.abs(there.difference - (meanOf(of)! - meanOf(from)!)) < 1e-9)
      assert.ok(Math.abs(there.lowest + there.highest - 2 * there.difference) < 1e-6)
      assert.ok(Math.abs(there.difference + back.difference) < 1e-9 && Math.abs(there.lowest + back.highest) < 1e-6)
      assert.equal(there.verdict, back.verdict === 'more' ? 'less' : back.verdict === 'less' ? 'more' : 'chance')
    }))
  })

  it('is chance where nothing differs, nineteen times of twenty, though the turns of one learner are alike', () => {
    const random = dice(7)
    const times = 400
    const wrong = Array.from({ length: times }, () => compared(sumsOf(drawn(random, 40, 12, 100)), sumsOf(drawn(random, 40, 12, 100)))!).filter(({ verdict }) => verdict !== 'chance').length
    assert.ok(wrong > times * 0.02 && wrong < times * 0.09, `${wrong} of ${times}`)
  })

  it('is more than chance where much differs', () => {
    assert.equal(compared(sumsOf(drawn(dice(3), 60, 5, 130)), sumsOf(drawn(dice(4), 60, 5, 100)))!.verdict, 'more')
    assert.equal(compared(sumsOf(drawn(dice(3), 60, 5, 70)), sumsOf(drawn(dice(4), 60, 5, 100)))!.verdict, 'less')
  })

  it('has no mean of nothing', () => assert.equal(meanOf({ count: 0, sum: 0 }), null))
})
