import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { CodeMade, IdentityList, Unlinked } from '@mluv/protocol/identities.ts'
import { RecoveredSession } from '@mluv/protocol/session.ts'
import { SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const botToken = '123456:a-token-of-nobody'
let clock: TurnableClock
let mluv: Installation
before(async () => {
  clock = turnableClock()
  // Nobody listens there: the bot goes on trying.
  mluv = await openInstallation({ clock, warm: [], settings: { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_API_URL: 'http://127.0.0.1:9', PUBLIC_URL: 'https://mluv.example/', TELEGRAM_UPDATES: 'polling' } })
})
after(() => mluv.close())

const post = (path: string, json: object, more: object = {}) => mluv.call(path, { method: 'POST', json, ...more })
const nowS = () => Math.floor(clock.now() / 1000)
let marks = 0
function fieldsOf(id: number): Record<string, string | number> {
  const fields: Record<string, string | number> = { id, first_name: `Žofie ${(marks += 1)}`, auth_date: nowS() }
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('\n')
  return { ...fields, hash: createHmac('sha256', createHash('sha256').update(botToken).digest()).update(text).digest('hex') }
}
function initDataOf(id: number): string {
  const fields: Record<string, string> = { auth_date: String(nowS()), user: JSON.stringify({ id, first_name: `Ž ${(marks += 1)}` }) }
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('\n')
  const hash = createHmac('sha256', createHmac('sha256', 'WebAppData').update(botToken).digest()).update(text).digest('hex')
  return new URLSearchParams({ ...fields, hash }).toString()
}

describe('signing in with Telegram', () => {
  it('is told of where there is a bot', async () => {
    assert.deepEqual((await mluv.call('/session/ways')).as(Ways).telegram, { botId: '123456' })
  })

  it('links it to the guest who is here, and brings them back elsewhere, once each time', async () => {
    const guest = await mluv.guest()
    const linked = (await post('/session/telegram', { fields: fieldsOf(7) }, { token: guest.token })).as(SignedIn)
    const initData = initDataOf(7)
    const back = await post('/session/telegram/mini-app', { initData, framed: true })
    assert.deepEqual([linked.how, linked.learnerId, back.as(SignedIn).how, back.as(SignedIn).learnerId], ['linked', guest.learnerId, 'back', guest.learnerId])
    assert.match((back.headers['set-cookie'] ?? []).join('\n'), /^mluv_session=[\w-]+; Path=\/; HttpOnly; SameSite=None; Secure; Partitioned; Max-Age=\d+$/m)
    assertRefused(await post('/session/telegram/mini-app', { initData }), 401, 'unauthorized')
    assertRefused(await post('/session/telegram', { fields: { ...fieldsOf(7), id: 8 } }), 401, 'unauthorized')
  })

  it('is for our own pages', async () => {
    assertRefused(await post('/session/telegram', { fields: fieldsOf(9) }, { headers: { origin: 'https://evil.example' } }), 403, 'forbidden')
  })
})

describe('what one signs in with', () => {
  it('is seen and taken away, the last with a code that brings back', async () => {
    const { token, learnerId } = (await post('/session/telegram', { fields: fieldsOf(20) })).as(SignedIn)
    const { items } = (await mluv.call('/identities', { token })).as(IdentityList)
    assert.deepEqual(items.map(({ provider, subject, isVerified }) => ({ provider, subject, isVerified })), [{ provider: 'telegram', subject: '20', isVerified: true }])
    const neighbour = await mluv.guest()
    const unlink = (as: string) => mluv.call(`/identities/${items[0]!.identityId}`, { method: 'DELETE', token: as })
    assertRefused(await unlink(neighbour.token), 404, 'not-found')
    const { recoveryCode } = (await unlink(token)).as(Unlinked)
    assert.equal((await post('/session/recover', { recoveryCode })).as(RecoveredSession).learnerId, learnerId)
    assertRefused(await unlink(token), 404, 'not-found')
    // Whoever comes with it again is somebody new.
    const anew = (await post('/session/telegram', { fields: fieldsOf(20) })).as(SignedIn)
    assert.deepEqual([anew.how, anew.learnerId === learnerId], ['new', false])
  })

  it('has a code beside it for whoever asks, and the one before is over', async () => {
    const guest = await mluv.guest()
    const { recoveryCode } = (await mluv.call('/learner/recovery-code', { method: 'POST', token: guest.token })).as(CodeMade)
    assertRefused(await post('/session/recover', { recoveryCode: guest.recoveryCode }), 401, 'unauthorized')
    assert.equal((await post('/session/recover', { recoveryCode })).status, 201)
  })
})
