import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { entryOf, lexiconOf, vocabularyOf, wordsToLearn, type Entry } from '../../src/domain/vocabulary.ts'

const entry = (word: string, forms: string, meaning: string, more: Partial<Entry> = {}): Entry =>
  ({ word, level: 'A2', forms: forms.split(' '), translation: { cs: word, en: meaning, uk: meaning, ru: meaning }, example: `${word}.`, ...more })
const pes = entry('pes', 'psa psi', 'dog', { kind: 'noun' })
const myslet = entry('myslet', 'myslím', 'to think', { kind: 'other' })
const se = entry('se', 'si', 'oneself', { kind: 'other', offered: false })
const glossary = vocabularyOf([pes, myslet, se])

describe('what a word means', () => {
  it('is found by any form, in any capitals, denied too', () => {
    for (const [word, found] of [['PSA', pes], ['myslím', myslet], ['nemyslím', myslet], ['si', se], ['kočka', null], ['myslim', null]] as const) assert.equal(entryOf(word, glossary), found, word)
  })
  it('is told of words that the tutor does not talk about', () => {
    const lexicon = lexiconOf(vocabularyOf([pes]), new Set(), glossary)
    assert.equal(lexicon.translated('myslím'), myslet)
    assert.equal(lexicon.meaning('think'), myslet)
    assert.equal(lexicon.find('myslím'), null)
    assert.equal(lexicon.translated('kočka'), null)
  })
})

it('new words are those of the learner’s level or above that somebody may want to learn', () => {
  const offered = (level: 'A1' | 'A2' | 'B1') => wordsToLearn(['Myslím si, že psi spí.'], glossary, { level, motherTongue: 'en' }).map(({ word }) => word)
  assert.deepEqual(offered('A1'), ['myslet', 'pes'])
  assert.deepEqual(offered('A2'), ['myslet', 'pes'])
  assert.deepEqual(offered('B1'), [])
  assert.deepEqual(wordsToLearn(['Psi.'], glossary, { level: 'A1', motherTongue: 'cs' }).map(({ translation }) => translation), ['dog'])
})
