import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { arrivals, type Arrive, type Arrived, type Coming, type Vouched } from '../../src/account/arrive.ts'
import { signIn, type SignIn } from '../../src/account/sign-in.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { unnamed } from '../../src/domain/session.ts'
import type { Store } from '../../src/ports/store.ts'
import { clock, refuses, turned } from '../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

let own: TestDatabase<Tables>
let store: Store
let door: SignIn
let arrive: Arrive
before(async () => {
  own = await testDatabase<Tables>()
  store = postgresStore(own.database)
  door = signIn({ sessions: store.sessions, clock, operatorToken: null })
  arrive = arrivals({ identities: store.identities, sessions: store.sessions, signIn: door, clock })
})
after(() => own.close())

let names = 0
const somebody = (provider: Vouched['provider'] = 'telegram'): Vouched => ({ provider, subject: `${(names += 1)}`, isVerified: true, given: {} })
const as = async (token: string | null, merges?: boolean): Promise<Coming> => ({ caller: token === null ? null : await door.who(token), about: unnamed, ...(merges !== undefined && { merges }) })
const turnsOf = async (learnerId: LearnerId) => (await store.learners.stats(learnerId, clock.now())).turns
const isThere = async (learnerId: LearnerId) => (await store.learners.find(learnerId)) !== null

/** A guest, who has said something or has not. */
async function guest(hasSpoken: boolean) {
  const made = await door.guest({})
  if (hasSpoken) await turned(store, made.learnerId, 'one')
  return made
}

describe('somebody whom a provider vouches for', () => {
  it('is one learner with all they said: as a guest on the page, with Telegram, by a letter, and on a second phone', async () => {
    const [telegram, letter] = [somebody(), somebody('email')]
    const first = await guest(true)
    const linked = await arrive(telegram, await as(first.token))
    const both = await arrive(letter, await as(linked.token))
    const second = await guest(true)
    const merged = await arrive(letter, await as(second.token))
    const back = await arrive(telegram, await as(null))
    const all: Arrived[] = [linked, both, merged, back]
    assert.deepEqual(all.map(({ how }) => how), ['linked', 'linked', 'merged', 'back'])
    assert.deepEqual(new Set(all.map(({ learnerId }) => learnerId)), new Set([first.learnerId]))
    assert.deepEqual([await turnsOf(first.learnerId), await isThere(second.learnerId)], [2, false])
    for (const { token } of [first, linked, second]) assert.equal(await door.who(token), null)
  })

  it('leaves nothing of a guest who has said nothing', async () => {
    const who = somebody()
    const { learnerId } = await arrive(who, await as(null))
    const empty = await guest(false)
    const { how } = await arrive(who, await as(empty.token, false))
    assert.deepEqual([how, await isThere(empty.learnerId), await turnsOf(learnerId)], ['back', false, 0])
  })

  it('is two accounts until they say that they are one', async () => {
    const [one, other] = [somebody(), somebody('email')]
    const [first, second] = [await arrive(one, await as(null)), await arrive(other, await as(null))]
    await turned(store, second.learnerId, 'one')
    await refuses('conflict', arrive(one, await as(second.token)))
    assert.deepEqual([await turnsOf(second.learnerId), (await door.who(second.token))?.learnerId], [1, second.learnerId])
    const merged = await arrive(one, await as(second.token, true))
    assert.deepEqual([merged.how, merged.learnerId, await turnsOf(first.learnerId)], ['merged', first.learnerId, 1])
    assert.deepEqual((await store.identities.list(first.learnerId)).map(({ subject }) => subject).toSorted(), [one.subject, other.subject].toSorted())
  })

  it('loses nothing to whoever sent them a link, until they were asked: neither into another account, nor by what that one signs in with', async () => {
    const [known, unknown] = [somebody(), somebody()]
    await arrive(known, await as(null))
    const victim = await guest(true)
    for (const attackers of [known, unknown]) await refuses('conflict', arrive(attackers, await as(victim.token, false)))
    assert.deepEqual([await turnsOf(victim.learnerId), (await store.identities.list(victim.learnerId)).length], [1, 0])
    const account = await arrive(somebody(), await as(null))
    await refuses('conflict', arrive(unknown, await as(account.token, false)))
    assert.equal((await arrive(unknown, await as(victim.token, true))).how, 'linked')
  })

  it('is one, however often they come at once', async () => {
    const who = somebody()
    const { learnerId } = await arrive(who, await as(null))
    const spoken = await guest(true)
    const coming = await as(spoken.token)
    const all = await Promise.all([1, 2, 3].map(() => arrive(who, coming)))
    assert.deepEqual([new Set(all.map((each) => each.learnerId)), await turnsOf(learnerId)], [new Set([learnerId]), 1])
  })
})
