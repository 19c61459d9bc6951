import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { daysLater } from '../../src/domain/progress.ts'
import { reportOf, type DayDone } from '../../src/domain/week.ts'

const monday = '2026-03-16'
const day = (offset: number, more: Partial<DayDone> = {}): DayDone => ({ day: daysLater(monday, offset), turns: 1, words: 5, stars: 2, scoreSum: 80, scoreCount: 1, ...more })

describe('a weekly report', () => {
  it('looks at the week that is over and the one before, and at no other day', () => {
    const report = reportOf(monday, [day(0), day(-1), day(-7, { turns: 3, scoreSum: 100 }), day(-8), day(-14), day(-15)], [])
    assert.deepEqual(report, {
      from: '2026-03-09', to: '2026-03-15',
      week: { days: 2, turns: 4, words: 10, stars: 4, scoreMean: 90 },
      before: { days: 2, turns: 2, words: 10, stars: 4, scoreMean: 80 },
      mistakes: [],
    })
  })

  it('has no mean where nothing was scored, and names the three commonest kinds', () => {
    const mistakes = [{ kind: 'tense', mistakes: 2 }, { kind: 'case', mistakes: 2 }, { kind: 'spelling', mistakes: 9 }, { kind: 'aspect', mistakes: 1 }]
    const report = reportOf(monday, [day(-1, { scoreSum: 0, scoreCount: 0 })], mistakes)
    assert.equal(report.week.scoreMean, null)
    assert.deepEqual(report.mistakes.map(({ kind }) => kind), ['spelling', 'case', 'tense'])
  })

  it('is the same whatever the order of days, and counts each once', () => {
    const days = fc.array(fc.record({ offset: fc.integer({ min: -20, max: 3 }), turns: fc.nat(9) }), { maxLength: 20 })
    fc.assert(fc.property(days, (course) => {
      const done = [...new Map(course.map(({ offset, turns }) => [offset, day(offset, { turns })])).values()]
      const report = reportOf(monday, done, [])
      assert.deepEqual(reportOf(monday, [...done].reverse(), []), report)
      const within = done.filter((each) => each.day < monday && each.day >= daysLater(monday, -14))
      assert.equal(report.week.turns + report.before.turns, within.reduce((sum, { turns }) => sum + turns, 0))
    }))
  })
})
