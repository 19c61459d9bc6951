import assert from 'node:assert/strict'
import { it } from 'node:test'
import { firstSettings } from '../../src/domain/learner.ts'
import { whyNotSent, type PushedKind } from '../../src/domain/notice.ts'

const hourMs = 3_600_000
/** Seven in the evening in Prague. */
const createdAtMs = Date.UTC(2026, 0, 12, 18)
const asking = { settings: { ...firstSettings, reminders: true }, last: null }
const spoke = (day: string) => ({ ...asking, last: { day, firstAtMs: createdAtMs - 9 * hourMs, timeZone: 'Europe/Prague' } })

it('is sent to those who still want it, in time, and who have not done what it asks', () => {
  const why = (kind: PushedKind, who: Parameters<typeof whyNotSent>[2], afterMs = 0) => whyNotSent(kind, createdAtMs, who, createdAtMs + afterMs)
  assert.equal(why('reminder', asking), null)
  assert.equal(why('reminder', { ...asking, settings: firstSettings }), 'declined')
  assert.deepEqual([3, 3.1].map((hours) => why('reminder', asking, hours * hourMs)), [null, 'too-late'])
  assert.deepEqual(['2026-01-11', '2026-01-12'].map((day) => why('reminder', spoke(day))), [null, 'already-spoke'])
  assert.deepEqual([why('challenge', spoke('2026-01-12')), why('challenge', asking, 9 * hourMs)], [null, 'too-late'])
  assert.deepEqual([why('budget', spoke('2026-01-12')), why('budget', asking, 25 * hourMs)], [null, 'too-late'])
  assert.deepEqual([why('weekly-report', asking, 50 * hourMs), why('weekly-report', { ...asking, settings: firstSettings })], [null, 'declined'])
})
