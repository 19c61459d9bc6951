import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelAnswers } from '../../src/first-visit/level.ts'

test('nothing yet comes first and is guided; the examples follow from the easiest', () => {
  const example = (level: 'A1' | 'B1') => ({ level, sentence: `Věta ${level}.`, translation: '' })
  const answers = levelAnswers([example('B1'), example('A1')])
  assert.deepEqual(answers.map(({ level, guided }) => [level, guided]), [['A1', true], ['A1', false], ['B1', false]])
})
