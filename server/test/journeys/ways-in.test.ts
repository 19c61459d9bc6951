/**
 * People who come as guests, sign in with whatever they like on two phones, become one, take ways in away and come back: whatever they do in whatever order,
 * nothing that they have done is lost or doubled, and they are never shut out unless they said so. As often as MLUV_TEST_RUNS says.
 */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { arrivals, type Arrive } from '../../src/account/arrive.ts'
import { ownIdentities, type OwnIdentities } from '../../src/account/own-identities.ts'
import { hashOfCode } from '../../src/account/secrets.ts'
import { signIn, type SignIn } from '../../src/account/sign-in.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import type { IdentityProvider } from '../../src/domain/credential.ts'
import type { CardId, LearnerId } from '../../src/domain/identity.ts'
import { unnamed } from '../../src/domain/session.ts'
import type { Store } from '../../src/ports/store.ts'
import { clock, dayMs, nowMs, turned } from '../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

const runs = Number(process.env['MLUV_TEST_RUNS'] ?? 6)
let own: TestDatabase<Tables>
let store: Store
let door: SignIn
let arrive: Arrive
let ways: OwnIdentities
before(async () => {
  own = await testDatabase<Tables>()
  store = postgresStore(own.database)
  door = signIn({ sessions: store.sessions, clock, operatorToken: null })
  arrive = arrivals({ identities: store.identities, sessions: store.sessions, signIn: door, clock })
  ways = ownIdentities({ identities: store.identities, clock })
})
after(() => own.close())

const phone = fc.constantFrom('first' as const, 'second' as const)
const provider = fc.constantFrom<IdentityProvider[]>('telegram', 'email', 'password', 'passkey')
/** What somebody does with one of their phones; `who` is one of two names that they have with a provider. */
const deed = fc.oneof(
  fc.record({ what: fc.constant('speak' as const), phone, later: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ what: fc.constant('card' as const), phone }),
  { arbitrary: fc.record({ what: fc.constant('sign in' as const), phone, provider, who: fc.integer({ min: 0, max: 1 }) }), weight: 3 },
  fc.record({ what: fc.constant('unlink' as const), phone, nth: fc.nat(5) }),
  fc.record({ what: fc.constant('sign out' as const), phone }),
  fc.record({ what: fc.constant('come back' as const), phone }),
)
type Deed = typeof deed extends fc.Arbitrary<infer Each> ? Each : never

/** What somebody has to show for what they did. */
type Done = Readonly<Record<'turns' | 'words' | 'stars' | 'ledger' | 'cards' | 'score' | 'longest', number>> & { readonly days: readonly string[] }
const nothing: Done = { turns: 0, words: 0, stars: 0, ledger: 0, cards: 0, score: 0, days: [], longest: 0 }

async function doneBy(learnerId: LearnerId): Promise<Done | null> {
  const [row] = await own.database.sql`
    select l.turns, l.words_total as words, l.stars_total as stars, l.score_sum::int as score, l.streak_longest as longest, l.days_active as "daysActive",
      coalesce((select sum(stars) from stars where learner_id = l.learner_id), 0)::int as ledger, (select count(*)::int from turns where learner_id = l.learner_id) as kept,
      (select count(*)::int from cards where learner_id = l.learner_id) as cards, array(select day::text from days where learner_id = l.learner_id order by 1) as days
    from learners l where learner_id = ${learnerId}`
  if (!row) return null
  const { kept, daysActive, ...done } = row as unknown as Done & { readonly kept: number; readonly daysActive: number }
  assert.deepEqual([kept, daysActive, done.ledger], [done.turns, done.days.length, done.stars], 'totals are what they are totals of')
  return done
}

/** Of days that follow each other; shields may make a streak longer. */
function longestRun(days: readonly string[]): number {
  let [longest, run, last] = [0, 0, NaN]
  for (const day of days.map(Date.parse)) {
    run = day - last === dayMs ? run + 1 : 1
    longest = Math.max(longest, run)
    last = day
  }
  return longest
}

const sum = (one: Done, other: Done): Omit<Done, 'longest'> => ({
  turns: one.turns + other.turns, words: one.words + other.words, stars: one.stars + other.stars, ledger: one.ledger + other.ledger, cards: one.cards + other.cards,
  score: one.score + other.score, days: [...new Set([...one.days, ...other.days])].toSorted(),
})

/** What is known of the people that somebody is: which sessions their phones have, codes that they were told, and what each has done. */
type World = { readonly tokens: Record<Deed['phone'], string | null>; readonly codes: Map<LearnerId, string>; readonly known: Map<LearnerId, Done>; readonly name: string; atMs: number }
const newWorld = (): World => ({ tokens: { first: null, second: null }, codes: new Map(), known: new Map(), name: clock.newId(), atMs: nowMs })

async function coming({ tokens }: World, where: Deed['phone']) {
  const token = tokens[where]
  return { caller: token === null ? null : await door.who(token), about: unnamed, merges: true }
}
const here = async (world: World, where: Deed['phone']): Promise<LearnerId | null> => (await coming(world, where)).caller?.learnerId ?? null

/** Whoever was nobody there is a guest. */
async function somebody(world: World, where: Deed['phone']): Promise<LearnerId> {
  const learnerId = await here(world, where)
  if (learnerId !== null) return learnerId
  const guest = await door.guest({})
  world.tokens[where] = guest.token
  world.codes.set(guest.learnerId, guest.recoveryCode)
  world.known.set(guest.learnerId, nothing)
  return guest.learnerId
}

/** A password or a passkey is made by whoever is there before it is signed in with. */
async function made(world: World, where: Deed['phone'], by: 'password' | 'passkey', subject: string): Promise<void> {
  const learnerId = await somebody(world, where)
  if (by === 'password') return store.doors.passwords.set({ learnerId, name: subject, phc: subject, was: await store.doors.passwords.ofLearner(learnerId), identityId: clock.newId(), nowMs: world.atMs })
  const credential = { credentialId: subject, publicKey: clock.random(9), signCount: 0, transports: [] }
  await store.doors.passkeys.keep({ learnerId, passkeyId: clock.newId(), name: 'Phone', userHandle: clock.random(32), credential, nowMs: world.atMs })
}

async function signedIn(world: World, { phone: where, provider: by, who }: Deed & { readonly what: 'sign in' }): Promise<void> {
  const subject = `${by}-${who}-${world.name}`
  if ((by === 'password' || by === 'passkey') && (await store.identities.find({ provider: by, subject })) === null) await made(world, where, by, subject)
  const before = await here(world, where)
  const { learnerId, token } = await arrive({ provider: by, subject, isVerified: true, given: {} }, await coming(world, where))
  world.tokens[where] = token
  const { known, codes } = world
  if (!known.has(learnerId)) known.set(learnerId, nothing)
  if (before === null || before === learnerId) return
  const [mine, other, both] = [known.get(learnerId)!, known.get(before)!, (await doneBy(learnerId))!]
  const { longest, ...rest } = both
  assert.deepEqual(rest, sum(mine, other), 'together they have what both had')
  assert.ok(longest >= Math.max(mine.longest, other.longest, longestRun(rest.days)), 'and no shorter a streak')
  known.set(learnerId, both)
  known.delete(before)
  codes.delete(before)
  assert.equal(await doneBy(before), null)
}

async function unlinked({ codes }: World, learnerId: LearnerId, nth: number): Promise<void> {
  const all = await ways.list(learnerId)
  if (all.length === 0) return
  const { recoveryCode } = await ways.unlink(learnerId, all[nth % all.length]!.identityId)
  assert.equal(recoveryCode !== null, all.length === 1, 'a code is told with the last, and with no other')
  if (recoveryCode !== null) codes.set(learnerId, recoveryCode)
}

/** Whoever is nobody there types the code that they were told last. */
async function cameBack(world: World, where: Deed['phone']): Promise<void> {
  const [learnerId, code] = [...world.codes].at(-1) ?? []
  if (code === undefined || (await here(world, where)) !== null) return
  const back = await door.recover(code)
  assert.equal(back.learnerId, learnerId)
  world.tokens[where] = back.token
}

async function signedOut(world: World, where: Deed['phone']): Promise<void> {
  const { caller } = await coming(world, where)
  if (caller !== null) await door.leave(caller)
  world.tokens[where] = null
}

async function learnt(world: World, each: Deed & { readonly what: 'speak' | 'card' }): Promise<void> {
  const learnerId = await somebody(world, each.phone)
  if (each.what === 'speak') world.atMs += each.later * dayMs
  const { atMs: createdAtMs, known } = world
  if (each.what === 'speak') await turned(store, learnerId, clock.newId(), { nowMs: createdAtMs }, { nowMs: createdAtMs })
  else await store.cards.keep(learnerId, { cardId: clock.newId() as CardId, kind: 'word', front: clock.newId(), back: 'x', example: null, mistakeId: null, createdAtMs })
  const [had, has] = [known.get(learnerId)!, (await doneBy(learnerId))!]
  assert.deepEqual([has.turns - had.turns, has.cards - had.cards], each.what === 'speak' ? [1, 0] : [0, 1])
  known.set(learnerId, has)
}

async function did(world: World, each: Deed): Promise<void> {
  switch (each.what) {
    case 'sign in': return signedIn(world, each)
    case 'sign out': return signedOut(world, each.phone)
    case 'come back': return cameBack(world, each.phone)
    case 'unlink': return unlinked(world, await somebody(world, each.phone), each.nth)
    case 'speak': case 'card': return learnt(world, each)
  }
}

/** Nothing of anybody's has changed unasked, and each has a way in that they know. */
async function holds({ known, codes }: World): Promise<void> {
  for (const [learnerId, done] of known) {
    assert.deepEqual(await doneBy(learnerId), done)
    const code = codes.get(learnerId)
    const opens = code !== undefined && (await own.database.kysely.selectFrom('learners').select('learner_id').where('recovery_hash', '=', hashOfCode(code)).executeTakeFirst())?.learner_id === learnerId
    assert.ok(opens || (await ways.list(learnerId)).length > 0, 'somebody is shut out')
  }
}

/** By everything that they sign in with, somebody is who they were. */
async function comesBack({ known, codes }: World): Promise<void> {
  for (const learnerId of known.keys()) {
    const all = await ways.list(learnerId)
    for (const { provider: by, subject } of all) {
      const back = await arrive({ provider: by, subject, isVerified: true, given: {} }, { caller: null, about: unnamed })
      assert.deepEqual([back.learnerId, back.how], [learnerId, 'back'])
    }
    if (all.length === 0) assert.equal((await door.recover(codes.get(learnerId)!)).learnerId, learnerId)
  }
}

it('people keep what they did and a way in, whatever they sign in with, join, take away and come back to, in whatever order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(deed, { minLength: 8, maxLength: 24 }), async (deeds) => {
    const world = newWorld()
    for (const each of deeds) {
      await did(world, each)
      await holds(world)
    }
    await comesBack(world)
  }), { numRuns: runs })
})
