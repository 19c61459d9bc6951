import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { firstSettings } from '../../src/domain/learner.ts'
import { daysLater, streakAfter, streakOn, type Streak } from '../../src/domain/progress.ts'
import { lastDayOfBoth, planOfBoth, settingsOfBoth, streakOfBoth, todayOfBoth } from '../../src/domain/two-in-one.ts'

const first = '2026-03-01'
const days = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 }).map((all) => all.toSorted((a, b) => a - b).map((day) => daysLater(first, day)))
const lived = (active: readonly string[]): Streak | null => active.reduce<Streak | null>((streak, day) => streakAfter(streak, day), null)
const union = (...all: readonly (readonly string[])[]) => [...new Set(all.flat())].toSorted()
const both = (one: readonly string[], other: readonly string[], today: string) => streakOfBoth(lived(one), lived(other), { active: union(one, other), shielded: [] }, today)

describe('the streak of two who are one', () => {
  it('is never shorter than either was, nor than one of all their days, and the same whoever is first', () => {
    fc.assert(fc.property(days, days, fc.integer({ min: 0, max: 3 }), (one, other, more) => {
      const today = daysLater(union([first], one, other).at(-1)!, more)
      const { streak, longest } = both(one, other, today)
      const now = streakOn(streak, today).days
      for (const alone of [one, other, union(one, other)]) assert.ok(now >= streakOn(lived(alone), today).days)
      assert.ok(longest >= now)
      assert.deepEqual(both(other, one, today), { ...both(one, other, today) })
    }))
  })

  it('is nobody’s where neither has one', () => assert.deepEqual(both([], [], first), { longest: 0, shielded: [], streak: null }))

  it('joins what the days of each alone leave open', () => {
    const [even, odd] = [0, 1].map((from) => [0, 2, 4, 6].map((day) => daysLater(first, day + from)))
    assert.deepEqual(both(even!, odd!, daysLater(first, 7)).streak, { days: 8, until: daysLater(first, 7), shields: 1 })
  })

  it('goes over days that shields were spent on', () => {
    const active = [0, 1, 2, 4, 5].map((day) => daysLater(first, day))
    assert.equal(streakOfBoth(null, null, { active, shielded: [daysLater(first, 3)] }, daysLater(first, 5)).streak!.days, 5)
    assert.equal(streakOfBoth(null, null, { active, shielded: [] }, daysLater(first, 5)).streak!.days, 2)
  })

  it('is alive while either is, whose day is not over', () => {
    const nowMs = Date.UTC(2026, 2, 9, 23, 30)
    assert.equal(todayOfBoth(nowMs, { timeZone: 'Pacific/Kiritimati', last: null }, { timeZone: 'UTC', last: null }), '2026-03-09')
  })
})

describe('what two who are one have chosen', () => {
  it('is as the one says into whom the other goes, and as the other says where that one says nothing', () => {
    const into = { ...firstSettings, motherTongue: 'uk', alias: null }
    const from = { ...firstSettings, motherTongue: 'ru', alias: 'Kočka', gender: 'feminine', level: 'B1', levelChosen: true }
    assert.deepEqual(settingsOfBoth(into, from), { ...firstSettings, motherTongue: 'uk', alias: 'Kočka', gender: 'feminine', level: 'B1', levelChosen: true })
    assert.equal(settingsOfBoth({ ...into, level: 'C1', levelChosen: true }, from).level, 'C1')
  })

  it('is the plan that somebody gave', () => assert.deepEqual([planOfBoth('standard', 'school'), planOfBoth('friends', 'school'), planOfBoth('school', 'standard')], ['school', 'friends', 'school']))

  it('is the later day, from when it began', () => {
    const [early, late, later] = [{ day: first, firstAtMs: 1, timeZone: 'UTC' }, { day: first, firstAtMs: 2, timeZone: 'UTC' }, { day: '2026-03-02', firstAtMs: 0, timeZone: 'UTC' }]
    assert.deepEqual([lastDayOfBoth(early, late), lastDayOfBoth(late, early), lastDayOfBoth(late, later), lastDayOfBoth(null, late), lastDayOfBoth(null, null)], [early, early, later, late, null])
  })
})
