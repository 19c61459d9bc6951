import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { LearnerView } from '@mluv/protocol/learner.ts'
import { SessionList, TokenMade } from '@mluv/protocol/sessions.ts'
import { EmailLook, SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { openMailServer, textOf, type MailServer } from '../../mail-server.ts'
import { assertRefused, openInstallation, type Answer, type Asking, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const minuteMs = 60_000
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

let clock: TurnableClock
let mail: MailServer
let mluv: Installation
before(async () => {
  clock = turnableClock()
  mail = await openMailServer()
  mluv = await openInstallation({ clock, warm: [], settings: { SMTP_URL: mail.url, PUBLIC_URL: 'https://mluv.example/', TRUST_PROXY: 'true' } })
})
after(async () => {
  await mluv.close()
  await mail.close()
})

let networks = 0
/** Somewhere that nobody asked from before. */
const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${(networks += 1)}` })
let people = 0
const somebody = () => `learner-${(people += 1)}@example.org`

const post = (path: string, json: object, { headers = elsewhere(), ...more }: Asking = {}) => mluv.call(path, { method: 'POST', json, headers, ...more })
const ask = (email: string, asking?: Asking & { readonly body?: never }, more: object = {}) => post('/session/email', { email, ...more }, asking)
const confirm = (token: string, asking?: Asking) => post('/session/email/confirm', { token }, asking)
const cookiesOf = ({ headers }: Answer) => (headers['set-cookie'] ?? []).map((each) => each.split(';')[0]!).join('; ')
const tokenIn = (letter: string) => /https:\/\/mluv\.example\/#sign-in=([\w-]+)$/m.exec(textOf(letter))![1]!

/** Asks, and reads the letter. */
async function linkFor(email: string, asking?: Asking & { readonly body?: never }): Promise<string> {
  const at = mail.lettersTo(email.trim().toLowerCase())
  assert.equal((await ask(email, asking)).status, 202)
  return tokenIn(await mail.letterTo(email.trim().toLowerCase(), at))
}

describe('a link in a letter', () => {
  it('signs in whoever has the address: a new learner first, and the same ever after', async () => {
    const email = somebody()
    const asked = await ask(email, { headers: { ...elsewhere(), 'user-agent': firefox } }, { motherTongue: 'uk', timeZone: 'Europe/Kyiv' })
    assert.deepEqual([asked.status, asked.text], [202, ''])
    const letter = await mail.letterTo(email, 0)
    assert.match(letter, new RegExp(`^To: ${email}\r$`, 'm'))
    assert.match(textOf(letter), /Його запитано з браузера Firefox, Linux, \d{4}-\d\d-\d\d \d\d:\d\d \(Europe\/Kyiv\)\./)
    const answer = await confirm(tokenIn(letter))
    const { learnerId, token, how } = answer.as(SignedIn)
    assert.deepEqual([answer.status, how], [201, 'new'])
    assert.match(cookiesOf(answer), /mluv_session=.+/)
    const { settings } = (await mluv.call('/learner', { token })).as(LearnerView)
    assert.deepEqual([settings.motherTongue, settings.timeZone], ['uk', 'Europe/Kyiv'])
    const back = (await confirm(await linkFor(`  ${email.toUpperCase()} `))).as(SignedIn)
    assert.deepEqual([back.learnerId, back.how], [learnerId, 'back'])
    assert.notEqual(back.token, token)
  })

  it('makes a guest who asked somebody with an address, and loses nothing', async () => {
    const { learnerId, token } = await mluv.guest()
    const linked = (await confirm(await linkFor(somebody(), { token }), { token, headers: { ...elsewhere(), 'user-agent': firefox } })).as(SignedIn)
    assert.deepEqual([linked.learnerId, linked.how], [learnerId, 'linked'])
    assertRefused(await mluv.call('/learner', { token }), 401)
    const { items } = (await mluv.call('/sessions', { token: linked.token })).as(SessionList)
    assert.deepEqual(items.map(({ name }) => name), ['Firefox, Linux'])
  })

  it('takes nothing of somebody who did not ask for it, unless they say so', async () => {
    const [email, asker, other] = [somebody(), await mluv.guest(), await mluv.guest()]
    assert.equal((await mluv.call('/cards', { token: other.token, json: { kind: 'word', front: 'tramvaj', back: 'tram' } })).status, 201)
    const link = await linkFor(email, { token: asker.token })
    for (const more of [{}, { merges: false }]) assertRefused(await post('/session/email/confirm', { token: link, ...more }, { token: other.token }), 409, 'conflict')
    const signedIn = (await post('/session/email/confirm', { token: link, merges: true }, { token: other.token })).as(SignedIn)
    assert.deepEqual([signedIn.learnerId, signedIn.how], [other.learnerId, 'linked'], 'it was not used by being refused')
  })

  it('is looked at without being used, and says whether this browser asked', async () => {
    const email = somebody()
    const cookie = cookiesOf(await ask(email))
    const token = tokenIn(await mail.letterTo(email, 0))
    const look = async (headers: Record<string, string>) => (await post('/session/email/look', { token }, { headers: { ...elsewhere(), ...headers } })).as(EmailLook)
    assert.deepEqual(await look({ cookie }), { email, isHere: true })
    assert.deepEqual(await look({}), { email, isHere: false })
    assert.equal((await confirm(token)).status, 201)
    assertRefused(await post('/session/email/look', { token }), 401, 'unauthorized')
  })

  it('is used once, by one, and all that were sent to the address are over then', async () => {
    const email = somebody()
    const links = [await linkFor(email), await linkFor(email)]
    const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(links[1]!)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted((one, other) => one - other), [201, 401, 401, 401, 401, 401])
    assertRefused(await confirm(links[0]!), 401, 'unauthorized')
  })

  it('is over when the same browser asks for a newer one, and not when somebody else does', async () => {
    const email = somebody()
    const headers = { ...elsewhere(), cookie: cookiesOf(await ask(email)) }
    const first = tokenIn(await mail.letterTo(email, 0))
    const strangers = await linkFor(email)
    assert.equal((await post('/session/email/look', { token: first })).status, 200)
    const second = await linkFor(email, { headers })
    assertRefused(await confirm(first), 401, 'unauthorized')
    for (const token of [strangers, second]) assert.equal((await post('/session/email/look', { token })).status, 200)
  })

  it('holds for 15 minutes', async () => {
    const [email, late] = [somebody(), somebody()]
    const links = [await linkFor(email), await linkFor(late)]
    clock.turn(14 * minuteMs)
    assert.equal((await confirm(links[0]!)).status, 201)
    clock.turn(2 * minuteMs)
    assertRefused(await confirm(links[1]!), 401, 'unauthorized')
  })

  it('is refused with one answer, whatever is wrong with it', async () => {
    const used = await linkFor(somebody())
    await confirm(used)
    const whole = await linkFor(somebody())
    const wrong = [used, whole.slice(0, -1), `${whole}A`, whole.toUpperCase(), [...whole].reverse().join(''), 'x', '\u0000', 'ř'.repeat(40)]
    const answers = await Promise.all(wrong.map((token) => confirm(token)))
    assert.equal(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1, answers.map(({ text }) => text).join('\n'))
    assertRefused(answers[0]!, 401, 'unauthorized')
    assert.equal((await confirm(whole)).status, 201)
  })

  it('is kept as a hash, and neither it nor the address is logged', async () => {
    const email = somebody()
    const link = await linkFor(email)
    const rows = await mluv.database.database.kysely.selectFrom('sign_in_links').selectAll().execute()
    assert.ok(rows.some(({ address }) => address === email))
    const kept = JSON.stringify(rows.map((row) => ({ ...row, token_hash: Buffer.from(row.token_hash).toString('latin1') })))
    assert.ok(!kept.includes(link))
    assert.ok(!mluv.logged.some((line) => line.includes(link) || line.includes(email)))
  })
})

describe('asking for a letter', () => {
  for (const [what, email] of Object.entries({
    'two addresses': 'a@example.org, b@example.org', 'a header': 'a@example.org\r\nBcc: b@example.org', 'a name': 'A <a@example.org>', 'a mailbox of no host': 'a@', 'a host alone': '@example.org', 'an address of a machine': 'a@127.0.0.1',
    'a quoted mailbox': '"a b"@example.org', 'a host with a path': 'a@example.org/b', 'what is too long': `${'a'.repeat(65)}@example.org`,
  }))
    it(`takes no ${what}`, async () => {
      const before = mail.taken.length
      assertRefused(await ask(email), 400, 'invalid')
      assert.equal(mail.taken.length, before)
    })

  it('answers the same for whoever is known and whoever is not, in each byte but the browser’s own secret', async () => {
    const known = somebody()
    await confirm(await linkFor(known))
    const shape = ({ status, text, headers }: Answer) => JSON.stringify([status, text, { ...headers, date: '' }]).replace(/mluv_device=[\w-]{43}/, '')
    assert.equal(shape(await ask(known)), shape(await ask(somebody())))
  })

  it('is not done for another site’s page', async () => {
    for (const [path, json] of [['/session/email', { email: somebody() }], ['/session/email/look', { token: 'x' }], ['/session/email/confirm', { token: 'x' }]] as const)
      assertRefused(await post(path, json, { headers: { origin: 'https://evil.example' } }), 403, 'forbidden')
  })

  it('is not done by a program that may not change who somebody is', async () => {
    const { token } = await mluv.guest()
    const made = (await mluv.call('/tokens', { token, json: { name: 'a program', scopes: ['read', 'learn'], days: 1 } })).as(TokenMade)
    assertRefused(await ask(somebody(), { token: made.token }), 403, 'forbidden')
  })

  it('has an end for one network and one mailbox, however it is written, and none for those who signed in there before', async () => {
    const [name, headers] = [`many-${people}`, elsewhere()]
    const owner = cookiesOf(await confirm(await linkFor(`${name}@example.org`))).replace(/mluv_session=[^;]*;? ?/, '')
    const statuses: number[] = []
    for (let at = 0; at < 6; at += 1) statuses.push((await ask(`${name}+${at}@example.org`, { headers })).status)
    assert.deepEqual(statuses, [202, 202, 202, 202, 429, 429])
    assert.equal((await ask(`${name}@example.org`)).status, 202, 'from another network')
    for (let at = 0; at < 20; at += 1) await ask(`${name}@example.org`)
    const refused = await ask(`${name}@example.org`)
    assertRefused(refused, 429, 'busy')
    assert.ok(Number(refused.headers['retry-after']) <= 30 * 60)
    assert.equal((await ask(`${name}@example.org`, { headers: { ...headers, cookie: owner } })).status, 202, 'its owner is not kept out by others')
    clock.turn(31 * minuteMs)
    assert.equal((await ask(`${name}@example.org`)).status, 202, 'nor for ever')
  })
})

describe('an installation without a mail server', () => {
  it('says what to set, and that there is no such way in', async () => {
    for (const settings of [{ PUBLIC_URL: 'https://mluv.example' }, { SMTP_URL: mail.url }]) {
      const plain = await openInstallation({ warm: [], settings })
      try {
        assert.equal((await plain.call('/session/ways')).as(Ways).email, false)
        for (const [path, json] of [['/session/email', { email: 'a@example.org' }], ['/session/email/confirm', { token: 'x' }]] as const)
          assert.match(assertRefused(await plain.call(path, { json }), 503, 'unavailable').detail, /SMTP_URL and PUBLIC_URL/)
      } finally {
        await plain.close()
      }
    }
  })
})
