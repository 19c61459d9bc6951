import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { weekChallengeCodes, weekChallengeOf } from '../../src/domain/challenge.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { daysLater } from '../../src/domain/progress.ts'

const nothing = { days: 0, turns: 0, cleanTurns: 0, words: 0 }

describe('a challenge of a week', () => {
  it('is the same for one learner and week, whatever was done, and never more done than needed', () => {
    const tally = fc.record({ days: fc.nat(7), turns: fc.nat(99), cleanTurns: fc.nat(99), words: fc.nat(999) })
    fc.assert(fc.property(fc.uuid(), fc.integer({ min: 0, max: 999 }), tally, (id, at, done) => {
      const monday = daysLater('2026-03-02', at * 7)
      const [before, after] = [weekChallengeOf(id as LearnerId, monday, nothing), weekChallengeOf(id as LearnerId, monday, done)]
      assert.deepEqual([before.code, before.needed, before.done, before.completed], [after.code, after.needed, 0, false])
      assert.equal(after.completed, after.done === after.needed)
      assert.ok(after.done <= after.needed)
    }))
  })

  it('changes from week to week, and each comes round', () => {
    const learnerId = '019c0000-0000-7000-8000-000000000001' as LearnerId
    const seen = Map.groupBy(Array.from({ length: 400 }, (_, at) => weekChallengeOf(learnerId, daysLater('2026-03-02', at * 7), nothing).code), (code) => code)
    assert.deepEqual([...seen.keys()].sort(), [...weekChallengeCodes].sort())
    for (const [code, { length }] of seen) assert.ok(length > 60 && length < 140, `${code}: ${length} of 400 weeks`)
  })
})
