import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CardRequest, CardView } from '@mluv/protocol/cards.ts'
import { ApiTrouble } from '../../src/api.ts'
import type { ask } from '../../src/api.ts'
import { keptCards } from '../../src/study/kept-cards.ts'

const memory = { dueAt: '', stage: 'new', stability: 0, difficulty: 0, steps: 0, reviews: 0, lapses: 0, reviewedAt: null } as const
const card = (front: string): CardView => ({ cardId: `id of ${front}`, kind: 'word', front, back: '…', example: null, mistakeId: null, suspended: false, leech: false, createdAt: '', ...memory })
const wish = (front: string): CardRequest => ({ kind: 'word', front, back: '…' })

/** A server that holds these cards, newest first, two to a page. */
function serverWith(...fronts: string[]) {
  const calls: string[] = []
  const server = { calls, fronts, down: false }
  const call = (async (method: string, path: string, body?: CardRequest) => {
    calls.push(`${method} ${path}`)
    if (server.down) throw new ApiTrouble({ code: 'offline', detail: null })
    if (method === 'POST') {
      if (!server.fronts.includes(body!.front)) server.fronts.unshift(body!.front)
      return card(body!.front)
    }
    if (method === 'DELETE') return void (server.fronts = server.fronts.filter((front) => path !== `/cards/${card(front).cardId}`))
    const from = Number(/before=(\d+)/.exec(path)?.[1] ?? 0)
    return { items: server.fronts.slice(from, from + 2).map(card), next: from + 2 < server.fronts.length ? String(from + 2) : null }
  }) as typeof ask
  return { server, cards: keptCards(call) }
}
const shown = ({ shelf }: ReturnType<typeof keptCards>) => shelf().cards.map(({ front, kept }) => `${front}${kept ? '' : ' (dropped)'}`)

test('is read once, whoever asks for it, and older cards when they are wanted', async () => {
  const { server, cards } = serverWith('pivo', 'les', 'dům')
  await Promise.all([cards.read(), cards.read()])
  await cards.read()
  assert.deepEqual(server.calls, ['GET /cards?limit=100'])
  assert.deepEqual(shown(cards), ['pivo', 'les'])
  await cards.readOlder()
  await cards.readOlder()
  assert.deepEqual(shown(cards), ['pivo', 'les', 'dům'])
  assert.equal(server.calls.length, 2)
})

test('what is kept stands first; kept again, it stands once', async () => {
  const { cards } = serverWith('les')
  await cards.read()
  assert.equal(await cards.keep(wish('pivo')), true)
  await cards.keep(wish('les'))
  assert.deepEqual(shown(cards), ['pivo', 'les'])
})

test('what is dropped stays in sight until it is swept away, and can be taken back', async () => {
  const { server, cards } = serverWith('pivo', 'les')
  await cards.read()
  await cards.drop(card('pivo'))
  assert.deepEqual(shown(cards), ['pivo (dropped)', 'les'])
  assert.deepEqual(server.fronts, ['les'])
  await cards.keep(wish('pivo'))
  assert.deepEqual(shown(cards), ['pivo', 'les'])
  await cards.drop(card('les'))
  cards.sweep()
  assert.deepEqual(shown(cards), ['pivo'])
})

test('while nobody answers, nothing changes but the trouble, and it is tried again', async () => {
  const { server, cards } = serverWith('pivo')
  server.down = true
  await cards.read()
  assert.deepEqual([cards.shelf().state, cards.shelf().trouble?.code], ['unread', 'offline'])
  server.down = false
  await cards.read()
  assert.deepEqual([cards.shelf().state, cards.shelf().trouble, shown(cards)], ['read', null, ['pivo']])
  server.down = true
  assert.deepEqual([await cards.drop(card('pivo')), await cards.keep(wish('les'))], [false, false])
  assert.deepEqual([cards.shelf().trouble?.code, shown(cards)], ['offline', ['pivo']])
})

test('whoever watches is told of every change, until they leave', async () => {
  const { cards } = serverWith('pivo')
  let changes = 0
  const leave = cards.watch(() => (changes += 1))
  await cards.read()
  assert.equal(changes, 2)
  leave()
  await cards.keep(wish('les'))
  assert.equal(changes, 2)
})

test('read again, it holds what the server holds now', async () => {
  const { server, cards } = serverWith('pivo', 'les')
  await cards.read()
  server.fronts = ['les']
  await cards.readAgain()
  assert.deepEqual(shown(cards), ['les'])
})
