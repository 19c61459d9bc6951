import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { futures, newMemory, ratings, replayed, reviewed, type Rating, type Review } from '../../src/domain/card-memory.ts'

const nowMs = Date.UTC(2026, 2, 2, 12)
const dayMs = 86_400_000
const reviews = fc.uniqueArray(fc.record({ reviewId: fc.uuid(), rating: fc.constantFrom<Rating>(1, 2, 3, 4), afterMs: fc.nat(400 * dayMs) }), { selector: ({ reviewId }) => reviewId, maxLength: 12 })
  .map((each): Review[] => each.map(({ reviewId, rating, afterMs }) => ({ reviewId, rating, reviewedAtMs: nowMs + afterMs })))

describe('a card’s memory', () => {
  it('is the same in whatever order its reviews become known', () => {
    fc.assert(fc.property(reviews, fc.infiniteStream(fc.nat(99)), (log, dice) => {
      const shuffled = log.map((review) => ({ review, at: dice.next().value as number })).toSorted((one, other) => one.at - other.at).map(({ review }) => review)
      assert.deepEqual(replayed(nowMs, shuffled), replayed(nowMs, log))
    }))
  })
  it('is never due before its last review, and counts each', () => {
    fc.assert(fc.property(reviews, (log) => {
      const memory = replayed(nowMs, log)
      assert.equal(memory.reviews, log.length)
      assert.ok(memory.dueAtMs >= Math.max(nowMs, ...log.map(({ reviewedAtMs }) => reviewedAtMs)))
      assert.equal(memory.stage === 'new', log.length === 0)
    }))
  })
  it('goes on from where it stands as if all its reviews were replayed', () => {
    fc.assert(fc.property(reviews, (log) => {
      const inOrder = log.toSorted((one, other) => one.reviewedAtMs - other.reviewedAtMs || (one.reviewId < other.reviewId ? -1 : 1))
      assert.deepEqual(inOrder.reduce((memory, { rating, reviewedAtMs }) => reviewed(memory, rating, reviewedAtMs), newMemory(nowMs)), replayed(nowMs, log))
    }))
  })
  it('has a future by each answer, which is what becomes of it', () => {
    const memory = reviewed(newMemory(nowMs), 3, nowMs)
    const laterMs = nowMs + dayMs
    assert.deepEqual(futures(memory, laterMs), ratings.map((rating) => reviewed(memory, rating, laterMs)))
    assert.deepEqual(futures(memory, laterMs).map(({ dueAtMs }) => dueAtMs).toSorted((one, other) => one - other), futures(memory, laterMs).map(({ dueAtMs }) => dueAtMs))
  })
  it('answered by a clock that runs behind is answered at its last review', () => {
    const memory = reviewed(newMemory(nowMs), 3, nowMs)
    assert.deepEqual(reviewed(memory, 3, nowMs - dayMs), reviewed(memory, 3, nowMs))
  })
  it('of a new card is due at once', () => assert.deepEqual(newMemory(nowMs), replayed(nowMs, [])))
  it('lasts longer the better it was', () => {
    const after = (rating: Rating) => replayed(nowMs, [{ reviewId: 'a', rating, reviewedAtMs: nowMs }]).dueAtMs
    assert.ok(after(1) < after(2) && after(2) < after(3) && after(3) < after(4))
  })
})
