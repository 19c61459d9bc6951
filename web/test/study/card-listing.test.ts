import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CardRequest, CardView } from '@mluv/protocol/cards.ts'
import { ApiTrouble } from '../../src/api.ts'
import type { ask } from '../../src/api.ts'
import { cardListing, everything, holds } from '../../src/study/card-listing.ts'

const card = (cardId: string, more: Partial<CardView> = {}): CardView => ({
  cardId, kind: 'word', front: cardId, back: 'b', example: null, mistakeId: null, createdAt: '', suspended: false, leech: false, dueAt: '', stage: 'new', stability: 0, difficulty: 0, steps: 0, reviews: 0, lapses: 0, reviewedAt: null, ...more,
})

/** A server with these cards, whose answers wait until they are let go where that is wanted. */
function served(...cards: CardView[]) {
  const kept = new Map(cards.map((each) => [each.cardId, each]))
  const asked: string[] = []
  const ended: string[] = []
  const drawer = new Map<string, string>()
  const storage = { getItem: (key: string) => drawer.get(key) ?? null, setItem: (key: string, text: string) => void drawer.set(key, text), removeItem: (key: string) => void drawer.delete(key) }
  let gate: Promise<void> = Promise.resolve()
  const call = (async (method: string, path: string, body?: object) => {
    asked.push(`${method} ${path}`)
    const q = new URLSearchParams(path.split('?')[1]).get('q') ?? ''
    const items = [...kept.values()].filter(({ front, suspended }) => front.includes(q) && !suspended)
    const same = [...kept.values()].find(({ front }) => front === (body as CardRequest | undefined)?.front)
    if (method === 'POST' && !same) kept.set('new', card('new', body))
    await gate
    if (method === 'GET') return { items, next: q === '' && !path.includes('before') ? 'older' : null }
    if (method === 'POST') return same ?? kept.get('new')!
    const changed = { ...kept.get(path.split('/').at(-1)!)!, ...body }
    if (changed.front === 'taken') throw new ApiTrouble({ code: 'conflict', detail: null })
    kept.set(changed.cardId, changed)
    return changed
  }) as typeof ask
  const open = () => cardListing(call, async (cardId) => void ended.push(cardId), storage)
  return { call, asked, ended, drawer, open, hold: (until: Promise<void>) => void (gate = until), listing: open() }
}

describe('the list of cards', () => {
  it('shows what is looked for, page by page', async () => {
    const { listing, asked } = served(card('pes'), card('kos'))
    await listing.show(everything)
    assert.deepEqual([listing.listing().cards.length, listing.listing().isRead], [2, true])
    await listing.more()
    await listing.more()
    await listing.show({ q: 'pe', kind: 'phrase', state: 'due' })
    assert.deepEqual(listing.listing().cards.map(({ front }) => front), ['pes'])
    assert.deepEqual(asked, ['GET /cards?limit=50', 'GET /cards?before=older&limit=50', 'GET /cards?q=pe&kind=phrase&state=due&limit=50'])
  })

  it('asks again where something was done while it was read, and loses nothing of it', async () => {
    const { listing, hold, asked } = served(card('pes'))
    await listing.show(everything)
    const held = Promise.withResolvers<void>()
    hold(held.promise)
    const reading = listing.show(everything)
    while (asked.length < 2) await Promise.resolve()
    hold(Promise.resolve())
    await listing.add({ kind: 'word', front: 'švestka', back: 'plum' })
    held.resolve()
    await reading
    assert.deepEqual(listing.listing().cards.map(({ front }) => front).sort(), ['pes', 'švestka'])
  })

  it('shows the newest answer, whichever comes last', async () => {
    const { listing, hold } = served(card('pes'), card('kos'))
    const held = Promise.withResolvers<void>()
    hold(held.promise)
    const first = listing.show({ ...everything, q: 'pes' })
    await new Promise((resolve) => setImmediate(resolve))
    hold(Promise.resolve())
    await listing.show({ ...everything, q: 'kos' })
    held.resolve()
    await first
    assert.deepEqual(listing.listing().cards.map(({ front }) => front), ['kos'])
  })

  it('puts aside what is let go, gives it back as it was, and ends it when it is left', async () => {
    const { listing, asked, ended } = served(card('pes'), card('kos'))
    await listing.show(everything)
    assert.equal(await listing.leave(), false)
    const [pes, kos] = listing.listing().cards
    await listing.letGo(pes!)
    await listing.letGo(kos!)
    assert.deepEqual(listing.listing().cards.map(({ going, suspended }) => [going, suspended]), [[true, true], [true, true]])
    await listing.takeBack(kos!)
    assert.deepEqual(listing.listing().cards.map(({ going, suspended }) => [going, suspended]), [[true, true], [false, false]])
    assert.deepEqual(ended, [])
    assert.equal(await listing.leave(), true)
    assert.deepEqual(ended, ['pes'])
    await listing.leave()
    assert.deepEqual(ended, ['pes'])
    assert.equal(asked.filter((call) => call.startsWith('PATCH')).length, 3)
  })

  it('ends with the next visit what the page was closed on', async () => {
    const id = '01890000-0000-7000-8000-000000000001'
    const { listing, open, ended, drawer } = served(card(id), card('kos'))
    await listing.show(everything)
    await listing.letGo(listing.listing().cards[0]!)
    const next = open()
    await next.show(everything)
    assert.deepEqual([ended, [...drawer]], [[id], []])
    await next.leave()
    assert.deepEqual(ended, [id])
  })

  it('adds and changes, and tells what could not be done', async () => {
    const { listing } = served(card('pes'))
    let told = 0
    const unwatch = listing.watch(() => void (told += 1))
    await listing.show(everything)
    const wish = { kind: 'word', front: 'kos', back: 'blackbird' } as const
    assert.ok(holds((await listing.add(wish))!, wish))
    const [added, pes] = listing.listing().cards
    assert.equal(added?.front, 'kos')
    assert.equal(await listing.change(pes!, { front: 'taken' }), false)
    assert.deepEqual([listing.listing().trouble?.code, listing.listing().cards[1]?.front], ['conflict', 'pes'])
    assert.equal(await listing.change(pes!, { back: 'dog' }), true)
    assert.deepEqual([listing.listing().trouble, listing.listing().cards[1]?.back], [null, 'dog'])
    unwatch()
    const before = told
    await listing.show(everything)
    assert.equal(told, before)
  })

  it('adds nothing to what is kept already, and tells how that stands', async () => {
    const { listing } = served(card('pes', { back: 'dog' }))
    const wish = { kind: 'word', front: 'pes', back: 'hound', example: 'Pes štěká.' } as const
    const there = (await listing.add(wish))!
    assert.deepEqual([there.back, listing.listing().cards.length], ['dog', 1])
    assert.deepEqual([wish, { ...wish, back: 'dog' }, { kind: wish.kind, front: wish.front, back: 'dog' }].map((each) => holds(there, each)), [false, false, true])
    assert.equal(await listing.change(there, wish), true)
    assert.ok(holds(listing.listing().cards[0]!, wish))
  })

  it('keeps what was let go and is added again', async () => {
    const { listing, ended } = served(card('pes'))
    await listing.show(everything)
    await listing.letGo(listing.listing().cards[0]!)
    await listing.add({ kind: 'word', front: 'pes', back: 'b' })
    assert.deepEqual(listing.listing().cards.map(({ going, suspended }) => [going, suspended]), [[false, false]])
    await listing.leave()
    assert.deepEqual(ended, [])
  })
})
