import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { LearnerView } from '@mluv/protocol/learner.ts'
import { GuestSession, OperatorSession, RecoveredSession } from '@mluv/protocol/session.ts'
import { assertRefused, openInstallation, type Asking, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const dayMs = 86_400_000
const operatorToken = 'an-operator-token-of-ours'

let clock: TurnableClock
let mluv: Installation
before(async () => {
  clock = turnableClock()
  mluv = await openInstallation({ clock, warm: [], settings: { MLUV_OPERATOR_TOKEN: operatorToken } })
})
after(() => mluv.close())

const post = (path: string, json?: object, more: Asking = {}) => mluv.call(path, { method: 'POST', ...(json && { json }), ...more })
const learner = (asking: Asking) => mluv.call('/learner', asking)
const cookieOf = (headers: { readonly 'set-cookie'?: string[] | undefined }) => headers['set-cookie']![0]!.split(';')[0]!

describe('a guest', () => {
  it('gets a token, a recovery code, and the same session as a cookie', async () => {
    const answer = await post('/session/guest', { timeZone: 'Europe/Kyiv', motherTongue: 'uk-UA', level: 'B1' })
    assert.equal(answer.status, 201)
    const { learnerId, token, recoveryCode } = answer.as(GuestSession)
    assert.equal(Buffer.from(token, 'base64url').length, 32)
    assert.match(recoveryCode, /^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/)
    const [cookie] = answer.headers['set-cookie']!
    assert.match(cookie!, /; HttpOnly(;|$)/)
    assert.match(cookie!, /; SameSite=Lax(;|$)/)
    assert.match(cookie!, /; Path=\/(;|$)/)
    assert.match(cookie!, /; Max-Age=15552000(;|$)/)
    assert.doesNotMatch(cookie!, /Secure/, 'over plain http it would never come back')
    for (const asking of [{ token }, { headers: { cookie: cookieOf(answer.headers) } }]) {
      const view = (await learner(asking)).as(LearnerView)
      assert.equal(view.learnerId, learnerId)
      const { timeZone, motherTongue, level, levelChosen } = view.settings
      assert.deepEqual({ timeZone, motherTongue, level, levelChosen }, { timeZone: 'Europe/Kyiv', motherTongue: 'uk-UA', level: 'B1', levelChosen: true })
    }
  })

  it('needs to say nothing', async () => {
    for (const asking of [{}, { json: {} }]) {
      const { token } = (await mluv.call('/session/guest', { method: 'POST', ...asking })).as(GuestSession)
      assert.equal((await learner({ token })).as(LearnerView).settings.levelChosen, false)
    }
  })

  for (const [what, json] of Object.entries({ 'a zone there is not': { timeZone: 'Mars/Olympus' }, 'a tongue that is none': { motherTongue: '…' }, 'a level there is not': { level: 'A0' }, 'a name': { learnerId: 'mine' } }))
    it(`may not bring ${what}`, async () => void assertRefused(await post('/session/guest', json), 400, 'invalid'))

  it('comes back with the code, however it is typed', async () => {
    const { learnerId, token, recoveryCode } = await mluv.guest()
    for (const typed of [recoveryCode, recoveryCode.toLowerCase().replaceAll('-', ' '), recoveryCode.replaceAll('0', 'O').replaceAll('1', 'l')]) {
      const back = (await post('/session/recover', { recoveryCode: typed })).as(RecoveredSession)
      assert.equal(back.learnerId, learnerId)
      assert.notEqual(back.token, token)
      assert.equal((await learner({ token: back.token })).status, 200)
    }
    assert.equal((await learner({ token })).status, 200, 'the first session goes on')
    assertRefused(await post('/session/recover', { recoveryCode: '00000-00000-00000-00000' }), 401, 'unauthorized')
  })

  it('leaves, and the session is over', async () => {
    const { token } = await mluv.guest()
    const left = await mluv.call('/session', { method: 'DELETE', token })
    assert.equal(left.status, 204)
    assert.match(left.headers['set-cookie']![0]!, /^mluv_session=;.*Max-Age=0/)
    assertRefused(await learner({ token }), 401, 'unauthorized')
  })
})

describe('a session', () => {
  it('is asked for wherever something is somebody’s', async () => {
    const paths = { GET: ['/learner', '/learner/home', '/stats/me', '/stats/me/days', '/stats/me/progress', '/scenarios', '/conversations'], POST: ['/conversations', '/lessons/process/text', '/lessons/process', '/check'], PATCH: ['/learner/settings'], DELETE: ['/session'] }
    for (const [method, each] of Object.entries(paths)) {
      for (const path of each) {
        const answer = await mluv.call(path, { method, ...(method === 'GET' || method === 'DELETE' ? {} : { json: {} }) })
        assertRefused(answer, 401, 'unauthorized')
        assert.equal(answer.headers['www-authenticate'], 'Bearer')
      }
    }
    for (const token of ['x'.repeat(43), 'short', operatorToken]) assertRefused(await learner({ token }), 401, 'unauthorized')
  })

  it('rolls on when it is used, and ends when it is not', async () => {
    const answer = await post('/session/guest')
    const cookie = cookieOf(answer.headers)
    assert.equal((await learner({ headers: { cookie } })).headers['set-cookie'], undefined, 'not on every request')
    clock.turn(100 * dayMs)
    const rolled = await learner({ headers: { cookie } })
    assert.equal(cookieOf(rolled.headers), cookie)
    clock.turn(100 * dayMs)
    assert.equal((await learner({ headers: { cookie } })).status, 200)
    clock.turn(181 * dayMs)
    assertRefused(await learner({ headers: { cookie } }), 401)
  })

  it('by cookie is for our own pages only, where something changes', async () => {
    const cookie = cookieOf((await post('/session/guest')).headers)
    const patch = (headers: Record<string, string>) => mluv.call('/learner/settings', { method: 'PATCH', json: { style: 'tutor' }, headers: { cookie, ...headers } })
    for (const origin of ['https://evil.example', 'null', mluv.url.replace('127.0.0.1', 'localhost'), `${mluv.url}0`]) assertRefused(await patch({ origin }), 403, 'forbidden')
    assertRefused(await patch({ 'sec-fetch-site': 'cross-site' }), 403, 'forbidden')
    assert.equal((await patch({ origin: mluv.url })).status, 200)
    assert.equal((await patch({ 'sec-fetch-site': 'same-origin' })).status, 200)
    assert.equal((await learner({ headers: { cookie, origin: 'https://evil.example' } })).status, 200, 'whose page cannot read it: nothing allows it to')
    const { token } = await mluv.guest()
    assert.equal((await mluv.call('/learner/settings', { method: 'PATCH', json: { style: 'tutor' }, token, headers: { origin: 'https://app.example' } })).status, 200, 'a token is nobody’s by accident')
  })

  it('is not begun for another site’s page', async () => {
    for (const path of ['/session/guest', '/session/recover', '/session/operator'])
      assertRefused(await post(path, path.endsWith('guest') ? {} : path.endsWith('recover') ? { recoveryCode: 'x' } : { token: operatorToken }, { headers: { origin: 'https://evil.example' } }), 403, 'forbidden')
  })
})

describe('an operator', () => {
  it('signs in with the token, has no lessons, and signs out', async () => {
    const answer = await post('/session/operator', { token: operatorToken })
    assert.equal(answer.status, 201)
    const { token } = answer.as(OperatorSession)
    assert.notEqual(token, operatorToken)
    for (const path of ['/learner', '/learner/home', '/conversations', '/stats/me']) assertRefused(await mluv.call(path, { token }), 403, 'forbidden')
    assertRefused(await mluv.call('/lessons/process/text', { token, json: { text: 'Ahoj!' } }), 403, 'forbidden')
    assert.equal((await mluv.call('/session', { method: 'DELETE', token })).status, 204)
    assertRefused(await mluv.call('/session', { method: 'DELETE', token }), 401)
  })

  it('is nobody with another token', async () => void assertRefused(await post('/session/operator', { token: 'something-else-entirely' }), 401, 'unauthorized'))
})

describe('behind https', () => {
  it('the cookie is sent over https only, and our pages are those of the public address', async () => {
    const other = await openInstallation({ warm: [], settings: { PUBLIC_URL: 'https://mluv.example' } })
    try {
      const answer = await other.call('/session/guest', { method: 'POST', headers: { origin: 'https://mluv.example' } })
      assert.equal(answer.status, 201)
      assert.match(answer.headers['set-cookie']![0]!, /; Secure(;|$)/)
      assertRefused(await other.call('/session/guest', { method: 'POST', headers: { origin: 'https://evil.example' } }), 403)
      assert.match(answer.headers['strict-transport-security']!, /max-age=/)
    } finally {
      await other.close()
    }
  })
})

describe('too much at once', () => {
  it('is refused with the time to wait, and allowed again after it', async () => {
    const turned = turnableClock()
    const slow = await openInstallation({ clock: turned, warm: ['ear'], settings: { RATE_LIMIT_PER_MINUTE: '3', GUESTS_PER_HOUR: '2', TRUST_PROXY: 'true' } })
    try {
      const { token } = await slow.guest()
      const check = () => slow.call('/check', { token, json: { text: 'Ahoj!' } })
      for (let count = 0; count < 3; count += 1) assert.equal((await check()).status, 200)
      const refused = await check()
      assertRefused(refused, 429, 'busy')
      assert.ok(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 60)
      assertRefused(await slow.call('/lessons/process/text', { token, json: { text: 'Ahoj!' } }), 429, 'busy')
      assert.equal((await slow.call('/learner', { token })).status, 200, 'reading is not counted')
      assert.equal((await slow.call('/check', { token: (await slow.guest()).token, json: { text: 'Ahoj!' } })).status, 200, 'nor is anybody else')
      turned.turn(60_000)
      assert.equal((await check()).status, 200)

      const from = (address: string) => slow.call('/session/guest', { method: 'POST', headers: { 'x-forwarded-for': address } })
      assert.deepEqual([(await from('203.0.113.7')).status, (await from('203.0.113.7')).status], [201, 201])
      const third = await from('203.0.113.7')
      assertRefused(third, 429, 'busy')
      assert.ok(Number(third.headers['retry-after']) > 3000)
      assert.equal((await from('203.0.113.8')).status, 201)
    } finally {
      await slow.close()
    }
  })
})
