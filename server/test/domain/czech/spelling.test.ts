import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guessesFor } from '../../../src/domain/czech/spelling.ts'
import { content, dictionary, known } from './given.ts'

const given = { index: known.index, dictionary, weights: content.weights, keeps: (form: string) => form === 'teda' }
const guesses = (word: string, around = { fit: (_form: string) => 0, first: false, bare: false, named: false }) => guessesFor(word, around, given)

describe('guesses at a word', () => {
  it('are none where it is common, a name, kept or a letter', () => {
    for (const word of ['jsem', 'Novák', 'teda', 'x']) assert.deepEqual(guesses(word), [])
  })
  it('come likeliest first', () => {
    const sure = guesses('skola')
    assert.equal(sure[0]!.candidate.form, 'škola')
    assert.deepEqual(sure.map(({ confidence }) => confidence), sure.map(({ confidence }) => confidence).toSorted((a, b) => b - a))
  })
  it('are surer of a missing mark than of a wrong letter', () => {
    assert.ok(guesses('prace')[0]!.confidence > guesses('pracee')[0]!.confidence)
  })
  it('doubt a right word for a commoner one, and less than a misspelled one', () => {
    const [doubt] = guesses('rada')
    assert.equal(doubt!.known, true)
    assert.ok(doubt!.confidence < guesses('skola')[0]!.confidence)
    assert.deepEqual(guesses('káva').filter(({ known }) => known), [])
  })
})
