import assert from 'node:assert/strict'
import { it } from 'node:test'
import { announceChallenge } from '../../src/study/announce-challenge.ts'
import { givenClock } from '../given-clock.ts'
import { day, roundOf, timeZone, visited } from './rounds-given.ts'

const { signal } = new AbortController()
const people = [
  visited('asleep', { reminders: true, quietHours: { from: 9, to: 13 } }), visited('awake', { reminders: true, quietHours: { from: 0, to: 0 } }), visited('silent'),
  visited('by nothing', { reminders: true, notices: { reminder: [], challenge: [], phrase: [], 'weekly-report': [], achievement: [], budget: [] } }),
]

it('announces the day’s challenge to those who were here in the last fourteen days: pushed to whoever wants that, and not into their quiet hours', async () => {
  const clock = givenClock()
  const { posted, asked, ...parts } = roundOf(people)
  await announceChallenge({ ...parts, clock }, { timeZone, day }, signal)
  assert.deepEqual(asked, [[timeZone, '2026-02-16']])
  assert.deepEqual(posted.map(({ notice: { learnerId, kind, about } }) => [learnerId, kind, about]), people.map(({ learnerId }) => [learnerId, 'challenge', day]))
  assert.deepEqual(posted.map(({ push }) => push), [true, true, false, false])
  // One in the afternoon, in Prague.
  assert.deepEqual(posted.slice(0, 2).map(({ dueAtMs }) => dueAtMs), [Date.UTC(2026, 2, 2, 12), undefined])
})

it('announces nothing once it is too late', async () => {
  const clock = givenClock()
  clock.pass(24 * 3_600_000)
  const { posted, asked: _, ...parts } = roundOf(people)
  await announceChallenge({ ...parts, clock }, { timeZone, day }, signal)
  assert.deepEqual(posted, [])
})
