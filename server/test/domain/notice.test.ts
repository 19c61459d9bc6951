import assert from 'node:assert/strict'
import { it } from 'node:test'
import { firstSettings } from '../../src/domain/learner.ts'
import { deliveryRate, waitsUntilMs, whyNotSent, type NoticeFacts, type PushedKind, type Recipient } from '../../src/domain/notice.ts'

const hourMs = 3_600_000
/** Seven in the evening in Prague. */
const createdAtMs = Date.UTC(2026, 0, 12, 18)
const asking: Recipient = { settings: { ...firstSettings, reminders: true, quietHours: { from: 0, to: 0 } }, last: null, toldAtMs: null }
const spoke = (day: string): Recipient => ({ ...asking, last: { day, firstAtMs: createdAtMs - 9 * hourMs, timeZone: 'Europe/Prague' } })
const facts = { day: '2026-01-12' } as NoticeFacts[PushedKind]
const why = (kind: PushedKind, who: Recipient, afterHours = 0) => whyNotSent({ kind, facts, createdAtMs, ...who }, createdAtMs + afterHours * hourMs)

it('is sent to those who still want it, in time, and who have not done what it asks', () => {
  assert.equal(why('reminder', asking), null)
  assert.equal(why('reminder', { ...asking, settings: firstSettings }), 'declined')
  assert.equal(why('reminder', { ...asking, settings: { ...asking.settings, notices: { ...asking.settings.notices, reminder: [] } } }), 'declined')
  assert.deepEqual([3, 3.1].map((hours) => why('reminder', asking, hours)), [null, 'too-late'])
  assert.deepEqual(['2026-01-11', '2026-01-12'].map((day) => why('reminder', spoke(day))), [null, 'already-spoke'])
  assert.deepEqual([why('challenge', spoke('2026-01-12')), why('challenge', asking, 9)], [null, 'too-late'])
  assert.deepEqual([why('budget', spoke('2026-01-12')), why('budget', asking, 25)], [null, 'too-late'])
  assert.deepEqual([why('weekly-report', asking, 50), why('weekly-report', { ...asking, settings: firstSettings })], [null, 'declined'])
})

it('is not told twice in an evening, nor of a day that is over, wherever somebody has gone', () => {
  assert.equal(why('reminder', { ...asking, toldAtMs: createdAtMs - 2 * hourMs }), 'already-told')
  assert.equal(why('reminder', { ...asking, toldAtMs: createdAtMs - 19 * hourMs }), null, 'an hour that was chosen five hours earlier')
  assert.equal(why('reminder', { ...asking, settings: { ...asking.settings, timeZone: 'Pacific/Kiritimati' } }), 'too-late', 'it is tomorrow there')
  assert.equal(why('weekly-report', { ...asking, toldAtMs: createdAtMs - 2 * hourMs }), null)
})

it('waits for the end of quiet hours where it is still of use then', () => {
  const quiet: Recipient = { ...asking, settings: { ...asking.settings, quietHours: { from: 21, to: 8 } } }
  assert.deepEqual([1, 2, 2.5].map((hours) => why('reminder', quiet, hours)), [null, 'quiet', 'quiet'])
  assert.deepEqual([why('weekly-report', quiet, 5), waitsUntilMs(quiet.settings, createdAtMs + 5 * hourMs)], [null, createdAtMs + 13 * hourMs])
  assert.equal(waitsUntilMs(quiet.settings, createdAtMs + 13 * hourMs), null)
})

it('is counted against what could have been sent', () => {
  assert.equal(deliveryRate({ sent: 19, dropped: 100, tooLate: 1, dead: 0 }), 0.95)
  assert.equal(deliveryRate({ sent: 0, dropped: 3, tooLate: 0, dead: 0 }), null)
})
