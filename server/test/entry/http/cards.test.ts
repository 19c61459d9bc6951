import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CardList, CardView } from '@mluv/protocol/cards.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
let guest: Guest
before(async () => {
  mluv = await openInstallation({ warm: [] })
  guest = await mluv.guest()
})
after(() => mluv.close())

const absent = '01890000-0000-7000-8000-000000000000'
const keep = async (front: string, more: object = {}) => (await mluv.call('/cards', { token: guest.token, json: { kind: 'word', front, back: `what ${front} means`, ...more } })).as(CardView)
const list = async (query: string, { token }: Guest = guest) => (await mluv.call(`/cards${query}`, { token })).as(CardList)
const fronts = async (query: string, of?: Guest) => (await list(query, of)).items.map(({ front }) => front)
const change = (cardId: string, json: object, { token }: Guest = guest) => mluv.call(`/cards/${cardId}`, { method: 'PATCH', token, json })

describe('what is kept', () => {
  it('is found by word, kind and state, page by page, by whose it is', async () => {
    for (const front of ['hruška', 'hrušky jsou zralé', 'jablko']) await keep(front, { kind: front.includes(' ') ? 'phrase' : 'word' })
    assert.deepEqual(await fronts('?q=HRUSKU'), ['hrušky jsou zralé', 'hruška'])
    assert.deepEqual(await fronts('?q=hruska&kind=word'), ['hruška'])
    assert.deepEqual(await fronts('?q=%20'), ['jablko', 'hrušky jsou zralé', 'hruška'])
    assert.deepEqual(await fronts('?state=new&kind=phrase'), ['hrušky jsou zralé'])
    assert.deepEqual(await fronts('?q=hruska', await mluv.guest()), [])
    const first = await list('?q=hru&limit=1')
    assert.deepEqual([first.items[0]!.front, await fronts(`?q=hru&limit=1&before=${first.next}`)], ['hrušky jsou zralé', ['hruška']])
    for (const query of ['?state=forgotten', '?kind=joke', `?q=${'a'.repeat(201)}`, '?before=x']) assertRefused(await mluv.call(`/cards${query}`, { token: guest.token }), 400, 'invalid')
  })

  it('is changed, put aside and taken up again by whose it is alone', async () => {
    const { cardId } = await keep('švestka')
    await keep('třešeň')
    const changed = (await change(cardId, { front: ' Švestka ', back: 'plum', example: 'Dám si švestku.' })).as(CardView)
    assert.deepEqual([changed.front, changed.back, changed.example, changed.suspended], ['Švestka', 'plum', 'Dám si švestku.', false])
    assert.equal((await change(cardId, { example: null })).as(CardView).example, null)
    assert.equal((await change(cardId, { suspended: true })).as(CardView).suspended, true)
    assert.deepEqual([await fronts('?q=svestka'), await fronts('?q=svestka&state=suspended')], [[], ['Švestka']])
    assert.ok(!(await mluv.call('/cards/due', { token: guest.token })).text.includes('vestka'))
    await change(cardId, { suspended: false })
    assert.deepEqual(await fronts('?q=svestka'), ['Švestka'])
    assertRefused(await change(cardId, { front: 'třešeň' }), 409, 'conflict')
    for (const json of [{ front: '  ' }, { back: 'b'.repeat(501) }, { front: 'a\0' }, { colour: 'red' }, { suspended: 'yes' }]) assertRefused(await change(cardId, json), 400, 'invalid')
    for (const id of [absent, 'x']) assertRefused(await change(id, { back: 'x' }), 404, 'not-found')
    assertRefused(await change(cardId, { back: 'mine' }, await mluv.guest()), 404, 'not-found')
  })
})
