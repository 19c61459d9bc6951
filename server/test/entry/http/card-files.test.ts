import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CardList, CardsBrought, Reviewed } from '@mluv/protocol/cards.ts'
import { collection, oldest } from '../../adapters/anki/packages.ts'
import { assertRefused, openInstallation, type Answer, type Guest, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
before(async () => {
  mluv = await openInstallation({ warm: [] })
})
after(() => mluv.close())

function form(bytes: string | Uint8Array, name = 'file', fileName = 'cards'): FormData {
  const data = new FormData()
  data.append(name, new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), fileName)
  return data
}
const bring = ({ token }: Guest, bytes: string | Uint8Array, name?: string, fileName?: string): Promise<Answer> => mluv.call('/cards/import', { token, body: form(bytes, name, fileName) })
const take = ({ token }: Guest, as: string): Promise<Answer> => mluv.call(`/cards/export?as=${as}`, { token })
const kept = async ({ token }: Guest) => (await mluv.call('/cards', { token })).as(CardList).items
const brought = (answer: Answer) => answer.as(CardsBrought)

describe('cards in a file', () => {
  it('are taken in from a table, told line by line, and nothing of it a second time', async () => {
    const guest = await mluv.guest()
    await mluv.call('/cards', { token: guest.token, json: { kind: 'word', front: 'pivo', back: 'mine' } })
    const table = `slovo;překlad;příklad\npivo;beer\nčaj;tea;"Dám si čaj; černý."\nčaj;tea\n;nothing\n${'a'.repeat(201)};long\n`
    assert.deepEqual(brought(await bring(guest, table)), { taken: 1, reviews: 0, known: 2, leftOut: 2, why: [{ at: 5, why: 'no-front' }, { at: 6, why: 'front-too-long' }], media: 0 })
    const cards = await kept(guest)
    assert.deepEqual(cards.map(({ front, back, example }) => [front, back, example]), [['čaj', 'tea', 'Dám si čaj; černý.'], ['pivo', 'mine', null]])
    assert.deepEqual(brought(await bring(guest, table)), { taken: 0, reviews: 0, known: 3, leftOut: 2, why: [{ at: 5, why: 'no-front' }, { at: 6, why: 'front-too-long' }], media: 0 })
    assert.deepEqual(await kept(guest), cards)
  })

  it('go from one learner to another with all that was learnt, and by a table without', async () => {
    const [from, to, other] = [await mluv.guest(), await mluv.guest(), await mluv.guest()]
    await bring(from, 'ahoj,hi & bye\n"dva\nřádky",two <lines>,Příklad.\n')
    const cards = await kept(from)
    assert.deepEqual(cards.map(({ front }) => front), ['ahoj', 'dva\nřádky'], 'in the order of the file')
    const { clock } = mluv.mluv.house
    const agoOf = (at: number, nth: number): string => new Date(clock.now() - (9 - at - 2 * nth) * 1_000).toISOString()
    const reviews = cards.flatMap(({ cardId }, at) => [3, 4].map((rating, nth) => ({ cardId, rating, reviewedAt: agoOf(at, nth), reviewId: clock.newId() })))
    const learnt = (await mluv.call('/reviews', { token: from.token, json: reviews })).as(Reviewed).items
    await mluv.call(`/cards/${cards[0]!.cardId}`, { method: 'PATCH', token: from.token, json: { suspended: true } })
    const deck = await take(from, 'apkg')
    assert.deepEqual([deck.status, deck.headers['content-disposition'], deck.headers['cache-control']], [200, 'attachment; filename="mluv.apkg"', 'no-store'])
    assert.deepEqual(brought(await bring(to, deck.bytes)), { taken: 2, reviews: 4, known: 0, leftOut: 0, why: [], media: 0 })
    const all = async ({ token }: Guest) => [...(await mluv.call('/cards', { token })).as(CardList).items, ...(await mluv.call('/cards?state=suspended', { token })).as(CardList).items]
    const told = (each: Awaited<ReturnType<typeof all>>) => each.map(({ cardId: _, createdAt: __, ...card }) => card).toSorted((one, two) => one.front.localeCompare(two.front))
    assert.deepEqual(told(await all(to)), told(await all(from)))
    assert.deepEqual(learnt.map(({ reviews: count }) => count), [2, 2])
    const table = await take(from, 'csv')
    assert.match(table.text, /^#separator:Comma\r\n/)
    assert.deepEqual(brought(await bring(other, table.text)), { taken: 2, reviews: 0, known: 0, leftOut: 0, why: [], media: 0 })
    assert.deepEqual((await all(other)).map(({ front, back, suspended, stage }) => [front, back, suspended, stage]).toSorted(), [['ahoj', 'hi & bye', true, 'new'], ['dva\nřádky', 'two <lines>', false, 'new']])
    assert.deepEqual(brought(await bring(from, deck.bytes)).known, 2, 'what is put aside is known, too')
    assert.equal((await take(other, 'apkg')).status, 200)
  })

  it('are taken in with what Anki knows of them', async () => {
    const guest = await mluv.guest()
    const longAgoMs = Date.UTC(2025, 0, 1)
    const deck = oldest(collection([{ fields: ['<i>les</i>', 'forest'], cards: [{ log: [[longAgoMs, 3], [longAgoMs + 86_400_000, 4]] }] }, { fields: ['<img src=a.jpg>', 'picture'] }]))
    assert.deepEqual(brought(await bring(guest, deck)), { taken: 1, reviews: 2, known: 0, leftOut: 1, why: [{ at: 2, why: 'no-front' }], media: 1 })
    const [card] = await kept(guest)
    assert.deepEqual([card?.front, card?.stage, card?.reviews, card?.reviewedAt], ['les', 'review', 2, new Date(longAgoMs + 86_400_000).toISOString()])
  })

  it('are refused whole where they cannot be read, with what to do', async () => {
    const guest = await mluv.guest()
    assert.match(assertRefused(await bring(guest, Uint8Array.of(0x9e, 0x6c, 0x75, 0x9d, 0x3b, 0x61)), 415, 'unsupported')?.detail ?? '', /UTF-8/)
    for (const [bytes, fileName, told] of [['junk;of some kind', 'deck.APKG', /no package of Anki’s/], ['%PDF-1.4\n1 0 obj;2\n', 'words.pdf', /no table/], [Buffer.from('pes;dog\n', 'utf16le'), 'words.csv', /no table/]] as const)
      assert.match(assertRefused(await bring(guest, bytes, 'file', fileName), 415, 'unsupported')?.detail ?? '', told)
    for (const [bytes, status, code] of [['a,b\nc,"d', 400, 'invalid'], ['', 400, 'invalid'], ['\n\n', 400, 'invalid'], ['PK\u{3}\u{4}', 400, 'invalid'], ['a,b\n'.repeat(5_002), 413, 'too-large'], [new Uint8Array(4 * 2 ** 20 + 1), 413, 'too-large'], [new Uint8Array(20 * 2 ** 20 + 1), 413, 'too-large']] as const)
      assertRefused(await bring(guest, bytes), status, code)
    assertRefused(await bring(guest, 'a,b', 'cards'), 400, 'invalid')
    assertRefused(await mluv.call('/cards/import', { token: guest.token, json: {} }), 415, 'unsupported')
    assertRefused(await mluv.call('/cards/export?as=pdf', { token: guest.token }), 400, 'invalid')
    assert.equal((await mluv.call('/cards/import', { body: form('a,b') })).status, 401)
    assert.equal((await mluv.call('/cards/export?as=csv')).status, 401)
    assert.deepEqual(await kept(guest), [])
  })
})
