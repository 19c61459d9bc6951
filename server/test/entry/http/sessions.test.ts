import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RecoveredSession } from '@mluv/protocol/session.ts'
import { SessionList, TokenMade } from '@mluv/protocol/sessions.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const dayMs = 86_400_000

let clock: TurnableClock
let mluv: Installation
before(async () => {
  clock = turnableClock()
  mluv = await openInstallation({ clock, warm: [] })
})
after(() => mluv.close())

const listed = async (token: string) => (await mluv.call('/sessions', { token })).as(SessionList).items
const made = async (token: string, json: object) => (await mluv.call('/tokens', { token, json })).as(TokenMade)
const isIn = async (token: string) => (await mluv.call('/learner', { token })).status === 200

describe('sessions', () => {
  it('are listed to their learner, and ended one by one or all but this', async () => {
    const { token, recoveryCode } = await mluv.guest()
    const others = await Promise.all([1, 2, 3].map(async () => (await mluv.call('/session/recover', { json: { recoveryCode } })).as(RecoveredSession).token))
    const items = await listed(token)
    assert.deepEqual([items.length, items.filter(({ isThis }) => isThis).length], [4, 1])
    const [one] = (await listed(others[0]!)).filter(({ isThis }) => isThis)
    assert.equal((await mluv.call(`/sessions/${one!.sessionId}`, { method: 'DELETE', token })).status, 204)
    assert.deepEqual([await isIn(others[0]!), await isIn(others[1]!), await isIn(token)], [false, true, true])
    assertRefused(await mluv.call(`/sessions/${one!.sessionId}`, { method: 'DELETE', token }), 404, 'not-found')
    assert.equal((await mluv.call('/sessions', { method: 'DELETE', token })).status, 204)
    assert.deepEqual(await Promise.all([...others, token].map(isIn)), [false, false, false, true])
  })

  it('of somebody else are not there', async () => {
    const [mine, theirs] = [await mluv.guest(), await mluv.guest()]
    const { sessionId } = (await listed(theirs.token))[0]!
    for (const id of [sessionId, 'none', '../1']) assertRefused(await mluv.call(`/sessions/${encodeURIComponent(id)}`, { method: 'DELETE', token: mine.token }), 404, 'not-found')
    assert.equal(await isIn(theirs.token), true)
  })
})

describe('a token for a program', () => {
  it('does what it was given and nothing else', async () => {
    const { token } = await mluv.guest()
    const calls = { read: { path: '/learner/home' }, learn: { path: '/conversations', json: {} }, account: { path: '/sessions' } }
    for (const given of Object.keys(calls)) {
      const { token: program } = await made(token, { name: 'A script', scopes: [given], days: 1 })
      for (const [needed, asking] of Object.entries(calls)) {
        const answer = await mluv.call(asking.path, { token: program, ...('json' in asking && { json: asking.json }) })
        if (needed === given) assert.ok(answer.status < 300, `${needed} with ${given}: ${answer.status}`)
        else assertRefused(answer, 403, 'forbidden')
      }
    }
    const { token: reader } = await made(token, { name: 'A reader', scopes: ['read'], days: 1 })
    assertRefused(await mluv.call('/tokens', { token: reader, json: { name: 'More', scopes: ['account'], days: 365 } }), 403, 'forbidden')
    assert.equal((await mluv.call('/session', { method: 'DELETE', token: reader })).status, 204, 'it may end itself')
  })

  it('has an end, however often it is used, and is in the list by its name', async () => {
    const { token } = await mluv.guest()
    const { token: program, sessionId } = await made(token, { name: ' My script ', scopes: ['read', 'learn'], days: 2 })
    const { name, scopes, isThis } = (await listed(token)).find((each) => each.sessionId === sessionId)!
    assert.deepEqual({ name, scopes, isThis }, { name: 'My script', scopes: ['read', 'learn'], isThis: false })
    clock.turn(2 * dayMs - 1000)
    assert.equal(await isIn(program), true)
    clock.turn(2000)
    assert.equal(await isIn(program), false)
    assert.equal((await listed(token)).length, 1)
  })

  for (const [what, json] of Object.entries({
    'no scopes': { name: 'x', scopes: [], days: 1 }, 'a scope there is not': { name: 'x', scopes: ['all'], days: 1 }, 'no end': { name: 'x', scopes: ['read'] },
    'too late an end': { name: 'x', scopes: ['read'], days: 366 }, 'a blank name': { name: '  ', scopes: ['read'], days: 1 }, 'a role': { name: 'x', scopes: ['read'], days: 1, role: 'operator' },
  }))
    it(`is not made with ${what}`, async () => void assertRefused(await mluv.call('/tokens', { token: (await mluv.guest()).token, json }), 400, 'invalid'))
})
