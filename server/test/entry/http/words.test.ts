import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { WordView } from '@mluv/protocol/words.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
before(async () => { mluv = await openInstallation({ warm: [] }) })
after(() => mluv.close())

it('a word is told in the learner’s language, in any of its forms, and one that is not known is said to be so', async () => {
  const told = async (motherTongue: string, word: string) => {
    const { token } = await mluv.guest({ motherTongue })
    return mluv.call(`/words/${encodeURIComponent(word)}`, { token })
  }
  assert.deepEqual((await told('en', 'Knihu')).as(WordView), { word: 'kniha', translation: 'book', example: 'Kniha je zajímavá.', level: 'A1' })
  assert.equal((await told('uk', 'nemyslím')).as(WordView).translation, 'думати')
  assert.equal((await told('ru', 'který')).as(WordView).translation, 'который, какой')
  assertRefused(await told('en', 'zkamenělý'), 404, 'not-found')
})
