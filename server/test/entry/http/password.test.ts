import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { PasswordSet, SignedIn } from '@mluv/protocol/sign-in.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import { assertRefused, openInstallation, type Answer, type Asking, type Guest, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const hourMs = 3_600_000
const good = 'tři sta třicet tři'
const other = 'stříbrných stříkaček'

let clock: TurnableClock
let mluv: Installation
before(async () => {
  clock = turnableClock()
  mluv = await openInstallation({ clock, warm: [], settings: { TRUST_PROXY: 'true' } })
})
after(() => mluv.close())

let networks = 0
const elsewhere = () => ({ 'x-forwarded-for': `2001:db8:0:${(networks += 1).toString(16)}::1` })
let people = 0
const somebody = () => `Learner-${(people += 1)}`

const signIn = (name: string, password: string, { headers = elsewhere(), ...more }: Asking = {}) => mluv.call('/session/password', { json: { name, password }, headers, ...more })
const set = ({ token }: { readonly token: string }, json: object) => mluv.call('/learner/password', { method: 'PUT', token, json })
const deviceOf = ({ headers }: Answer) => /mluv_device=[\w-]+/.exec(headers['set-cookie']!.join())![0]

async function known(): Promise<Guest & { readonly name: string }> {
  const [guest, name] = [await mluv.guest(), somebody()]
  assert.equal((await set(guest, { name, password: good })).status, 200)
  return { ...guest, name }
}

describe('a name and a password', () => {
  it('bring a learner back, however the name is written', async () => {
    const { learnerId, name } = await known()
    for (const written of [name, ` ${name.toUpperCase()} `]) {
      const back = (await signIn(written, good)).as(SignedIn)
      assert.deepEqual([back.learnerId, back.how], [learnerId, 'back'])
      assert.equal((await mluv.call('/learner', { token: back.token })).status, 200)
    }
  })

  it('are refused with one answer, whoever there is and whatever is wrong', async () => {
    const { name } = await known()
    const { name: others, ...guest } = await known()
    assert.equal((await set(guest, { name: others, password: other, current: good })).status, 200)
    const wrong = [[name, other], [name, good.slice(0, -1)], [name, `${good} `], [name, 'x'], [name, '\u{1F98A}\uD800'], [others, good], ['nobody', good], ['me@example.org', good], ['\u0000', good], [`${name}x`, good]] as const
    const answers = await Promise.all(wrong.map(([each, password]) => signIn(each, password)))
    assert.equal(new Set(answers.map(({ status, text, headers }) => JSON.stringify([status, text, Object.keys(headers)]))).size, 1, answers.map(({ text }) => text).join('\n'))
    assertRefused(answers[0]!, 401, 'unauthorized')
  })

  it('are changed by whoever knows them, and end every other session', async () => {
    const { learnerId, token, name } = await known()
    const elsewhereToken = (await signIn(name, good)).as(SignedIn).token
    for (const current of [undefined, other, '']) assert.ok([403, 400].includes((await set({ token }, { name, password: other, ...(current !== undefined && { current }) })).status))
    const renamed = somebody()
    assert.deepEqual((await set({ token }, { name: renamed, password: other, current: good })).as(PasswordSet), { name: renamed.toLowerCase(), sessionsEnded: 1 })
    assertRefused(await mluv.call('/learner', { token: elsewhereToken }), 401)
    assert.equal((await mluv.call('/learner', { token })).status, 200)
    for (const [each, password] of [[name, good], [name, other], [renamed, good]] as const) assertRefused(await signIn(each, password), 401)
    assert.equal((await signIn(renamed, other)).as(SignedIn).learnerId, learnerId)
  })

  it('are both let in where two accounts became one, until new ones are chosen by whoever knows either', async () => {
    const [one, two] = [await known(), await known()]
    await mluv.mluv.house.store.identities.merge(one.learnerId as LearnerId, two.learnerId as LearnerId, clock.now())
    for (const name of [one.name, two.name]) assert.equal((await signIn(name, good)).as(SignedIn).learnerId, two.learnerId)
    assert.equal((await set(one, { name: one.name, password: 'jablko a hruška', current: other })).status, 403)
    assert.equal((await set(one, { name: one.name, password: other, current: good })).status, 200)
    assert.equal((await signIn(one.name, other)).as(SignedIn).learnerId, two.learnerId)
    for (const [name, password] of [[one.name, good], [two.name, good], [two.name, other]] as const) assertRefused(await signIn(name, password), 401)
  })

  it('are taken by one only, whoever asks at the same moment', async () => {
    const name = somebody()
    const guests = [await mluv.guest(), await mluv.guest(), await mluv.guest()]
    const answers = await Promise.all(guests.map((guest) => set(guest, { name, password: good })))
    assert.deepEqual(answers.map(({ status }) => status).toSorted((one, two) => one - two), [200, 409, 409])
    assert.equal((await signIn(name, good)).as(SignedIn).learnerId, guests[answers.findIndex(({ status }) => status === 200)]!.learnerId)
  })

  for (const [what, json] of Object.entries({ 'a short password': { password: 'krátké' }, 'a common one': { password: 'heslo123' }, 'the name': { name: 'Petronila', password: 'petronila' }, 'no name': { name: 'a b' }, 'an address': { name: 'me@example.org' } }))
    it(`are not ${what}`, async () => void assertRefused(await set(await mluv.guest(), { name: somebody(), password: good, ...json }), 400, 'invalid'))

  it('are kept as what tells nothing of them, and are never logged', async () => {
    await known()
    const rows = await mluv.database.database.kysely.selectFrom('passwords').selectAll().execute()
    for (const { phc } of rows) assert.match(phc, /^\$argon2id\$v=19\$m=\d{5},t=\d,p=1\$/)
    assert.ok(!mluv.logged.some((line) => line.includes(good) || line.includes(other)))
  })

  it('are hashed anew where hashes cost more by now', async () => {
    const { name } = await known()
    const { kysely } = mluv.database.database
    const outdated = '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$'
    const { argon2id } = await import('../../../src/adapters/argon2.ts')
    const cheap = await argon2id({ random: () => Buffer.from('somesalt'), cost: { memory: 8, passes: 1, parallelism: 1 } }).make(good)
    assert.ok(cheap.startsWith(outdated))
    const mine = () => kysely.selectFrom('identities as i').innerJoin('passwords as p', 'p.identity_id', 'i.identity_id').select(['p.phc', 'p.identity_id']).where('i.subject', '=', name.toLowerCase()).executeTakeFirstOrThrow()
    await kysely.updateTable('passwords').set({ phc: cheap }).where('identity_id', '=', (await mine()).identity_id).execute()
    assert.equal((await signIn(name, good)).status, 201)
    assert.match((await mine()).phc, /m=19456,t=2/)
    assert.equal((await signIn(name, good)).status, 201)
  })
})

describe('guessing', () => {
  it('is slowed down for whoever guesses, from all addresses together, and never for the owner where they were before', async () => {
    const { name } = await known()
    const device = deviceOf(await signIn(name, good))
    const here = elsewhere()
    const statuses: number[] = []
    for (let at = 0; at < 7; at += 1) statuses.push((await signIn(name, `guess ${at}`, { headers: here })).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
    assert.equal((await signIn(name, 'a guess', { headers: { 'x-forwarded-for': here['x-forwarded-for'].replace(/1$/, 'beef') } })).status, 429, 'the same /64')
    for (let at = 0; at < 15; at += 1) await signIn(name, `guess ${at}`)
    const refused = await signIn(name, good)
    assertRefused(refused, 429, 'busy')
    assert.ok(Number(refused.headers['retry-after']) <= 3600)
    assert.equal((await signIn(name, good, { headers: { ...here, cookie: device } })).status, 201, 'even from the same network')
    assert.equal((await signIn('nobody-at-all', good, { headers: { ...elsewhere(), cookie: device } })).status, 401)
    clock.turn(hourMs)
    assert.equal((await signIn(name, good)).status, 201, 'elsewhere after a while')
  })

  it('is as slow at a name that there is not', async () => {
    const [{ name }, nobody] = [await known(), 'nobody-here']
    const guesses = async (each: string) => {
      const headers = elsewhere()
      const answers: string[] = []
      for (let at = 0; at < 7; at += 1) {
        const { status, text, headers: { 'retry-after': wait } } = await signIn(each, `guess ${at}`, { headers })
        answers.push(`${status} ${text} ${wait === undefined}`)
      }
      return answers
    }
    assert.deepEqual(await guesses(name), await guesses(nobody))
  })

  it('counts those that come at once', async () => {
    const { name } = await known()
    const headers = elsewhere()
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => signIn(name, `guess ${at}`, { headers })))
    assert.equal(answers.filter(({ status }) => status === 401).length, 5)
  })

  it('is not done for another site’s page', async () =>
    void assertRefused(await signIn('somebody', good, { headers: { origin: 'https://evil.example' } }), 403, 'forbidden'))
})
