import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordAround, wordsIn } from '../../src/study/word-at.ts'

test('the words of a sentence are found where they stand, without numbers and marks', () => {
  assert.deepEqual(wordsIn('Tak co, v 8?').map(({ text, start, end }) => `${text} ${start}–${end}`), ['Tak 0–3', 'co 4–6', 'v 8–9'])
  assert.deepEqual(wordsIn('…'), [])
})

test('a place belongs to the word around it, its edges too, and between words to none', () => {
  const words = wordsIn('Tak – co, v 8?')
  assert.deepEqual([0, 3, 4, 6, 8, 10, 11].map((at) => wordAround(words, at)), [0, 0, -1, 1, 1, 2, 2])
  assert.equal(wordAround(words, 13), -1)
})
