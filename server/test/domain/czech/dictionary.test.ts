import assert from 'node:assert/strict'
import { it } from 'node:test'
import { metered } from '../../../src/domain/czech/dictionary.ts'

it('a metered dictionary counts, and stops looking at its limit: every word is right then', () => {
  let asked = 0
  const { dictionary, spent } = metered({ knows: () => (asked++, false), stems: () => ['pes'], paradigmOf: () => 'H' }, 3)
  assert.equal(dictionary.knows('xyz'), false)
  assert.deepEqual(dictionary.stems('psa'), ['pes'])
  assert.equal(dictionary.paradigmOf('pes'), 'H')
  assert.equal(dictionary.knows('xyz'), true)
  assert.deepEqual(dictionary.stems('psa'), [])
  assert.equal(dictionary.paradigmOf('pes'), undefined)
  assert.deepEqual([asked, spent()], [1, 3])
})
