import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case, NounGender } from '../../../src/domain/czech/paradigms.ts'
import { dictionary, known } from './given.ts'

const lexicon = known.lexiconOver(dictionary)
const noun = (lemma: string, gender: NounGender, wanted: Case, number: 'sg' | 'pl' = 'sg') => lexicon.inflected(lemma, 'noun', { case: wanted, number, gender })

describe('nouns are declined', () => {
  for (const [lemma, gender, wanted, number, form] of [
    ['škola', 'f', 'genitive', 'sg', 'školy'], ['Praha', 'f', 'locative', 'sg', 'Praze'], ['matka', 'f', 'genitive', 'pl', 'matek'], ['moucha', 'f', 'dative', 'sg', 'mouše'],
    ['restaurace', 'f', 'accusative', 'sg', 'restauraci'], ['píseň', 'f', 'genitive', 'sg', 'písně'], ['kost', 'f', 'instrumental', 'sg', 'kostí'],
    ['kamarád', 'ma', 'instrumental', 'sg', 'kamarádem'], ['lékař', 'ma', 'dative', 'sg', 'lékaři'], ['kluk', 'ma', 'nominative', 'pl', 'kluci'], ['pes', 'ma', 'accusative', 'sg', 'psa'],
    ['turista', 'ma', 'genitive', 'sg', 'turisty'], ['obchod', 'mi', 'genitive', 'sg', 'obchodu'], ['dům', 'mi', 'locative', 'sg', 'domě'], ['dárek', 'mi', 'genitive', 'sg', 'dárku'],
    ['počítač', 'mi', 'instrumental', 'sg', 'počítačem'], ['město', 'n', 'locative', 'sg', 'městě'], ['okno', 'n', 'genitive', 'pl', 'oken'], ['moře', 'n', 'dative', 'sg', 'moři'],
    ['kuře', 'n', 'genitive', 'sg', 'kuřete'], ['náměstí', 'n', 'locative', 'sg', 'náměstí'], ['muzeum', 'n', 'genitive', 'sg', 'muzea'], ['člověk', 'ma', 'genitive', 'pl', 'lidí'],
  ] as const) it(`${lemma}: ${wanted} ${number} ${form}`, () => assert.equal(noun(lemma, gender, wanted, number), form))
})

describe('adjectives are declined', () => {
  for (const [lemma, gender, wanted, number, form] of [
    ['dobrý', 'ma', 'accusative', 'sg', 'dobrého'], ['velký', 'ma', 'nominative', 'pl', 'velcí'], ['český', 'ma', 'nominative', 'pl', 'čeští'], ['tichý', 'ma', 'nominative', 'pl', 'tiší'],
    ['dobrý', 'ma', 'nominative', 'pl', 'dobří'], ['anglický', 'ma', 'nominative', 'pl', 'angličtí'], ['nový', 'f', 'instrumental', 'sg', 'novou'], ['cizí', 'mi', 'genitive', 'sg', 'cizího'],
  ] as const) it(`${lemma}: ${wanted} ${number} ${form}`, () => assert.equal(lexicon.inflected(lemma, 'adjective', { case: wanted, number, gender }), form))
})

describe('a form is read', () => {
  it('in every place it may stand', () => {
    const cells = lexicon.nominals('školy').map(({ case: one, number }) => `${number} ${one}`)
    assert.deepEqual(cells.sort(), ['pl accusative', 'pl nominative', 'pl vocative', 'sg genitive'])
  })
  it('and not at all where the dictionary knows it as something else too', () => assert.deepEqual(lexicon.nominals('je'), []))
})
