import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { WordView } from '@mluv/protocol/words.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { Failure } from '../../../src/domain/failure.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
/** Whatever has a limit has a hundred times as long here: what is told must not hang on how busy the machine is. */
const patient = { ...realClock(), sleep: (ms: number, signal?: AbortSignal) => realClock().sleep(100 * ms, signal) }
before(async () => { mluv = await openInstallation({ warm: ['ear'], clock: patient }) })
after(() => mluv.close())

it('a word is told in the learner’s language, in any of its forms, and one that is not known is said to be so', async () => {
  const told = async (motherTongue: string, word: string) => {
    const { token } = await mluv.guest({ motherTongue })
    return mluv.call(`/words/${encodeURIComponent(word)}`, { token })
  }
  const { forms, ...knihu } = (await told('en', 'Knihu')).as(WordView)
  assert.deepEqual(knihu, { word: 'kniha', translation: 'book', example: 'Kniha je zajímavá.', level: 'A1' })
  assert.deepEqual(forms.find(({ form }) => form === 'knihu'), { form: 'knihu', number: 'sg', case: 'accusative', person: null, gender: 'f' })
  assert.equal(forms.length, 14)
  assert.equal((await told('uk', 'nemyslím')).as(WordView).translation, 'думати')
  for (const readsCzech of ['cs', 'sk']) assert.equal((await told(readsCzech, 'knihu')).as(WordView).translation, 'book')
  assert.equal((await told('ru', 'který')).as(WordView).translation, 'который, какой')
  assertRefused(await told('en', 'zkamenělý'), 404, 'not-found')
})

it('a word is told without its forms where nobody can tell them', async () => {
  const told = async () => (await mluv.call('/words/pes', { token: (await mluv.guest()).token })).as(WordView)
  assert.equal((await told()).forms[1]?.form, 'psa')
  mluv.mluv.house.formsOf = () => Promise.reject(new Failure('busy', 'Too many wait.'))
  assert.deepEqual([(await told()).translation, (await told()).forms], ['dog', []])
})
