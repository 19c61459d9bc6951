import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare, compareSpoken } from '../../src/review/compare.ts'

const marked = (typed: string, wanted: string): string => compare(typed, wanted).letters.map(({ letter, marked: is }) => (is ? `[${letter}]` : letter)).join('')

test('capitals, full stops and spaces do not count', () => {
  for (const typed of ['Jdu do školy.', 'jdu do školy', ' Jdu  do školy!']) assert.equal(compare(typed, 'Jdu do školy.').nearness, 'right')
})

test('marks above letters are shown, and not punished', () => {
  assert.equal(compare('zlutoucky kun', 'Žluťoučký kůň.').nearness, 'nearly')
  assert.equal(marked('zlutoucky kun', 'Žluťoučký kůň.'), '[Ž]lu[ť]ou[č]k[ý] k[ů][ň].')
  assert.equal(marked('prí', 'při'), 'p[ř][i]')
})

test('a letter typed as a base and a mark is the same letter', () => assert.equal(compare('s\u030Ckola', 'škola').nearness, 'right'))

test('what is other is shown as it is right', () => {
  assert.equal(compare('jdu do škola', 'Jdu do školy.').nearness, 'other')
  assert.equal(marked('jdu do škola', 'Jdu do školy.'), 'Jdu do školy.')
  assert.equal(compare('', 'pivo').nearness, 'other')
})

test('of what was said aloud nothing counts that only its writing shows', () => {
  for (const heard of ['Jdu do školi.', 'jdu do skoly', 'Jdu dó školy!', 'JDU DOŠKOLY']) assert.equal(compareSpoken(heard, 'Jdu do školy.').nearness, 'right', heard)
  assert.equal(compareSpoken('Řekni mě to.', 'Řekni mně to').nearness, 'right')
  assert.equal(compareSpoken('Řekni mně to.', 'Řekni mě to').nearness, 'right')
})

test('another word said aloud is another answer, shown without a mark', () => {
  const { nearness, letters } = compareSpoken('Jdu do škola.', 'Jdu do školy.')
  assert.equal(nearness, 'other')
  assert.deepEqual([letters.map(({ letter }) => letter).join(''), letters.some(({ marked: is }) => is)], ['Jdu do školy.', false])
})
