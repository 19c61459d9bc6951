import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Dictionary } from '../../../src/domain/czech/dictionary.ts'
import { formsOf } from '../../../src/domain/czech/inflection.ts'
import { dictionary, known } from './given.ts'

const forms = (word: string) => formsOf(word, dictionary, known.lexiconOver)
const written = (word: string): string => forms(word).map(({ form }) => form).join(' ')

it('a noun is told by number and case', () => {
  assert.equal(written('kniha'), 'kniha knihy knize knihu kniho knize knihou knihy knih knihám knihy knihy knihách knihami')
  assert.deepEqual(forms('kniha')[2], { form: 'knize', number: 'sg', case: 'dative', person: null, gender: 'f' })
  assert.equal(written('člověk'), 'člověk člověka člověku člověka člověče člověku člověkem lidé lidí lidem lidi lidé lidech lidmi')
})

it('a soft noun is told as one, whatever hard noun it looks like', () => {
  assert.equal(written('guláš'), 'guláš guláše guláši guláš guláši guláši gulášem guláše gulášů gulášům guláše guláše guláších guláši')
})

it('a name keeps its capital, and has no plural', () => {
  assert.equal(written('Praha'), 'Praha Prahy Praze Prahu Praho Praze Prahou')
})

it('an adjective is told in every gender', () => {
  const nominatives = forms('velký').filter((one) => one.case === 'nominative').map(({ form, number, gender }) => `${number} ${gender} ${form}`)
  assert.deepEqual(nominatives, ['sg ma velký', 'sg mi velký', 'sg f velká', 'sg n velké', 'pl ma velcí', 'pl mi velké', 'pl f velké', 'pl n velká'])
})

it('a verb is told by person, and in the past; its se is left out', () => {
  assert.equal(written('vzít'), 'vezmu vezmeš vezme vezmeme vezmete vezmou vzal')
  assert.equal(written('dívat se'), 'dívám díváš dívá díváme díváte dívají díval')
  assert.deepEqual(forms('pracovat').map(({ person, number }) => `${person} ${number}`), ['1 sg', '2 sg', '3 sg', '1 pl', '2 pl', '3 pl', 'null sg'])
})

it('what is not surely the word’s own is not told', () => {
  assert.equal(written('pramen'), '', 'of two patterns')
  assert.equal(written('pokus'), '', 'a row that lacks a case')
  assert.equal(forms('učitel').some((one) => one.case === 'vocative' && one.number === 'sg'), false, 'two vocatives, one of them wrong')
  assert.equal(written('kašlat'), '', 'a present that its infinitive does not tell')
  for (const without of ['dobře', 'na shledanou', 'qwrtz', '']) assert.equal(written(without), '', without)
})

it('a word asks the dictionary so often and no more', () => {
  let asked = 0
  const counted: Dictionary = { ...dictionary, knows: (word) => ((asked += 1), dictionary.knows(word)), stems: (form) => ((asked += 1), dictionary.stems(form)) }
  formsOf('rostlina', counted, known.lexiconOver)
  assert.ok(asked > 10 && asked <= 1000, `${asked} times`)
})
