import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missedIn } from '../../src/talk/missed.ts'
import type { TurnView } from '../../src/talk/turn.ts'
import { sentence, turn } from './messages.ts'

const missed = (parts: readonly TurnView['degraded'][number]['part'][], { spoken = true, tutor = 'openai', corrected = true } = {}) => {
  const { corrections } = turn()
  const cost = { microUsd: 1, savedMicroUsd: 0, tutor, heardBy: null, spokenBy: null }
  return missedIn({ degraded: parts.map((part) => ({ part, reason: '' })), cost, sentences: [sentence('Aha!', spoken)], corrections: corrected ? corrections : null })
}

test('where another one stood in, nothing is missed', () => assert.deepEqual(missed(['voice', 'corrections', 'tutor']), []))

test('what nobody did is missed, and said once', () => {
  assert.deepEqual(missed(['voice', 'voice', 'corrections', 'tutor'], { spoken: false, tutor: 'offline', corrected: false }), ['voice', 'corrections', 'tutor'])
  assert.deepEqual(missed(['hearing', 'memory']), ['hearing', 'memory'])
})
