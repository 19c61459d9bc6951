import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { firstOperatorToken, sessionMsMax, signIn, type SignIn } from '../../src/account/sign-in.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { codeOf } from '../../src/domain/failure.ts'
import type { Store } from '../../src/ports/store.ts'
import { givenClock } from '../given-clock.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

const dayMs = 86_400_000
const clock = givenClock()
let own: TestDatabase<Tables>
let store: Store
let account: SignIn
before(async () => {
  own = await testDatabase<Tables>()
  store = postgresStore(own.database)
  account = signIn({ sessions: store.sessions, clock, operatorToken: 'a token of twenty letters' })
})
after(() => own.close())

const refused = (work: Promise<unknown>) => assert.rejects(work, (error) => codeOf(error) === 'unauthorized')

describe('a guest', () => {
  it('is whoever has the token: 256 bits of chance', async () => {
    const { learnerId, token } = await account.guest({ motherTongue: 'uk' })
    assert.equal(Buffer.from(token, 'base64url').length, 32)
    const caller = await account.who(token)
    assert.deepEqual([caller?.role, caller?.learnerId], ['learner', learnerId])
    assert.equal((await store.learners.find(learnerId))?.settings.motherTongue, 'uk')
    assert.equal(await account.who(token.slice(1)), null)
    assert.equal(await account.who(''), null)
  })

  it('leaves no token and no code in the database, only their hashes', async () => {
    const { token, recoveryCode } = await account.guest({})
    const { rows } = await sql<{ all: string }>`select (select string_agg(s::text, '') from sessions s) || (select string_agg(l::text, '') from learners l) as all`.execute(own.database.kysely)
    const all = rows[0]!.all
    const hex = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('hex')
    const secrets = [token, hex(token), hex(token, 'base64url'), recoveryCode, recoveryCode.replaceAll('-', ''), hex(recoveryCode)]
    assert.deepEqual(secrets.filter((secret) => all.includes(secret)), [])
    assert.ok(all.includes(createHash('sha256').update(token).digest('hex')), 'the look finds what is there')
  })

  it('comes back by the recovery code, however it is typed', async () => {
    const { learnerId, recoveryCode } = await account.guest({})
    assert.match(recoveryCode, /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/)
    const typed = [recoveryCode, recoveryCode.toLowerCase(), recoveryCode.replaceAll('-', ''), ` ${recoveryCode.replaceAll('-', ' ')} `, recoveryCode.replaceAll('0', 'O').replaceAll('1', 'l')]
    for (const code of typed) {
      const again = await account.recover(code)
      assert.equal(again.learnerId, learnerId)
      assert.equal((await account.who(again.token))?.learnerId, learnerId)
    }
    for (const code of ['', '-----', recoveryCode.slice(0, -1), `${recoveryCode}0`]) await refused(account.recover(code))
  })

  it('stays as long as they come, is extended once a day, and is nobody after half a year away', async () => {
    const { token } = await account.guest({})
    assert.equal((await account.who(token))?.extended, false)
    clock.pass(dayMs)
    assert.equal((await account.who(token))?.extended, false)
    clock.pass(1)
    assert.deepEqual([(await account.who(token))?.extended, (await account.who(token))?.extended], [true, false])
    clock.pass(sessionMsMax - 1)
    assert.ok(await account.who(token))
    clock.pass(sessionMsMax)
    assert.equal(await account.who(token), null)
  })

  it('that leaves is nobody with that token, and still themselves elsewhere', async () => {
    const { token, recoveryCode, learnerId } = await account.guest({})
    const elsewhere = await account.recover(recoveryCode)
    await account.leave((await account.who(token))!)
    assert.equal(await account.who(token), null)
    assert.equal((await account.who(elsewhere.token))?.learnerId, learnerId)
  })
})

describe('an operator', () => {
  it('is whoever knows the token of the settings, and is nobody’s learner', async () => {
    const { token } = await account.operator('a token of twenty letters')
    const caller = await account.who(token)
    assert.deepEqual([caller?.role, caller?.learnerId], ['operator', null])
    for (const offered of ['', 'a token of twenty letterz', 'a token of twenty letters ']) await refused(account.operator(offered))
  })

  it('of an installation that made its own token is told it once', async () => {
    const first = await firstOperatorToken({ sessions: store.sessions, clock })
    assert.equal(Buffer.from(first!, 'base64url').length, 32)
    assert.equal(await firstOperatorToken({ sessions: store.sessions, clock }), null)
    const installed = signIn({ sessions: store.sessions, clock, operatorToken: null })
    assert.equal((await account.who((await installed.operator(first!)).token))?.role, 'operator')
    await refused(installed.operator('a token of twenty letters'))
    const { rows } = await sql<{ all: string }>`select string_agg(i::text, '') as all from installation i`.execute(own.database.kysely)
    assert.ok(!rows[0]!.all.includes(Buffer.from(first!, 'base64url').toString('hex')))
  })
})
