import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
let guest: Guest
before(async () => {
  mluv = await openInstallation({ warm: [] })
  guest = await mluv.guest()
})
after(() => mluv.close())

const remembered = ['/learner', '/learner/home', '/stats/me', '/stats/me/days', '/cards/due', '/leaderboard'] as const
const get = (path: string, headers: Record<string, string> = {}, { token }: Guest = guest) => mluv.call(path, { token, headers })
const loads = () => Object.values(mluv.mluv.house.cache.counts()).reduce((sum, counts) => sum + counts.loads, 0)
const keep = (front: string) => mluv.call('/cards', { method: 'POST', token: guest.token, json: { kind: 'word', front, back: 'b' } })

describe('an answer that is remembered', () => {
  for (const path of remembered)
    it(`is the same the second time, found once, and only named to who has it: ${path}`, async () => {
      const first = await get(path)
      assert.equal(first.status, 200, first.text)
      const before = loads()
      const again = await get(path)
      assert.deepEqual([again.text, again.headers.etag, loads()], [first.text, first.headers.etag, before])
      assert.equal(first.headers['cache-control'], 'private, no-cache')
      assert.match(first.headers['content-type']!, /^application\/json/)
      for (const known of [first.headers.etag!, `"other", ${first.headers.etag!}`, '*']) {
        const answer = await get(path, { 'if-none-match': known })
        assert.deepEqual([answer.status, answer.bytes.length, answer.headers.etag], [304, 0, first.headers.etag], known)
      }
      assert.equal((await get(path, { 'if-none-match': '"other"' })).status, 200)
    })

  it('is compressed once, for whoever takes it so, and is the same for who does not', async () => {
    const plain = await get('/learner/home', { 'accept-encoding': 'identity' })
    const packed = await get('/learner/home', { 'accept-encoding': 'gzip, deflate' })
    assert.ok(plain.bytes.length > 1024)
    assert.deepEqual([plain.headers['content-encoding'], packed.headers['content-encoding']], [undefined, 'gzip'])
    assert.equal(gunzipSync(packed.bytes).toString(), plain.text)
    assert.notEqual(packed.headers.etag, plain.headers.etag)
    assert.equal((await get('/learner/home', { 'accept-encoding': 'gzip;q=0' })).text, plain.text)
    for (const { headers } of [plain, packed]) assert.equal((await get('/learner/home', { 'if-none-match': headers.etag! })).status, 304)
  })

  it('keeps no more bytes than it is sent as', async () => {
    for (const [artefact, path] of [['home', '/learner/home'], ['stats', '/stats/me']] as const) {
      const { bytes } = await get(path, { 'accept-encoding': 'gzip' })
      const kept = await mluv.mluv.house.cache.get<{ body: Uint8Array }>({ artefact, owner: guest.learnerId, name: '' }, () => Promise.reject(new Error('It is kept.')))
      assert.deepEqual([kept.body.byteLength, kept.body.buffer.byteLength], [bytes.length, bytes.length], path)
    }
  })

  it('is found anew for who says no-cache', async () => {
    await get('/stats/me')
    const before = loads()
    assert.equal((await get('/stats/me', { 'cache-control': 'no-cache' })).status, 200)
    assert.equal(loads(), before + 1)
  })

  it('is another one as soon as something changed', async () => {
    const due = await get('/cards/due')
    assert.equal((await keep('pivo')).status, 201)
    const after = await get('/cards/due')
    assert.match(after.text, /pivo/)
    assert.notEqual(after.headers.etag, due.headers.etag)
    assert.equal((await get('/cards/due', { 'if-none-match': due.headers.etag! })).status, 200)
    const home = await get('/learner/home')
    await mluv.call('/learner/settings', { method: 'PATCH', token: guest.token, json: { level: 'B2' } })
    assert.notEqual((await get('/learner/home')).headers.etag, home.headers.etag)
    assert.match((await get('/learner')).text, /"level":"B2"/)
  })

  it('is nobody else’s', async () => {
    const other = await mluv.guest()
    for (const path of remembered) {
      await get(path)
      assert.ok(!(await get(path, {}, other)).text.includes(guest.learnerId), path)
    }
    assert.match((await get('/learner', {}, other)).text, new RegExp(other.learnerId))
  })

  it('is none for whoever has left, though they were known a moment ago', async () => {
    const leaving = await mluv.guest()
    assert.equal((await get('/learner', {}, leaving)).status, 200)
    await mluv.call('/session', { method: 'DELETE', token: leaving.token })
    assert.equal((await get('/learner', {}, leaving)).status, 401)
  })
})

describe('a second process on the same database', () => {
  it('shows what the first has changed, and lets nobody in who has left there', async () => {
    const other = await openInstallation({ database: mluv.database, warm: [] })
    try {
      const { token } = guest
      const before = await other.call('/cards/due', { token })
      const change = other.mluv.house.cache.counts()
      await keep('knedlík')
      while (!(await other.call('/cards/due', { token })).text.includes('knedlík')) await new Promise((resolve) => setImmediate(resolve))
      assert.ok(change.due.loads >= 2)
      assert.ok(!before.text.includes('knedlík'))
      await mluv.call('/session', { method: 'DELETE', token })
      while ((await other.call('/learner', { token })).status !== 401) await new Promise((resolve) => setImmediate(resolve))
    } finally {
      await other.close({ keep: true })
    }
  })
})
