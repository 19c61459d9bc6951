import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { awardsFor, cleanScore, onceADay, type Award, type StarReason } from '../../src/domain/award.ts'

const reasons = (awards: readonly Award[]) => awards.map(({ reason }) => reason)
const plain = { score: 50, turnOfDay: 1, streakDays: 1, given: [] as StarReason[] }

describe('stars', () => {
  it('are one for a turn, and one more for a clean one', () => {
    assert.deepEqual(awardsFor(plain), [{ reason: 'turn', stars: 1 }])
    assert.deepEqual(awardsFor({ ...plain, score: cleanScore }), [{ reason: 'turn', stars: 1 }, { reason: 'clean', stars: 1 }])
    assert.deepEqual(reasons(awardsFor({ ...plain, score: cleanScore - 1 })), ['turn'])
    assert.deepEqual(reasons(awardsFor({ ...plain, score: null })), ['turn'])
  })

  it('are five for the fifth turn of a day', () => {
    assert.deepEqual(reasons(awardsFor({ ...plain, turnOfDay: 4 })), ['turn'])
    assert.deepEqual(awardsFor({ ...plain, turnOfDay: 5 })[1], { reason: 'fifth-turn', stars: 5 })
    assert.deepEqual(reasons(awardsFor({ ...plain, turnOfDay: 6, given: ['fifth-turn'] })), ['turn'])
  })

  it('are two from a week’s streak on and five from thirty days on, the one in place of the other', () => {
    assert.deepEqual([6, 7, 29, 30, 400].map((streakDays) => awardsFor({ ...plain, streakDays }).reduce((sum, { stars }) => sum + stars, 0)), [1, 3, 3, 6, 6])
    assert.deepEqual(reasons(awardsFor({ ...plain, streakDays: 30, given: ['streak-7'] })), ['turn'])
  })

  it('of a day add up, whatever its turns: each bonus once, at most thirteen beside those for turns', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 100 })), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (scores, streakDays) => {
      const ledger: Award[] = []
      for (const [at, score] of scores.entries()) {
        const given = ledger.map(({ reason }) => reason).filter((reason) => onceADay.includes(reason))
        ledger.push(...awardsFor({ score, turnOfDay: at + 1, streakDays, given }))
      }
      for (const reason of onceADay) assert.ok(ledger.filter((award) => award.reason === reason).length <= 1)
      assert.ok(!(reasons(ledger).includes('streak-7') && reasons(ledger).includes('streak-30')))
      const clean = scores.filter((score) => score !== null && score >= cleanScore).length
      const bonus = (scores.length >= 5 ? 5 : 0) + (streakDays >= 30 ? 5 : streakDays >= 7 ? 2 : 0)
      assert.equal(ledger.reduce((sum, { stars }) => sum + stars, 0), scores.length + clean + bonus)
      assert.ok(ledger.every(({ stars }) => stars > 0))
    }))
  })
})
