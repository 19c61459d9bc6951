import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstDayBefore, trendsOf, weeksMax, weeksOf, type WeekSeen } from '../../src/domain/looking-back.ts'
import { mondayOf } from '../../src/domain/week.ts'

const week = (since: string, checkedTurns: number, kinds: Readonly<Record<string, number>> = {}): WeekSeen =>
  ({ since, checkedTurns, kinds: Object.entries(kinds).map(([kind, turns]) => ({ kind, mistakes: turns + 1, turns })) })

/** A Wednesday; its weeks begin on the 2nd of March, the 23rd of February, … */
const today = '2026-03-04'

describe('looking back', () => {
  it('begins on a Monday, eleven weeks before the one that today is in', () => {
    assert.deepEqual(['2026-03-01', '2026-03-02', '2026-03-08', '2026-03-09'].map(mondayOf), ['2026-02-23', '2026-03-02', '2026-03-02', '2026-03-09'])
    assert.equal(firstDayBefore(today), '2025-12-15')
  })

  it('shows every week, also those in which nothing was said, and none before', () => {
    const seen = week('2026-02-23', 3)
    const weeks = weeksOf(today, [seen, week('2025-12-08', 9)])
    assert.equal(weeks.length, weeksMax)
    assert.deepEqual([weeks[0]!.since, weeks.at(-1)!.since, weeks.at(-2)], ['2025-12-15', '2026-03-02', seen])
    assert.equal(weeks.reduce((sum, { checkedTurns }) => sum + checkedTurns, 0), 3)
  })
})

describe('a trend', () => {
  const trends = (...seen: WeekSeen[]) => trendsOf(weeksOf(today, seen))

  it('compares turns free of a kind of mistake in the last four weeks with the four before, the most improved first', () => {
    assert.deepEqual(trends(week('2026-02-23', 10, { case: 2, tense: 5 }), week('2026-03-02', 10, { case: 1 }), week('2026-01-12', 6, { case: 3 }), week('2026-01-19', 4, { case: 2, tense: 1 }), week('2026-01-05', 99, { case: 99 })), [
      { kind: 'case', lately: { checkedTurns: 20, withoutMistake: 17 }, before: { checkedTurns: 10, withoutMistake: 5 } },
      { kind: 'tense', lately: { checkedTurns: 20, withoutMistake: 15 }, before: { checkedTurns: 10, withoutMistake: 9 } },
    ])
  })

  it('is not spoken of where one of the spans has fewer than ten checked turns', () => {
    const enough = week('2026-03-02', 10, { case: 1 })
    assert.deepEqual([trends(enough), trends(enough, week('2026-01-12', 9, { case: 1 })), trends(week('2026-03-02', 9), week('2026-01-12', 50, { case: 9 }))], [[], [], []])
    assert.equal(trends(enough, week('2026-01-12', 10, { case: 1 })).length, 1)
  })
})
