import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { arrivals, type Arrived, type Coming } from '../../src/account/arrive.ts'
import { signIn, type SignIn } from '../../src/account/sign-in.ts'
import { telegramLogin } from '../../src/account/telegram-login.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { upkeep } from '../../src/adapters/postgres/upkeep.ts'
import { codeOf } from '../../src/domain/failure.ts'
import { unnamed } from '../../src/domain/session.ts'
import type { Store } from '../../src/ports/store.ts'
import { turned } from '../contracts/store-cast.ts'
import { givenClock } from '../given-clock.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

const clock = givenClock()
const token = '42:TEST'
const secondMs = 1000
let own: TestDatabase<Tables>
let store: Store
let door: SignIn
before(async () => {
  own = await testDatabase<Tables>()
  store = postgresStore(own.database)
  door = signIn({ sessions: store.sessions, clock, operatorToken: null })
})
after(() => own.close())

/** Somebody's browser, at an hour of their own. */
function browser(nowMs = clock.now(), by = token) {
  const at = { ...clock, now: () => nowMs }
  return telegramLogin({ token: by, proofs: store.doors.proofs, arrive: arrivals({ identities: store.identities, sessions: store.sessions, signIn: door, clock: at }), clock: at })
}
const nobody: Coming = { caller: null, about: unnamed }

const keys = { login: (by: string) => createHash('sha256').update(by).digest(), page: (by: string) => createHmac('sha256', 'WebAppData').update(by).digest() }
const signed = (fields: Record<string, string>, key: Uint8Array): Record<string, string> =>
  ({ ...fields, hash: createHmac('sha256', key).update(Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('\n')).digest('hex') })
const nowS = () => String(Math.floor(clock.now() / secondMs))
let people = 1000
const person = (more: Record<string, string> = {}) => ({ id: String((people += 1)), first_name: 'Žofie', username: 'zofie', auth_date: nowS(), ...more })
const page = (more: Record<string, string> = {}, user: object = { id: (people += 1), first_name: 'Žofie', language_code: 'uk' }) => ({ auth_date: nowS(), query_id: 'AAH', user: JSON.stringify(user), ...more })

const sentences = new Set<string>()
async function refused(work: Promise<Arrived>): Promise<void> {
  const error = await work.then(() => null, (thrown: unknown) => thrown as Error)
  assert.equal(error === null ? 'nothing refused' : codeOf(error), 'unauthorized')
  sentences.add(error!.message)
}

describe('what Telegram’s login page says', () => {
  it('is believed as the test of aiogram has it', async () => {
    const by = '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11'
    const fields = { id: '42', first_name: 'John', last_name: 'Smith', username: 'username', photo_url: 'https://t.me/i/userpic/320/picname.jpg', auth_date: '1565810688', hash: 'c303db2b5a06fe41d23a9b14f7c545cfc11dcc7473c07c9c5034ae60062461ce' }
    assert.equal((await browser(1_565_810_688_000, by).login(fields, nobody)).how, 'new')
    assert.equal((await store.identities.find({ provider: 'telegram', subject: '42' }))?.subject, '42')
  })

  it('is believed whatever order and kind its fields come in, and brings the same learner back', async () => {
    const fields = person()
    const first = await browser().login(signed(fields, keys.login(token)), nobody)
    const again = signed({ ...fields, auth_date: String(Number(nowS()) - 1) }, keys.login(token))
    const turned = Object.fromEntries(Object.entries(again).toReversed().map(([name, value]) => [name, name === 'id' || name === 'auth_date' ? Number(value) : value]))
    const second = await browser().login(turned, nobody)
    assert.deepEqual([first.how, second.how, second.learnerId], ['new', 'back', first.learnerId])
  })

  it('holds once, however many come with it at once', async () => {
    const fields = signed(person(), keys.login(token))
    const all = await Promise.allSettled([1, 2, 3, 4].map(() => browser().login(fields, nobody)))
    assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1)
    await refused(browser().login(fields, nobody))
  })

  it('holds for fifteen minutes, and from at most a minute ahead; and is remembered for as long', async () => {
    const at = Math.floor(clock.now() / secondMs) * secondMs
    const made = () => signed(person({ auth_date: String(at / secondMs) }), keys.login(token))
    await refused(browser(at + 15 * 60_000 + 1).login(made(), nobody))
    await refused(browser(at - 60_001).login(made(), nobody))
    const fields = made()
    await browser(at - 60_000).login(fields, nobody)
    await browser(at + 15 * 60_000).login(made(), nobody)
    await upkeep(own.database).erase('proofs', at + 15 * 60_000, 100)
    await refused(browser(at + 15 * 60_000).login(fields, nobody))
  })

  it('is refused forged, cut, of another bot, or said of somebody else, all with the same words', async () => {
    const fields = person()
    const right = signed(fields, keys.login(token))
    const { username: _, ...cut } = right
    const { hash: __, ...without } = right
    const { auth_date: ___, ...undated } = fields
    for (const wrong of [
      { ...right, id: '1' }, { ...right, first_name: 'Zofie' }, { ...right, last_name: '' }, cut, without, { ...right, hash: '' }, { ...right, hash: right.hash!.slice(0, 63) },
      { ...right, hash: right.hash!.toUpperCase() }, { ...right, hash: '0'.repeat(64) }, signed(fields, keys.login('43:OTHER')), signed(fields, keys.page(token)), signed(undated, keys.login(token)),
      signed(person({ auth_date: 'now' }), keys.login(token)), signed(person({ id: '0' }), keys.login(token)), signed(person({ id: '-5' }), keys.login(token)), signed({ ...fields, id: '' }, keys.login(token)), {},
    ])
      await refused(browser().login(wrong, nobody))
    // Signed as one field, and read as two.
    const torn = signed(person({ first_name: 'A\nid=1\nlast_name=B' }), keys.login(token))
    await refused(browser().login(torn, nobody))
    assert.equal((await browser().login(right, nobody)).how, 'new')
  })

  it('is not used up where somebody has to be asked first', async () => {
    const known = person()
    await browser().login(signed(known, keys.login(token)), nobody)
    const guest = await door.guest({})
    await turned(store, guest.learnerId, 'one')
    const again = signed({ ...known, auth_date: String(Number(nowS()) - 1) }, keys.login(token))
    const coming = async (merges?: boolean): Promise<Coming> => ({ caller: await door.who(guest.token), about: unnamed, ...(merges !== undefined && { merges }) })
    await assert.rejects(browser().login(again, await coming(false)), (error) => codeOf(error) === 'conflict')
    assert.equal((await browser().login(again, await coming(true))).how, 'merged')
  })
})

describe('what Telegram gives the page that it opens', () => {
  const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

  it('is believed as the tests of aiogram and the docs of Telegram Mini Apps have it', async () => {
    const aiogram = 'auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D&query_id=test&hash=46d2ea5e32911ec8d30999b56247654460c0d20949b6277af519e76271182803'
    const pluses = 'auth_date=1650385342&user=%7B%22id%22%3A+%22123456789%22%2C+%22first_name%22%3A+%22PlaceholderFirstName%22%2C+%22last_name%22%3A+%22PlaceholderLastName+%5Cud83c%5Cuddfa%5Cud83c%5Cudde6%22'
      + '%2C+%22username%22%3A+%22Latand%22%2C+%22language_code%22%3A+%22en%22%2C+%22is_premium%22%3A+%22true%22%2C+%22allows_write_to_pm%22%3A+%22true%22%7D&query_id=test'
      + '&hash=b3c8b293f14ad0f7f0abcf769aea1209a72295d30a87eb0e74df855d32e53bfe'
    const docs = 'query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22'
      + '%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2'
    for (const initData of [aiogram, pluses]) await browser(1_650_385_342_000).miniApp(initData, nobody)
    const { learnerId } = await browser(1_662_771_648_000, '5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8').miniApp(docs, nobody)
    assert.equal((await store.learners.find(learnerId))?.settings.motherTongue, 'ru')
    assert.equal((await store.identities.find({ provider: 'telegram', subject: '279058397' }))?.learnerId, learnerId)
  })

  it('is signed with every field that there is, its other signature, too', async () => {
    const fields = signed(page({ signature: 'abc_-', chat_type: 'private' }), keys.page(token))
    await refused(browser().miniApp(query({ ...fields, signature: 'abd_-' }), nobody))
    const { signature: _, ...without } = fields
    await refused(browser().miniApp(query(without), nobody))
    assert.equal((await browser().miniApp(query(fields), nobody)).how, 'new')
    await refused(browser().miniApp(query(fields), nobody))
  })

  it('is the same learner as by the login page and by the bot', async () => {
    const id = (people += 1)
    const bot = await door.identified('telegram', String(id), {})
    const one = await browser().miniApp(query(signed(page({}, { id, first_name: 'A' }), keys.page(token))), nobody)
    const other = await browser().login(signed(person({ id: String(id) }), keys.login(token)), nobody)
    assert.deepEqual([one.learnerId, other.learnerId], [bot.learnerId, bot.learnerId])
  })

  it('is refused forged, doubled, cut, too old, of another bot, or where it names nobody', async () => {
    const right = query(signed(page(), keys.page(token)))
    const of = (fields: Record<string, string>, by = token) => query(signed(fields, keys.page(by)))
    for (const wrong of [
      right.replace('uk', 'ru'), `${right}&user=%7B%22id%22%3A1%7D`, `${right}&x=1`, right.slice(0, -1), right.replace(/&hash=.*/, ''), right.replace('query_id=AAH&', ''), of(page(), '43:OTHER'),
      query(signed(page(), keys.login(token))), of(page({ auth_date: String(Number(nowS()) - 901) })), of(page({ auth_date: String(Number(nowS()) + 62) })), of(page({}, {})), of(page({}, { id: '1e3' })),
      of(page({}, [])), of({ auth_date: nowS(), user: '{' }), of({ auth_date: nowS() }), of(page({ 'a=b': 'c' })), '', '&&', 'hash', of(Object.fromEntries([...'abcdefghijklmnopqrst'].map((name) => [name, ''])))])
      await refused(browser().miniApp(wrong, nobody))
    assert.equal((await browser().miniApp(right, nobody)).how, 'new')
    assert.equal(sentences.size, 1)
  })
})
