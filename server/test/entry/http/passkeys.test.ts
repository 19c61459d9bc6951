import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { PasskeyList, PasskeyOptions, PasskeyView, SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { authenticator, type Held, type Wrong } from '../../authenticator.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const minuteMs = 60_000
const origin = 'https://mluv.example'

let clock: TurnableClock
let mluv: Installation
before(async () => {
  clock = turnableClock()
  mluv = await openInstallation({ clock, warm: [], settings: { PUBLIC_URL: `${origin}/` } })
})
after(() => mluv.close())

const key = authenticator(origin)
const post = (path: string, json?: unknown, token?: string) => mluv.call(path, { method: 'POST', token, ...(json !== undefined && { json }) })
const toRegister = async (token: string) => (await post('/passkeys/options', undefined, token)).as(PasskeyOptions)
const toSignIn = async () => (await post('/session/passkey/options')).as(PasskeyOptions)

async function registered(): Promise<Guest & { readonly held: Held }> {
  const guest = await mluv.guest()
  const { answer, held } = key.create(await toRegister(guest.token))
  const made = await post('/passkeys', { name: 'My phone', answer }, guest.token)
  assert.equal(made.status, 201, made.text)
  return { ...guest, held }
}

describe('a passkey', () => {
  it('is made for a learner, and brings them back without a name', async () => {
    const { learnerId, token, held } = await registered()
    assert.equal((await mluv.call('/session/ways')).as(Ways).passkey, true)
    const answer = await post('/session/passkey', key.get(await toSignIn(), held))
    const { learnerId: whose, how, token: fresh } = answer.as(SignedIn)
    assert.deepEqual([answer.status, whose, how], [201, learnerId, 'back'])
    const { items } = (await mluv.call('/passkeys', { token: fresh })).as(PasskeyList)
    assert.deepEqual(items.map(({ name, usedAt }) => [name, usedAt === null]), [['My phone', false]])
    assert.equal((await mluv.call('/learner', { token })).status, 200)
  })

  it('is asked for with verification, for no name, and one account of an authenticator', async () => {
    const { token, held, learnerId } = await registered()
    const options = await toRegister(token) as unknown as { user: { id: string }; excludeCredentials: { id: string }[]; authenticatorSelection: object; attestation: string; rp: object }
    assert.deepEqual(options.rp, { name: 'Mluv', id: 'mluv.example' })
    assert.deepEqual([options.user.id, options.excludeCredentials.map(({ id }) => id), options.attestation], [held.userHandle, [held.id], 'none'])
    assert.ok(!Buffer.from(options.user.id, 'base64url').toString('hex').includes(learnerId.replaceAll('-', '')))
    assert.deepEqual(options.authenticatorSelection, { residentKey: 'required', userVerification: 'required', requireResidentKey: true })
    const get = await toSignIn() as unknown as { userVerification: string; allowCredentials?: unknown[] }
    assert.deepEqual([get.userVerification, get.allowCredentials], ['required', undefined])
  })

  it('that does not count is taken as often as it is asked', async () => {
    const [guest, still] = [await mluv.guest(), authenticator(origin, { counts: false })]
    const { answer, held } = still.create(await toRegister(guest.token))
    await post('/passkeys', { name: 'Keychain', answer }, guest.token)
    for (let at = 0; at < 2; at += 1) assert.equal((await post('/session/passkey', still.get(await toSignIn(), held))).status, 201)
  })
})

describe('signing in by a passkey', () => {
  it('is refused with one answer, whatever is wrong', async () => {
    const [mine, theirs] = [await registered(), await registered()]
    assert.equal((await post('/session/passkey', key.get(await toSignIn(), mine.held, { count: 5 }))).status, 201)
    mine.held.count = 5
    const wrongs: Wrong[] = [
      { origin: 'https://mluv.example.evil.example' }, { origin: 'http://mluv.example' }, { rpId: 'evil.example' }, { type: 'webauthn.create' }, { crossOrigin: true }, { flags: 1 }, { flags: 4 }, { flags: 0 },
      { challenge: Buffer.alloc(32).toString('base64url') }, { challenge: 'short' }, { count: 5 }, { count: 1 }, { count: 0 }, { userHandle: theirs.held.userHandle }, { userHandle: '' },
    ]
    const answers: unknown[] = []
    for (const wrong of wrongs) answers.push(key.get(await toSignIn(), { ...mine.held }, wrong))
    const good = async () => key.get(await toSignIn(), { ...mine.held }) as { id: string; rawId: string; response: Record<string, string> }
    const cut = await good()
    answers.push({ ...cut, response: { ...cut.response, signature: cut.response.signature!.slice(0, -8) } })
    const bare = await good()
    answers.push({ ...bare, response: { clientDataJSON: bare.response.clientDataJSON } })
    const [one, other] = [await good(), await good()]
    answers.push({ ...one, response: { ...one.response, clientDataJSON: other.response.clientDataJSON } })
    // Another's key, under my credential's name; mine under theirs; one that nobody has.
    answers.push(key.get(await toSignIn(), { ...theirs.held, id: mine.held.id, userHandle: mine.held.userHandle }))
    answers.push(key.get(await toSignIn(), { ...mine.held, id: theirs.held.id, userHandle: theirs.held.userHandle }))
    answers.push(key.get(await toSignIn(), { ...mine.held, id: 'A'.repeat(22) }))
    // A challenge that was for registering, and one that was for signing in, elsewhere.
    answers.push(key.get(await toRegister(mine.token), { ...mine.held }))
    const late = await good()
    clock.turn(6 * minuteMs)
    answers.push(late)
    const seen = new Set<string>()
    for (const answer of answers) {
      const { status, text } = await post('/session/passkey', answer)
      seen.add(`${status} ${text}`)
    }
    assert.deepEqual([...seen].map((each) => each.slice(0, 4)), ['401 '], [...seen].join('\n'))
    assert.equal((await post('/session/passkey', await good())).status, 201, 'and none of them did any harm')
  })

  it('works once for a challenge, whoever comes at the same moment', async () => {
    const { held } = await registered()
    const answer = key.get(await toSignIn(), held)
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => post('/session/passkey', answer)))).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted((one, other) => one - other), [201, 401, 401, 401])
  })

  it('is refused to the copy of an authenticator that comes at the same moment', async () => {
    const { held } = await registered()
    const [one, copy] = [key.get(await toSignIn(), { ...held }), key.get(await toSignIn(), { ...held })]
    const statuses = (await Promise.all([one, copy].map((answer) => post('/session/passkey', answer)))).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted((first, second) => first - second), [201, 401])
  })
})

describe('registering a passkey', () => {
  it('is refused with one answer, whatever is wrong', async () => {
    const [{ token }, other] = [await mluv.guest(), await mluv.guest()]
    const wrongs: Wrong[] = [
      { origin: 'https://evil.example' }, { rpId: 'evil.example' }, { type: 'webauthn.get' }, { crossOrigin: true }, { flags: 1 }, { challenge: Buffer.alloc(32).toString('base64url') }, { attestation: Buffer.from('a0', 'hex') }, { attestation: Buffer.from('xx') },
    ]
    const seen = new Set<string>()
    const take = async (answer: unknown) => { const { status, text } = await post('/passkeys', { name: 'x', answer }, token); seen.add(`${status} ${text}`) }
    for (const wrong of wrongs) await take(key.create(await toRegister(token), wrong).answer)
    // Begun by somebody else; begun anew since; begun in order to sign in; begun long ago.
    await take(key.create(await toRegister(other.token)).answer)
    const before = key.create(await toRegister(token)).answer
    await toRegister(token)
    await take(before)
    await take(key.create({ ...(await toRegister(token)), ...(await toSignIn()) }).answer)
    const late = key.create(await toRegister(token)).answer
    clock.turn(6 * minuteMs)
    await take(late)
    assert.deepEqual([...seen].map((each) => each.slice(0, 4)), ['400 '], [...seen].join('\n'))
    assert.deepEqual((await mluv.call('/passkeys', { token })).as(PasskeyList).items, [])
  })

  it('takes no passkey twice, and none that is another’s', async () => {
    const [{ held }, { token }] = [await registered(), await mluv.guest()]
    const { answer } = key.create(await toRegister(token)) as { answer: { id: string; response: { attestationObject: string } } }
    // The authenticator says that it made the one that somebody has.
    const forged = Buffer.from(answer.response.attestationObject, 'base64url').toString('hex').replace(Buffer.from(answer.id, 'base64url').toString('hex'), Buffer.from(held.id, 'base64url').toString('hex'))
    const taken = await post('/passkeys', { name: 'x', answer: { ...answer, id: held.id, rawId: held.id, response: { ...answer.response, attestationObject: Buffer.from(forged, 'hex').toString('base64url') } } }, token)
    assertRefused(taken, 409, 'conflict')
  })

  it('is for who is signed in', async () => {
    assertRefused(await post('/passkeys/options'), 401)
    assertRefused(await post('/passkeys', { name: 'x', answer: key.create({ challenge: 'x', rp: { id: 'x' }, user: { id: 'x' } }).answer }), 401)
  })
})

describe('an address in figures', () => {
  it('has no passkeys, and is told where there are some', async () => {
    const plain = await openInstallation({ warm: [] })
    try {
      const here = { headers: { host: new URL(plain.url).host.replace('127.0.0.1', 'localhost') } }
      assert.equal((await plain.call('/session/ways')).as(Ways).passkey, false)
      assert.match(assertRefused(await plain.call('/session/passkey/options', { method: 'POST' }), 503, 'unavailable').detail, /http:\/\/localhost/)
      assert.equal((await plain.call('/session/ways', here)).as(Ways).passkey, true)
      const [{ token }, local] = [await plain.guest(), authenticator(`http://${here.headers.host}`)]
      const options = (await plain.call('/passkeys/options', { method: 'POST', token, ...here })).as(PasskeyOptions)
      const { answer, held } = local.create(options)
      assert.equal((await plain.call('/passkeys', { token, json: { name: 'x', answer }, ...here })).as(PasskeyView).usedAt, null)
      const get = (await plain.call('/session/passkey/options', { method: 'POST', ...here })).as(PasskeyOptions)
      assert.equal((await plain.call('/session/passkey', { json: local.get(get, held), ...here })).status, 201)
    } finally {
      await plain.close()
    }
  })
})
