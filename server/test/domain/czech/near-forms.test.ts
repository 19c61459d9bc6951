import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formIndex } from '../../../src/domain/czech/near-forms.ts'
import { keyOf } from '../../../src/domain/czech/variants.ts'
import { content } from './given.ts'

describe('forms near a word', () => {
  const index = formIndex(content.counts)
  const forms = [...content.counts.keys()]
  const keys = forms.map(keyOf)
  /** A key is near another that is the same with a letter left out of one, of the other, or of each; a short one only itself. */
  const shorter = (key: string): string[] => (key.length < 4 ? [] : Array.from(key, (_, at) => key.slice(0, at) + key.slice(at + 1)))
  const isOneApart = (a: string, b: string): boolean => shorter(b).includes(a) || shorter(a).some((rest) => rest === b || shorter(b).includes(rest))
  const isNear = (a: string, b: string): boolean => a === b || (a.length >= 4 && Math.abs(a.length - b.length) <= 1 && isOneApart(a, b))

  it('are those that a search through all of them finds', () => {
    const words = ['skola', 'prtoze', 'kinha', 'velmy', 'jsm', 'pann', 'programm', 'wíno', 'xyzxyz', 'a', ...forms.filter((_, at) => at % 3_000 === 7)]
    for (const word of words) {
      const key = keyOf(word)
      const near = index.near(word)
      assert.deepEqual(near.toSorted(), forms.filter((_, at) => isNear(key, keys[at]!)).toSorted(), word)
      assert.equal(new Set(near).size, near.length)
    }
    assert.ok(index.near('skola').includes('škola') && index.near('xyzxyz').length === 0)
  })
  it('are told from words without any', () => {
    assert.deepEqual(['skola', 'xyzxyz', keyOf('Čtvrtý')].map(index.hasKey), [true, false, true])
  })
})
