import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WordView } from '@mluv/protocol/words.ts'
import { ApiTrouble } from '../../src/api.ts'
import type { ask, Trouble } from '../../src/api.ts'
import { knownWords } from '../../src/study/known-words.ts'

function serverThat(answers: (word: string) => Trouble['code'] | null) {
  const asked: string[] = []
  const call = (async (_: string, path: string): Promise<WordView> => {
    const word = decodeURIComponent(path.replace('/words/', ''))
    asked.push(word)
    const code = answers(word)
    if (code) throw new ApiTrouble({ code, detail: null })
    return { word, translation: '…', example: '', level: 'A1', forms: [] }
  }) as typeof ask
  return { asked, toldOf: knownWords(call) }
}

test('a word is asked for once, and whether it is unknown too', async () => {
  const { asked, toldOf } = serverThat((word) => (word === 'xyz' ? 'not-found' : null))
  for (const word of ['kůň', 'xyz', 'kůň', 'xyz']) await toldOf(word)
  assert.deepEqual(asked, ['kůň', 'xyz'])
  assert.equal((await toldOf('kůň')).view?.word, 'kůň')
  assert.equal((await toldOf('xyz')).trouble?.code, 'not-found')
})

test('what could not be asked is asked again', async () => {
  let down = true
  const { asked, toldOf } = serverThat(() => (down ? 'offline' : null))
  assert.equal((await toldOf('pes')).trouble?.code, 'offline')
  down = false
  assert.equal((await toldOf('pes')).view?.word, 'pes')
  assert.equal(asked.length, 2)
})

test('of very many words the oldest are forgotten', async () => {
  const { asked, toldOf } = serverThat(() => null)
  for (let at = 0; at <= 300; at += 1) await toldOf(`slovo ${at}`)
  await toldOf('slovo 300')
  assert.equal(asked.length, 301)
  await toldOf('slovo 0')
  assert.equal(asked.length, 302)
})
