import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReviewRequest } from '@mluv/protocol/cards.ts'
import { ApiTrouble } from '../../src/api.ts'
import type { ask } from '../../src/api.ts'
import { answered } from '../../src/review/desk.ts'
import type { Desk, GivenReview } from '../../src/review/desk.ts'
import { sitting } from '../../src/review/sitting.ts'
import { dayMs, keptInMemory, servedReviews, startMs } from './served-reviews.ts'

function sit(cardIds: readonly string[], keep = keptInMemory()) {
  const server = servedReviews(cardIds)
  const world = { down: false, calls: [] as string[], ids: 0 }
  const call = (async (method: string, path: string, body?: ReviewRequest) => {
    world.calls.push(`${method} ${path.split('?')[0]}`)
    if (world.down) throw new ApiTrouble({ code: 'offline', detail: null })
    if (method === 'DELETE') return void server.kept.delete(path.split('/').at(-1)!)
    return method === 'POST' ? server.review(body!) : server.due(100)
  }) as typeof ask
  const part = async (given: readonly GivenReview[]) => {
    world.calls.push(`parting with ${given.length}`)
    if (world.down) throw new TypeError('nobody there')
    return server.review([...given])
  }
  return { server, world, keep, sat: sitting({ keep, call, part, now: () => server.nowMs, newId: () => `review ${(world.ids += 1)}` }) }
}
const reviewsIn = (server: ReturnType<typeof servedReviews>): number => [...server.kept.values()].reduce((sum, log) => sum + log.size, 0)

/** A desk that answers no more from some time on, as one does in a page that ends. */
function keptUntilGone() {
  const keep = keptInMemory()
  const page = { gone: false, change: (act: (desk: Desk) => Desk) => (page.gone ? new Promise<Desk>(() => {}) : keep.change(act)) }
  return page
}

test('asks card after card until the day is done, and all is sent', async () => {
  const { server, sat } = sit(['a', 'b', 'c'])
  await sat.begin()
  const asked: string[] = []
  for (;;) {
    const { asked: now } = sat.table()
    if (!now) break
    asked.push(now.card.cardId)
    await sat.answer(4)
  }
  assert.deepEqual(asked, ['a', 'b', 'c'])
  assert.deepEqual([sat.table().done, sat.table().left], [3, 0])
  await sat.leave()
  assert.equal(reviewsIn(server), 3)
})

test('takes the last answer back, asks that card again, and the server never hears of it', async () => {
  const { server, sat } = sit(['a', 'b'])
  await sat.begin()
  await sat.answer(1)
  assert.equal(sat.table().asked?.card.cardId, 'b')
  await sat.takeBack()
  assert.deepEqual([sat.table().asked?.card.cardId, sat.table().done], ['a', 0])
  await sat.takeBack()
  assert.equal(sat.table().done, 0, 'there is nothing more to take back')
  await sat.leave()
  assert.equal(reviewsIn(server), 0)
})

test('takes one answer to a card, however often it is given before the next one is asked', async () => {
  const { server, sat } = sit(['a', 'b'])
  await sat.begin()
  await Promise.all([sat.answer(3), sat.answer(3), sat.answer(1)])
  assert.deepEqual([sat.table().asked?.card.cardId, sat.table().done, sat.table().desk?.log.map(({ cardId, rating }) => [cardId, rating])], ['b', 1, [['a', 3]]])
  await sat.takeBack()
  await sat.leave()
  assert.equal(reviewsIn(server), 0)
})

test('goes on without a network, over a reload, and sends when it is back', async () => {
  const first = sit(['a', 'b'])
  await first.sat.begin()
  first.world.down = true
  await first.sat.answer(4)
  await first.sat.leave()
  assert.equal(first.sat.table().trouble?.code, 'offline')
  const again = sit(['a', 'b'], first.keep)
  again.world.down = true
  await again.sat.begin()
  assert.deepEqual([again.sat.table().asked?.card.cardId, again.sat.table().left], ['b', 1])
  again.world.down = false
  await again.sat.meet()
  assert.deepEqual([reviewsIn(again.server), again.sat.table().trouble], [1, null])
})

test('a failed card comes again the same day, after the others', async () => {
  const { server, sat } = sit(['a', 'b'])
  await sat.begin()
  await sat.answer(1)
  await sat.answer(4)
  assert.equal(sat.table().asked?.card.cardId, 'a')
  server.nowMs = startMs + 60_000
  await sat.answer(4)
  assert.equal(sat.table().asked, null)
})

test('sends together what was answered, and not one by one', async () => {
  const { world, sat } = sit(Array.from({ length: 12 }, (_, at) => `card ${at}`))
  await sat.begin()
  for (let answers = 0; answers < 10; answers += 1) await sat.answer(4)
  assert.deepEqual(world.calls, ['GET /cards/due', 'POST /reviews'])
})

test('lets a card go that is not worth it, and says so where it cannot', async () => {
  const { server, world, sat } = sit(['a', 'b'])
  await sat.begin()
  world.down = true
  await sat.drop()
  assert.deepEqual([sat.table().asked?.card.cardId, sat.table().trouble?.code], ['a', 'offline'])
  world.down = false
  await sat.drop()
  assert.deepEqual([sat.table().asked?.card.cardId, sat.table().trouble, server.kept.has('a')], ['b', null, false])
})

test('sends what was answered before it waits for anything, for a page that ends', async () => {
  const page = keptUntilGone()
  const { server, world, sat } = sit(['a', 'b', 'c', 'd'], page)
  await sat.begin()
  await sat.answer(4)
  await sat.answer(4)
  page.gone = true
  void sat.answer(1)
  void sat.leave()
  void sat.leave()
  assert.deepEqual([reviewsIn(server), world.calls.slice(1)], [3, ['parting with 3']])
})

test('does not part with what was taken back, what the server knows, or what another page may still take back', async () => {
  const page = keptUntilGone()
  const { server, world, sat } = sit(Array.from({ length: 12 }, (_, at) => `card ${at}`), page)
  await sat.begin()
  for (let answers = 0; answers < 9; answers += 1) await sat.answer(4)
  await page.change((desk) => answered(desk, { cardId: 'card 11', rating: 4, reviewedAt: new Date(startMs).toISOString(), reviewId: 'elsewhere' }))
  await sat.meet()
  const known = reviewsIn(server)
  await sat.answer(4)
  page.gone = true
  void sat.takeBack()
  void sat.leave()
  assert.deepEqual([known, reviewsIn(server), sat.table().desk?.log.length, world.calls.filter((call) => call.startsWith('parting'))], [9, 9, 2, []])
})

test('a page that was only hidden sends each answer once, and again what was lost', async () => {
  const { server, world, sat } = sit(['a', 'b', 'c'])
  await sat.begin()
  await sat.answer(4)
  await sat.leave()
  assert.deepEqual([sat.table().desk?.log, world.calls.slice(1)], [[], ['parting with 1']])
  await sat.answer(4)
  world.down = true
  await sat.leave()
  assert.deepEqual([reviewsIn(server), sat.table().trouble?.code], [1, 'offline'])
  world.down = false
  await sat.leave()
  assert.deepEqual([reviewsIn(server), world.calls.slice(2)], [2, ['parting with 1', 'POST /reviews', 'POST /reviews']])
})

test('a day that was done is over with it: what is due on a later one is asked, also where nobody can be reached', async () => {
  const { server, world, sat } = sit(['a', 'b'])
  await sat.begin()
  await sat.answer(4)
  await sat.answer(4)
  await sat.leave()
  assert.deepEqual([sat.table().asked, sat.table().done], [null, 2])
  server.nowMs += dayMs
  await sat.meet()
  assert.deepEqual([sat.table().asked, sat.table().done], [null, 0])
  server.nowMs += 20 * dayMs
  world.down = true
  await sat.meet()
  assert.deepEqual([sat.table().asked?.card.cardId, sat.table().left, sat.table().trouble?.code], ['a', 2, 'offline'])
  world.down = false
  await sat.answer(4)
  await sat.meet()
  assert.deepEqual([sat.table().asked?.card.cardId, sat.table().left, sat.table().done], ['b', 1, 1])
})
