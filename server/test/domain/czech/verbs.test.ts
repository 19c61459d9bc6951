import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { content, dictionary, known } from './given.ts'

const { verbs } = known.lexiconOver(dictionary)
const entries = Object.entries(content.verbs.verbs)

describe('every verb of the lexicon', () => {
  it('has only forms that there are', () => {
    const wrong = entries.flatMap(([lemma, { past }]) => {
      const present = ([1, 2, 3] as const).flatMap((person) => (['sg', 'pl'] as const).map((number) => verbs.form(lemma, person, number)!))
      return [lemma, past, ...present].filter((form) => !dictionary.knows(form)).map((form) => `${lemma}: ${form}`)
    })
    assert.deepEqual(wrong, [])
  })

  it('has a pair of the other aspect, which names it back', () => {
    assert.deepEqual(entries.filter(([lemma, { pair, aspect }]) => {
      const other = pair === undefined ? undefined : content.verbs.verbs[pair]
      return pair !== undefined && (other?.pair !== lemma || other.aspect === aspect)
    }).map(([lemma]) => lemma), [])
    assert.ok(entries.filter(([, { pair }]) => pair !== undefined).length >= 200)
  })
})
