import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beginningsOf } from '../../../src/domain/czech/search.ts'

describe('what is looked for', () => {
  it('is the beginning that the forms of a word share', () => {
    for (const forms of [['škola', 'školy', 'školu', 'škole', 'školou', 'školách', 'školami'], ['pivo', 'piva', 'pivem', 'pivu'], ['nový', 'nového', 'novém', 'novou', 'nových']])
      assert.equal(new Set(forms.flatMap(beginningsOf)).size, 1, forms.join(' '))
  })
  it('is folded as people type, and no more than Czech is', () => {
    assert.deepEqual(beginningsOf('ŽLUŤOUČKÝ Müller'), ['zlutouck', 'müller'])
  })
  it('keeps short words whole, and nothing of what is no word', () => {
    assert.deepEqual(beginningsOf('do psa!? 7 %'), ['do', 'psa', '7'])
    assert.deepEqual(beginningsOf('… — !'), [])
  })
  it('is so many words at most', () => assert.equal(beginningsOf('jedna '.repeat(50)).length, 8))
})
