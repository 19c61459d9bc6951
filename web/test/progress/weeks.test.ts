import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarOf, kindsOf, ofTen, weeksOf } from '../../src/progress/weeks.ts'

const day = (name: string, turns: number) => ({ day: name, turns, words: turns * 4, stars: turns, scoreMean: null, minutes: turns * 2 })
const seen = {
  from: '2026-02-23', today: '2026-03-04', shieldedDays: ['2026-02-25'], days: [day('2026-02-24', 3), day('2026-03-01', 1), day('2026-03-02', 5)],
  weeks: [
    { since: '2026-02-23', checkedTurns: 4, kinds: [{ kind: 'case', mistakes: 3, turns: 2 }, { kind: 'tense', mistakes: 1, turns: 1 }, { kind: 'person', mistakes: 1, turns: 1 }, { kind: 'aspect', mistakes: 1, turns: 1 }] },
    { since: '2026-03-02', checkedTurns: 0, kinds: [] },
  ],
}

test('the calendar has every day until today, in weeks that begin on Monday', () => {
  const days = calendarOf(seen)
  assert.deepEqual([days.length, days[0]!.day, days.at(-1)!.day], [10, '2026-02-23', '2026-03-04'])
  assert.deepEqual(days.filter(({ done }) => done).map(({ day: name, week, weekday }) => [name, week, weekday]), [['2026-02-24', 0, 1], ['2026-03-01', 0, 6], ['2026-03-02', 1, 0]])
  assert.deepEqual(days.filter(({ isShielded, isToday }) => isShielded || isToday).map(({ day: name }) => name), ['2026-02-25', '2026-03-04'])
})

test('a week is the sum of its own days', () => {
  assert.deepEqual(weeksOf(seen).map(({ turns, words, minutes, stars, checkedTurns }) => [turns, words, minutes, stars, checkedTurns]), [[4, 16, 8, 4, 4], [5, 20, 10, 5, 0]])
})

test('the three commonest kinds of mistakes are of ten checked sentences, and of a week without any nothing is said', () => {
  assert.deepEqual(kindsOf(seen), [
    { kind: 'case', mistakes: 3, perTen: [5, null] }, { kind: 'aspect', mistakes: 1, perTen: [2.5, null] }, { kind: 'person', mistakes: 1, perTen: [2.5, null] },
  ])
  assert.deepEqual([ofTen({ checkedTurns: 20, withoutMistake: 17 }), ofTen({ checkedTurns: 10, withoutMistake: 0 }), ofTen({ checkedTurns: 300, withoutMistake: 299 })], [9, 0, 10])
})
