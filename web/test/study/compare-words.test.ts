import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareWords } from '../../src/study/compare-words.ts'

const marked = (words: ReturnType<typeof compareWords>['wanted']): string => words.map(({ text, as }) => (as === 'other' ? `[${text}]` : as === 'marks' ? `(${text})` : text)).join('')

test('capitals, full stops and spaces do not count', () => {
  assert.equal(compareWords('já jdu do školy', 'Já jdu do školy.').nearness, 'right')
  assert.equal(compareWords('  Ano ,  jdu!', 'Ano, jdu.').nearness, 'right')
})

test('a word without its marks is shown and let pass', () => {
  const { nearness, wanted, given } = compareWords('Ja jdu do skoly', 'Já jdu do školy.')
  assert.equal(nearness, 'nearly')
  assert.equal(marked(wanted), '(Já) jdu do (školy).')
  assert.equal(marked(given), '(Ja) jdu do (skoly)')
})

test('what is missing, other or too much is shown on its side', () => {
  const { nearness, wanted, given } = compareWords('Já jdu teď do škola', 'Já jdu do školy.')
  assert.equal(nearness, 'other')
  assert.equal(marked(wanted), 'Já jdu do [školy].')
  assert.equal(marked(given), 'Já jdu [teď] do [škola]')
})

test('words in another order are other words', () => {
  assert.equal(compareWords('do školy jdu', 'jdu do školy').nearness, 'other')
  assert.equal(compareWords('', 'jdu').nearness, 'other')
})

test('every sentence is itself, nothing of either is lost, and none is right that lacks a word', () => {
  const words = fc.array(fc.constantFrom('já', 'ja', 'jdu', 'do', 'školy', 'a', 'Á'), { maxLength: 12 })
  fc.assert(fc.property(words, words, (one, other) => {
    const [given, wanted] = [one.join(' '), other.join(' ')]
    const compared = compareWords(given, wanted)
    assert.equal(compared.given.map(({ text }) => text).join(''), given)
    assert.equal(compared.wanted.map(({ text }) => text).join(''), wanted)
    assert.equal(compareWords(wanted, wanted).nearness, 'right')
    if (compared.nearness !== 'other') assert.equal(one.length, other.length)
  }))
})
