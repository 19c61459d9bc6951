import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { editsIn } from '../../../src/domain/czech/edits.ts'

describe('the letters by which a word differs', () => {
  const named: readonly (readonly [string, string, readonly string[]])[] = [
    ['prace', 'práce', ['a>á']], ['velmy', 'velmi', ['y>i.']], ['zapoměla', 'zapomněla', ['+n']], ['mlouvil', 'mluvil', ['-o']],
    ['jesm', 'jsem', ['<>']], ['heský', 'hezký', ['s>z']], ['škola', 'škola', []],
  ]
  for (const [word, form, edits] of named) it(`are named: ${word} → ${form}`, () => assert.deepEqual(editsIn(word, form), edits))
})
