/** What every store promises of names with passwords, and of passkeys. */
import assert from 'node:assert/strict'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { KeptPasskey, NamedPassword } from '../../src/ports/door-store.ts'
import type { Store } from '../../src/ports/store.ts'
import { breaking } from './door-store.ts'
import type { Promised } from './keep.ts'
import { clock, newLearner, nowMs, refuses, type Given } from './store-cast.ts'

const chance = (): string => Buffer.from(clock.random(16)).toString('hex')

const password = (learnerId: LearnerId, name: string, phc: string, ...was: readonly NamedPassword[]) => ({ learnerId, name, phc, was, identityId: clock.newId(), nowMs })

const passkey = (learnerId: LearnerId, atMs = nowMs, signCount = 0) => ({
  passkeyId: clock.newId(), learnerId, name: 'A phone', userHandle: clock.random(32), nowMs: atMs,
  credential: { credentialId: chance(), publicKey: clock.random(77), signCount, transports: ['internal', 'hybrid'] },
})

/** Bytes are compared as what they are, whatever keeps them. */
const plain = <Kept extends { readonly userHandle: Uint8Array }>(kept: Kept) => ({ ...kept, userHandle: [...kept.userHandle] })

const passwords: readonly Promised<Store, Given>[] = [
  {
    promise: 'a name and a password are a learner’s in place of those they had, and a name is one learner’s',
    holds: async (store) => {
      const { passwords: kept } = store.doors
      const [one, other] = [await newLearner(store), await newLearner(store)]
      const [first, second] = [`first-${chance()}`, `second-${chance()}`]
      assert.deepEqual([await kept.find(first), await kept.ofLearner(one)], [null, []])
      await kept.set(password(one, first, 'phc 1'))
      await refuses('conflict', kept.set(password(other, first, 'phc 2')))
      assert.deepEqual([await kept.find(first), await kept.ofLearner(one), await kept.ofLearner(other)], [{ learnerId: one, phc: 'phc 1' }, [{ name: first, phc: 'phc 1' }], []])
      await kept.set(password(one, second, 'phc 3', { name: first, phc: 'phc 1' }))
      assert.deepEqual([await kept.find(first), await kept.find(second)], [null, { learnerId: one, phc: 'phc 3' }])
      assert.deepEqual((await store.identities.list(one)).map(({ provider, subject }) => ({ provider, subject })), [{ provider: 'password', subject: second }])
      await kept.set(password(other, first, 'phc 2'))
    },
    breach: (store) => breaking(store, 'passwords', ({ set }) => ({ set: (wanted) => set({ ...wanted, name: `${wanted.name}-x` }) })),
  },
  {
    promise: 'a password that was changed meanwhile is not set, however many want to at once',
    holds: async (store) => {
      const { passwords: kept } = store.doors
      const [learnerId, name] = [await newLearner(store), chance()]
      await kept.set(password(learnerId, name, 'phc 1'))
      await refuses('conflict', kept.set(password(learnerId, name, 'phc 2')))
      const outcomes = await Promise.allSettled([3, 4, 5].map((at) => kept.set(password(learnerId, name, `phc ${at}`, { name, phc: 'phc 1' }))))
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.notEqual((await kept.find(name))?.phc, 'phc 1')
    },
    breach: (store) => breaking(store, 'passwords', ({ set, ofLearner }) => ({ set: async (wanted) => set({ ...wanted, was: await ofLearner(wanted.learnerId) }) })),
  },
  {
    promise: 'of two who have become one both names are signed in with, the oldest first, until one is set in place of both',
    holds: async (store) => {
      const { passwords: kept } = store.doors
      const [into, from, elder, younger] = [await newLearner(store), await newLearner(store), chance(), chance()]
      await kept.set(password(into, elder, 'phc 1'))
      await kept.set({ ...password(from, younger, 'phc 2'), nowMs: nowMs + 1 })
      await store.identities.merge(from, into, nowMs)
      const both = [{ name: elder, phc: 'phc 1' }, { name: younger, phc: 'phc 2' }]
      assert.deepEqual([await kept.ofLearner(into), await kept.find(elder), await kept.find(younger)], [both, { learnerId: into, phc: 'phc 1' }, { learnerId: into, phc: 'phc 2' }])
      await refuses('conflict', kept.set(password(into, younger, 'phc 3', both[0]!)))
      await kept.set(password(into, younger, 'phc 3', ...both))
      assert.deepEqual([await kept.ofLearner(into), await kept.find(elder), (await store.identities.list(into)).length], [[{ name: younger, phc: 'phc 3' }], null, 1])
    },
    breach: (store) => breaking(store, 'passwords', ({ ofLearner }) => ({ ofLearner: async (learnerId) => (await ofLearner(learnerId)).slice(0, 1) })),
  },
  {
    promise: 'a password is hashed anew where it still is what it was',
    holds: async (store) => {
      const { passwords: kept } = store.doors
      const [name, was] = [chance(), chance()]
      await kept.set(password(await newLearner(store), name, was))
      await kept.renew(chance(), 'no one’s')
      assert.equal((await kept.find(name))?.phc, was)
      await kept.renew(was, `${was} anew`)
      await kept.renew(was, `${was} late`)
      assert.equal((await kept.find(name))?.phc, `${was} anew`)
    },
    breach: (store) => breaking(store, 'passwords', () => ({ renew: async () => {} })),
  },
]

const challenges: readonly Promised<Store, Given>[] = [
  {
    promise: 'a challenge is answered by one caller, by whom it was for, and before it expires',
    holds: async (store) => {
      const { passkeys } = store.doors
      const [learnerId, somebody, userHandle] = [await newLearner(store), await newLearner(store), clock.random(32)]
      const given = async (whose: LearnerId | null, handle: Uint8Array | null) => {
        const challengeHash = clock.random(32)
        await passkeys.challenge({ challengeHash, learnerId: whose, userHandle: handle, expiresAtMs: nowMs + 10 })
        return challengeHash
      }
      const [mine, anybodys, late] = [await given(learnerId, userHandle), await given(null, null), await given(null, null)]
      assert.deepEqual([await passkeys.answered(mine, somebody, nowMs), await passkeys.answered(mine, null, nowMs), await passkeys.answered(anybodys, learnerId, nowMs)], [null, null, null])
      const answered = await Promise.all([1, 2, 3].map(() => passkeys.answered(mine, learnerId, nowMs)))
      assert.deepEqual(answered.flatMap((each) => (each ? [[...each.userHandle!]] : [])), [[...userHandle]])
      assert.deepEqual([await passkeys.answered(anybodys, null, nowMs), await passkeys.answered(late, null, nowMs + 10)], [{ userHandle: null }, null])
    },
    breach: (store) => breaking(store, 'passkeys', ({ answered }) => ({ answered: (challengeHash, whose) => answered(challengeHash, whose, nowMs) })),
  },
  {
    promise: 'a learner who registers has one challenge, the last',
    holds: async (store) => {
      const { passkeys } = store.doors
      const [learnerId, hashes] = [await newLearner(store), [clock.random(32), clock.random(32)]]
      for (const challengeHash of hashes) await passkeys.challenge({ challengeHash, learnerId, userHandle: clock.random(32), expiresAtMs: nowMs + 10 })
      const [first, last] = [await passkeys.answered(hashes[0]!, learnerId, nowMs), await passkeys.answered(hashes[1]!, learnerId, nowMs)]
      assert.deepEqual([first, last === null], [null, false])
    },
    breach: (store) => breaking(store, 'passkeys', ({ challenge }) => {
      const first: Parameters<typeof challenge>[0][] = []
      return { challenge: (given) => challenge(first[0] ?? (first.push(given), given)) }
    }),
  },
]

const passkeysKept: readonly Promised<Store, Given>[] = [
  {
    promise: 'a passkey is found as it was kept, and a learner’s are listed, the oldest first',
    holds: async (store) => {
      const { passkeys } = store.doors
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      const [newer, older, theirs] = [passkey(learnerId, nowMs + 1, 7), passkey(learnerId), passkey(somebody)]
      for (const each of [newer, older, theirs]) await passkeys.keep(each)
      const found = await passkeys.find(newer.credential.credentialId)
      assert.deepEqual(found && { ...plain(found), publicKey: [...found.publicKey] }, { ...newer.credential, publicKey: [...newer.credential.publicKey], userHandle: [...newer.userHandle] })
      const shown = ({ passkeyId, name, userHandle, credential: { credentialId, transports }, nowMs: createdAtMs }: typeof newer): KeptPasskey =>
        ({ passkeyId, name, userHandle, credentialId, transports, createdAtMs, usedAtMs: null })
      assert.deepEqual((await passkeys.ofLearner(learnerId)).map(plain), [older, newer].map((each) => plain(shown(each))))
      assert.equal(await passkeys.find(chance()), null)
    },
    breach: (store) => breaking(store, 'passkeys', ({ ofLearner }) => ({ ofLearner: async (learnerId) => (await ofLearner(learnerId)).toReversed() })),
  },
  {
    promise: 'a credential is kept once, whoever comes with it',
    holds: async (store) => {
      const { passkeys } = store.doors
      const mine = passkey(await newLearner(store))
      await passkeys.keep(mine)
      await refuses('conflict', passkeys.keep({ ...mine, passkeyId: clock.newId() }))
      await refuses('conflict', passkeys.keep({ ...passkey(await newLearner(store)), credential: mine.credential }))
      assert.equal((await store.identities.find({ provider: 'passkey', subject: mine.credential.credentialId }))?.learnerId, mine.learnerId)
    },
    breach: (store) => breaking(store, 'passkeys', ({ keep }) => ({ keep: (kept) => keep({ ...kept, credential: { ...kept.credential, credentialId: chance() } }) })),
  },
  {
    promise: 'a learner has no more passkeys than there may be, however many are kept at once',
    holds: async (store) => {
      const { passkeys } = store.doors
      const learnerId = await newLearner(store)
      const kept = await Promise.allSettled(Array.from({ length: 24 }, () => passkeys.keep(passkey(learnerId))))
      assert.equal((await passkeys.ofLearner(learnerId)).length, 20)
      assert.equal(kept.filter(({ status }) => status === 'fulfilled').length, 20)
      await refuses('conflict', passkeys.keep(passkey(learnerId)))
    },
    breach: (store) => breaking(store, 'passkeys', ({ keep }) => ({ keep: (kept) => keep(kept).catch(() => {}) })),
  },
  {
    promise: 'a use is noted where the authenticator counts on from where it was, or does not count; otherwise it is refused',
    holds: async (store) => {
      const { passkeys } = store.doors
      const learnerId = await newLearner(store)
      const [counting, countless] = [passkey(learnerId, nowMs, 7), passkey(learnerId, nowMs + 1)]
      for (const each of [counting, countless]) await passkeys.keep(each)
      const used = (each: typeof counting, signCount: number, atMs: number) => passkeys.used(each.credential.credentialId, signCount, atMs)
      assert.deepEqual([await used(counting, 7, nowMs + 1), await used(counting, 6, nowMs + 2), await used(counting, 0, nowMs + 3), await used(counting, 8, nowMs + 4)], [false, false, false, true])
      assert.deepEqual([await used(countless, 0, nowMs + 5), await used(countless, 0, nowMs + 6), await passkeys.used(chance(), 1, nowMs)], [true, true, false])
      assert.deepEqual((await passkeys.ofLearner(learnerId)).map(({ usedAtMs }) => usedAtMs), [nowMs + 4, nowMs + 6])
      assert.equal((await passkeys.find(counting.credential.credentialId))?.signCount, 8)
    },
    breach: (store) => breaking(store, 'passkeys', ({ used }) => ({ used: async (...given) => (await used(...given)) || true })),
  },
]

export const credentialStore: readonly Promised<Store, Given>[] = [...passwords, ...challenges, ...passkeysKept]
