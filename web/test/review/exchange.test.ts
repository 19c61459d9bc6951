import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { ReviewRequest } from '@mluv/protocol/cards.ts'
import { replayed } from '../../../server/src/domain/card-memory.ts'
import type { Rating } from '../../../server/src/domain/card-memory.ts'
import { ApiTrouble } from '../../src/api.ts'
import type { ask } from '../../src/api.ts'
import { answered, letGo, queue, standing, takenBack } from '../../src/review/desk.ts'
import { refill, send, sendParting } from '../../src/review/exchange.ts'
import type { DeskKeep } from '../../src/review/exchange.ts'
import { dayMs, keptInMemory, servedReviews, startMs } from './served-reviews.ts'

const interleavings = 1_000
const stepsEach = 30
const cardIds = ['a', 'b', 'c', 'd'] as const

/** Mulberry32: the same chances for the same seed. */
function chances(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Device = { readonly keep: DeskKeep; readonly skewMs: number; readonly call: typeof ask }

/** Two devices at one server, over a network that loses questions and answers, and brings old questions again. */
function twoDevices(chance: (below: number) => number) {
  const server = servedReviews(cardIds)
  const asked: ReviewRequest[] = []
  const network = { isGood: false }
  const lost = () => new ApiTrouble({ code: 'offline', detail: null })
  const call = (async (method: string, path: string, body?: ReviewRequest) => {
    if (!network.isGood && chance(4) === 0) throw lost()
    if (asked.length > 0 && chance(3) === 0) server.review(asked[chance(asked.length)]!)
    if (method === 'POST') asked.push(body!)
    const answer = method === 'POST' ? server.review(body!) : server.due(Number(path.split('=')[1]))
    if (!network.isGood && chance(4) === 0) throw lost()
    return answer
  }) as typeof ask
  const devices: readonly Device[] = [0, 1].map(() => ({ keep: keptInMemory(), skewMs: (chance(7) - 3) * dayMs / 2, call }))
  return { server, network, devices }
}

async function interleave(seed: number): Promise<{ readonly given: number; readonly takenBack: number }> {
  const chance = chances(seed)
  const { server, network, devices } = twoDevices(chance)
  const given = new Map<string, { readonly cardId: string; readonly rating: Rating }>()
  let back = 0
  for (let step = 0; step < stepsEach; step += 1) {
    server.nowMs += chance(dayMs)
    const { keep, skewMs, call } = devices[chance(2)]!
    const nowMs = server.nowMs + skewMs
    const act = chance(8)
    if (act < 4) {
      const rating = (chance(4) + 1) as Rating
      const reviewId = `${chance(1_000_000)}-${step}`
      await keep.change((desk) => {
        const asked = queue(desk, nowMs)[0]
        if (!asked) return desk
        given.set(reviewId, { cardId: asked.card.cardId, rating })
        return answered(desk, { cardId: asked.card.cardId, rating, reviewId, reviewedAt: new Date(nowMs).toISOString() })
      })
    } else if (act === 4) {
      await keep.change((desk) => {
        if (desk.held !== null) back += Number(given.delete(desk.held))
        return takenBack(desk)
      })
    } else if (act === 5) await keep.change(letGo)
    else await (act === 6 ? send : refill)(keep, call).catch((error: unknown) => assert.ok(error instanceof ApiTrouble))
  }
  network.isGood = true
  for (const { keep, call } of devices) {
    await keep.change(letGo)
    await send(keep, call)
  }
  const history = cardIds.flatMap((cardId) => [...server.kept.get(cardId)!.values()].map(({ reviewId, rating }) => [reviewId, { cardId, rating }] as const))
  assert.deepEqual(new Map(history.toSorted()), new Map([...given].toSorted()), 'nothing lost, nothing double, nothing that was taken back')

  for (const { keep, call } of devices) {
    await refill(keep, call)
    const desk = await keep.change((same) => same)
    assert.deepEqual(desk.log, [])
    for (const { card, memory } of standing(desk)) {
      const due = server.due(100).items.some(({ cardId }) => cardId === card.cardId)
      if (due) assert.deepEqual(memory, replayed(startMs, [...server.kept.get(card.cardId)!.values()]), 'one history')
    }
    assert.deepEqual(queue(desk, server.nowMs).map(({ card }) => card.cardId), server.due(100).items.map(({ cardId }) => cardId))
  }
  return { given: given.size, takenBack: back }
}

test(`${interleavings} ways in which two devices review, with clocks that differ and messages lost and repeated, end in one history: nothing lost, nothing double`, async () => {
  const seen = { given: 0, takenBack: 0 }
  for (let seed = 1; seed <= interleavings; seed += 1) {
    const one = await interleave(seed).catch((error: unknown) => {
      throw new Error(`interleaving ${seed}`, { cause: error })
    })
    seen.given += one.given
    seen.takenBack += one.takenBack
  }
  assert.ok(seen.given > 5 * interleavings && seen.takenBack > interleavings / 2, JSON.stringify(seen))
})

test('what is held is not sent, and a review of a card that is gone leaves the desk with it', async () => {
  const server = servedReviews(['a', 'b'])
  const keep = keptInMemory()
  const call = (async (method: string, _path: string, body?: ReviewRequest) => (method === 'POST' ? server.review(body!) : server.due(100))) as typeof ask
  await refill(keep, call)
  await keep.change((desk) => answered(desk, { cardId: 'a', rating: 3, reviewId: '1', reviewedAt: new Date(startMs).toISOString() }))
  await send(keep, call)
  assert.equal(server.kept.get('a')!.size, 0)
  server.kept.delete('a')
  await keep.change(letGo)
  await send(keep, call)
  const desk = await keep.change((same) => same)
  assert.deepEqual([desk.cards.map(({ cardId }) => cardId), desk.log], [['b'], []])
})

test('an answer that was overtaken does not set a card back', async () => {
  const server = servedReviews(['a'])
  const keep = keptInMemory()
  const before = server.due(100)
  server.review([{ cardId: 'a', rating: 1, reviewId: '1', reviewedAt: new Date(startMs).toISOString() }])
  await refill(keep, (async () => server.due(100)) as unknown as typeof ask)
  await refill(keep, (async () => before) as unknown as typeof ask)
  assert.equal((await keep.change((same) => same)).cards[0]!.reviews, 1)
})

test('what a page parts with is asked for at once, of a browser that goes on without the page', async () => {
  const given: ReviewRequest = [{ cardId: 'a', rating: 4, reviewId: '1', reviewedAt: new Date(startMs).toISOString() }]
  const asked: [string, RequestInit | undefined][] = []
  const answers = [Response.json({ items: [] }), new Response('busy', { status: 503 })]
  mock.method(globalThis, 'fetch', async (address: string, init?: RequestInit) => {
    asked.push([address, init])
    return answers.shift()!
  })
  const heard = sendParting(given)
  assert.deepEqual(asked.map(([address, init]) => [address, init?.method, init?.keepalive, init?.body]), [['/api/v1/reviews', 'POST', true, JSON.stringify(given)]])
  assert.deepEqual(await heard, { items: [] })
  await assert.rejects(sendParting(given))
  mock.restoreAll()
})
