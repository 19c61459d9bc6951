import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fitting } from '../../../src/entry/telegram/rendering.ts'

it('what is too long is cut at a blank, and where there is none in the middle of a word', () => {
  assert.deepEqual(['ahoj', 'jedna dvě tři', 'x'.repeat(20)].map((text) => fitting(text, 11)), ['ahoj', 'jedna dvě …', `${'x'.repeat(9)} …`])
})
