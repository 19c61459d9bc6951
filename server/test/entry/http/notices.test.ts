import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { LearnerView } from '@mluv/protocol/learner.ts'
import { Deliveries, NoticeWays, PushKey } from '@mluv/protocol/notices.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import { openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'

const keys = { p256dh: `B${'a'.repeat(86)}`, auth: 'b'.repeat(22) }
const at = (name: string) => `https://push.example.org/${name}`

let mluv: Installation
let guest: Guest
before(async () => {
  mluv = await openInstallation({ warm: [], settings: { PUBLIC_URL: 'https://mluv.example/' } })
  guest = await mluv.guest()
})
after(() => mluv.close())

const api = (path: string, asking: Parameters<Installation['call']>[1] = {}) => mluv.call(path, { token: guest.token, ...asking })
const settingsNow = async () => (await api('/learner')).as(LearnerView).settings

describe('what somebody is told', () => {
  it('is chosen kind by kind, with an hour and with quiet ones; the rest stays', async () => {
    const first = await settingsNow()
    const patch = { reminders: true, reminderHour: 20, quietHours: { from: 22, to: 6 }, notices: { phrase: ['mail'], challenge: [] } } as const
    const changed = (await api('/learner/settings', { method: 'PATCH', json: patch })).as(LearnerView).settings
    assert.deepEqual(changed, { ...first, ...patch, notices: { ...first.notices, phrase: ['mail'], challenge: [] } })
    for (const wrong of [
      { reminderHour: 23 }, { quietHours: { from: 22 } }, { quietHours: { from: 22, to: 24 } }, { notices: {} },
      { notices: { gossip: [] } }, { notices: { phrase: ['pigeon'] } }, { notices: { phrase: ['mail', 'mail'] } },
    ])
      assert.equal((await api('/learner/settings', { method: 'PATCH', json: wrong })).status, 400, JSON.stringify(wrong))
    assert.deepEqual(await settingsNow(), changed)
  })

  it('reaches the browsers that they gave, of which it keeps the newest ten, and none inside a network', async () => {
    const { publicKey } = (await api('/notices/push')).as(PushKey)
    assert.equal((await api('/notices/push')).as(PushKey).publicKey, publicKey)
    assert.equal(Buffer.from(publicKey, 'base64url').length, 65)
    const browsers = async () => (await api('/notices')).as(NoticeWays).push
    for (let name = 1; name <= 12; name += 1) assert.equal((await api('/notices/push', { method: 'PUT', json: { endpoint: at(String(name)), keys } })).status, 204)
    assert.deepEqual(await browsers(), { offered: true, reaches: 10 })
    await api('/notices/push', { method: 'DELETE', json: { endpoint: at('12') } })
    for (const endpoint of ['https://127.0.0.1/x', 'https://localhost/x', 'http://push.example.org/x', 'https://10.0.0.1/']) assert.equal((await api('/notices/push', { method: 'PUT', json: { endpoint, keys } })).status, 400, endpoint)
    const other = await mluv.guest()
    await mluv.call('/notices/push', { method: 'DELETE', token: other.token, json: { endpoint: at('11') } })
    assert.equal((await browsers()).reaches, 9, 'nobody forgets another’s')
    await mluv.call('/notices/push', { method: 'PUT', token: other.token, json: { endpoint: at('11'), keys } })
    assert.equal((await browsers()).reaches, 8, 'a browser tells things to whoever used it last')
  })
})

describe('a link at the end of a letter', () => {
  const open = (token: string, how: { readonly method: string; readonly body?: string }, path = '') =>
    fetch(new URL(`/unsubscribe/${token}${path}`, mluv.url), { ...how, ...(how.body !== undefined && { headers: { 'content-type': 'application/x-www-form-urlencoded' } }) })
  const tokenFor = (kind: 'reminder' | 'phrase') => mluv.mluv.house.bell.unsubscribing.tokenFor(guest.learnerId as LearnerId, kind)

  it('changes nothing when it is looked at, and ends what it is for when it is used, without a session', async () => {
    const token = await tokenFor('reminder')
    const page = await open(token, { method: 'GET' })
    assert.equal(page.status, 200)
    assert.match(await page.text(), /<form method="post" action="\/unsubscribe\/reminder\.[\w.-]+">.*Switch off: reminders/)
    assert.equal((await settingsNow()).notices.reminder.length, 3)
    assert.equal((await open(token, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status, 200)
    const { notices, reminders } = await settingsNow()
    assert.deepEqual([notices.reminder, notices['weekly-report'].length, reminders], [[], 3, true])
    assert.equal((await open(token, { method: 'POST' }, '/all')).status, 200)
    assert.equal((await settingsNow()).reminders, false)
  })

  it('of another kind, of somebody else or cut short is refused, and nothing is said of why', async () => {
    const [token, phrase] = [await tokenFor('reminder'), await tokenFor('phrase')]
    const [kind, id, seal] = token.split('.') as [string, string, string]
    const bad = [`phrase.${id}.${seal}`, `${kind}.${id.replace(/^./, '9')}.${seal}`, `${kind}.${id}.${seal.slice(0, -1)}`, `${kind}.${id}.${phrase.split('.')[2]}`, `${kind}.${id}.`, kind, 'x']
    const answers = await Promise.all(bad.map(async (each) => {
      const answer = await open(each, { method: 'POST' })
      return [answer.status, await answer.text()] as const
    }))
    assert.deepEqual(answers.map(([status]) => status), bad.map(() => 404))
    assert.equal(new Set(answers.map(([, text]) => text)).size, 1)
    assert.deepEqual((await settingsNow()).notices.phrase, ['mail'])
    assert.match(await (await open('<script>', { method: 'GET' })).text(), /^(?!.*<script>).*$/s)
  })
})

describe('what became of messages', () => {
  it('is counted by day, kind and channel, for operators alone', async () => {
    const { reach } = mluv.mluv.house.bell
    assert.deepEqual(await reach.delivered(null), [])
    const { token: operator } = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession)
    const read = await mluv.call('/admin/deliveries?from=2026-03-01&to=2026-03-02', { token: operator })
    assert.deepEqual(read.as(Deliveries), { from: '2026-03-01', to: '2026-03-02', total: { sent: 0, dropped: 0, dead: 0, rate: null }, days: [], items: [] })
    assert.equal((await api('/admin/deliveries')).status, 403)
  })
})
