import assert from 'node:assert/strict'
import { test } from 'node:test'
import { czechLetters, inserted } from '../../src/talk/letters.ts'
import { turned } from '../../src/talk/turned-letter.ts'

test('a letter goes where the caret is, or in place of what is selected', () => {
  assert.deepEqual(inserted('ln', 1, 1, 'e'), { text: 'len', caret: 2 })
  assert.deepEqual(inserted('lxxn', 1, 3, 'ě'), { text: 'lěn', caret: 2 })
})

test('a letter turns through its forms and comes round, keeping its size', () => {
  assert.equal(turned('de', 2)?.text, 'dé')
  assert.equal(turned('dé', 2)?.text, 'dě')
  assert.equal(turned('dě', 2)?.text, 'de')
  assert.equal(turned('Z', 1)?.text, 'Ž')
  assert.deepEqual(turned('rad', 1), { text: 'řad', caret: 1 })
  assert.equal(turned('x', 1), null)
  assert.equal(turned('', 0), null)
})

test('every letter of the row can be reached by turning', () => {
  const reached = new Set([...'acdeinorstuyz'].flatMap((letter) => {
    const forms: string[] = []
    for (let form = turned(letter, 1)!.text; form !== letter; form = turned(form, 1)!.text) forms.push(form)
    return forms
  }))
  assert.deepEqual(czechLetters.filter((letter) => !reached.has(letter)), [])
})
