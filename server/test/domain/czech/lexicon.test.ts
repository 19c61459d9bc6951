import assert from 'node:assert/strict'
import { it } from 'node:test'
import { metered } from '../../../src/domain/czech/dictionary.ts'
import { dictionary, known } from './given.ts'

it('what a word is found to be when nothing may be looked up any more is not remembered', () => {
  const cell = { case: 'genitive', number: 'sg', gender: 'ma' } as const
  const inflected = (lookUpsMax: number) => known.lexiconOver(metered(dictionary, lookUpsMax).dictionary).inflected('krotitel', 'noun', cell)
  assert.equal(inflected(0), undefined)
  assert.equal(inflected(1), undefined)
  assert.equal(inflected(1_000), 'krotitele')
  assert.equal(inflected(0), 'krotitele', 'and what was found otherwise is')
})
