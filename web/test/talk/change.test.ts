import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mistake } from '@mluv/protocol/turn.ts'
import { changeIn, kindIn } from '../../src/talk/change.ts'
import { laterWordsIn } from '../../src/words/later/words.ts'
import { tongues } from '../../src/words/messages.ts'

const kind = (of: Mistake['kind'], counted: boolean) => ({ kind: of, counted })

test('says what became what, and calls a mark by its name', async () => {
  const english = await laterWordsIn('en')
  const change = (original: string, corrected: string) => changeIn(english, { original, corrected })
  assert.equal(change('škola', 'školy'), '“školy” instead of “škola”')
  assert.equal(change('', ','), 'a comma is missing')
  assert.equal(change('', ' se'), '“se” is missing')
  assert.equal(change(',', ''), 'a comma is not needed')
  const missing = await Promise.all(tongues.map(async (tongue) => changeIn(await laterWordsIn(tongue), { original: '', corrected: ',' })))
  assert.equal(new Set(missing).size, tongues.length)
  for (const sentence of missing) assert.doesNotMatch(sentence, /,/)
})

test('names the kind, and what is not held against the learner', async () => {
  const english = await laterWordsIn('en')
  assert.equal(kindIn(english, kind('case', true)), 'case')
  assert.equal(kindIn(english, kind('register', false)), 'colloquial, not wrong')
  assert.equal(kindIn(english, kind('diacritics', false)), 'accents added for you, not counted')
  assert.equal(kindIn(english, kind('spelling', false)), 'spelling · not counted')
})
