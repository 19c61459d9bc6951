import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asWritten, sentencesOf } from '../../../src/domain/czech/words.ts'

const words = (text: string): string[][] => sentencesOf(text).map((sentence) => sentence.map((token) => token.text))

describe('text is cut into sentences and words', () => {
  it('at a closing mark before a new beginning', () => assert.deepEqual(words('Ahoj! Jak se máš? Dobře.'), [['Ahoj', '!'], ['Jak', 'se', 'máš', '?'], ['Dobře', '.']]))
  it('at a new line', () => assert.deepEqual(words('Ahoj\nTady Petr'), [['Ahoj'], ['Tady', 'Petr']]))
  it('but not in a date or after an abbreviation', () => assert.equal(words('Přijdu 12. Května k dr. Novákovi např. Dnes').length, 1))
  it('with offsets that count UTF-16 units', () => {
    const [sentence] = sentencesOf('😀 škola, e\u0301')
    assert.deepEqual(sentence!.map(({ start, end }) => [start, end]), [[0, 2], [3, 8], [8, 9], [10, 12]])
  })
  it('and knows what is no Czech word', () => {
    const kinds = Object.fromEntries(sentencesOf('Píšu na a.b@c.cz a www.x.cz, 3,5 школа č').flat().map(({ text, kind }) => [text, kind]))
    assert.deepEqual(kinds, { Píšu: 'word', na: 'word', 'a.b@c.cz': 'other', a: 'word', 'www.x.cz,': 'other', '3,5': 'number', школа: 'other', č: 'word' })
  })
})

describe('a form is written like its model', () => {
  for (const [form, model, written] of [['praze', 'Praha', 'Praze'], ['praze', 'PRAHA', 'PRAZE'], ['v', 'Já', 'V'], ['školy', 'škola', 'školy']] as const) {
    it(`${form} like ${model}`, () => assert.equal(asWritten(form, model), written))
  }
})
