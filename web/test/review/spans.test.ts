import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inDays, span } from '../../src/review/spans.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

test('a span is told in the largest unit that it fills', () => {
  const told = [minuteMs / 2, 10 * minuteMs, 90 * minuteMs, dayMs, 8 * dayMs, 45 * dayMs, 200 * dayMs, 800 * dayMs].map((ms) => span('en', ms))
  assert.deepEqual(told, ['1 min', '10 min', '2 hr', '1 day', '8 days', '1.5 mths', '7 mths', '2.2 yrs'])
})

test('and in the words of the tongue', () => {
  assert.match(span('cs', 8 * dayMs), /^8.(dní|d)/)
  assert.equal(inDays('cs', 1), 'zítra')
  assert.equal(inDays('uk', 3), 'через 3 дні')
})
