/** What every store promises of what learners sign in with, and of where they are signed in. */
import assert from 'node:assert/strict'
import { unnamed } from '../../src/domain/session.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Identity, IdentityStore } from '../../src/ports/identity-store.ts'
import type { SessionStore, Store } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { clock, dayMs, newLearner, nowMs, refuses, type Given } from './store-cast.ts'

const sessions = (store: Store, broken: (part: SessionStore) => Partial<SessionStore>): Store => ({ ...store, sessions: { ...store.sessions, ...broken(store.sessions) } })
const identities = (store: Store, broken: (part: IdentityStore) => Partial<IdentityStore>): Store => ({ ...store, identities: { ...store.identities, ...broken(store.identities) } })

const identity = (subject: string, more: Partial<Identity> = {}): Identity => (
  { identityId: clock.newId(), provider: 'email', subject: `${subject}-${clock.newId()}@example.org`, createdAtMs: nowMs, verifiedAtMs: nowMs, ...more }
)

async function begun(store: Store, learnerId: LearnerId, msMax = 10) {
  const session = { ...unnamed, sessionId: clock.newId(), tokenHash: clock.random(32), nowMs, expiresAtMs: nowMs + msMax }
  await store.sessions.begin(learnerId, session)
  return session
}

export const accountStore: readonly Promised<Store, Given>[] = [
  {
    promise: 'a session is begun for a learner there is, with its name and what it may do',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const session = { sessionId: clock.newId(), tokenHash: clock.random(32), name: 'A script', scopes: ['read'] as const, nowMs, expiresAtMs: nowMs + 10 }
      await store.sessions.begin(learnerId, session)
      assert.deepEqual((await store.sessions.find(session.tokenHash, nowMs))?.scopes, ['read'])
      const listed = (await store.sessions.list(learnerId, session.tokenHash, nowMs)).find(({ sessionId }) => sessionId === session.sessionId)
      assert.deepEqual(listed, { sessionId: session.sessionId, name: 'A script', scopes: ['read'], createdAtMs: nowMs, expiresAtMs: nowMs + 10, isThis: true })
      await refuses('not-found', store.sessions.begin(clock.newId() as LearnerId, { ...session, sessionId: clock.newId(), tokenHash: clock.random(32) }))
    },
    breach: (store) => sessions(store, ({ begin }) => ({ begin: (learnerId, session) => begin(learnerId, { ...session, scopes: null }) })),
  },
  {
    promise: 'a learner sees and ends their own sessions, and nobody else’s',
    holds: async (store) => {
      const [one, other] = [await newLearner(store), await newLearner(store)]
      const [mine, theirs] = [await begun(store, one), await begun(store, other)]
      const ids = (await store.sessions.list(one, mine.tokenHash, nowMs)).map(({ sessionId }) => sessionId)
      assert.deepEqual([ids.includes(mine.sessionId), ids.includes(theirs.sessionId)], [true, false])
      assert.equal(await store.sessions.end(one, theirs.sessionId), false)
      assert.ok(await store.sessions.find(theirs.tokenHash, nowMs))
      assert.equal(await store.sessions.end(one, mine.sessionId), true)
      assert.deepEqual([await store.sessions.find(mine.tokenHash, nowMs), await store.sessions.end(one, mine.sessionId)], [null, false])
    },
    breach: (store) => sessions(store, ({ end }) => ({ end: async (learnerId, sessionId) => (await end(learnerId, sessionId)) || true })),
  },
  {
    promise: 'all sessions but one are ended at once, and no expired one is listed',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const [kept, ...rest] = [await begun(store, learnerId), await begun(store, learnerId), await begun(store, learnerId, dayMs)]
      assert.equal((await store.sessions.list(learnerId, kept.tokenHash, nowMs + 10)).some(({ sessionId }) => sessionId === kept.sessionId), false)
      // With the one that the learner was made with.
      assert.equal(await store.sessions.endOthers(learnerId, kept.tokenHash), 3)
      for (const { tokenHash } of rest) assert.equal(await store.sessions.find(tokenHash, nowMs), null)
      assert.ok(await store.sessions.find(kept.tokenHash, nowMs))
    },
    breach: (store) => sessions(store, ({ endOthers }) => ({ endOthers: (learnerId) => endOthers(learnerId, clock.random(32)) })),
  },
  {
    promise: 'an identity is one learner’s: linked again it is as it was, and to another it is refused',
    holds: async (store) => {
      const [one, other] = [await newLearner(store), await newLearner(store)]
      const mine = identity('mine')
      assert.equal(await store.identities.find(mine), null)
      await store.identities.link(one, mine)
      await store.identities.link(one, { ...mine, identityId: clock.newId() })
      await refuses('conflict', store.identities.link(other, { ...mine, identityId: clock.newId() }))
      assert.deepEqual(await store.identities.find(mine), { ...mine, learnerId: one })
      assert.deepEqual([await store.identities.list(one), await store.identities.list(other)], [[mine], []])
    },
    breach: (store) => identities(store, ({ link }) => ({ link: (learnerId, given) => link(learnerId, given).catch(() => {}) })),
  },
  {
    promise: 'nothing is linked to a learner whom there is not',
    holds: async (store) => {
      const mine = identity('mine')
      await refuses('not-found', store.identities.link(clock.newId() as LearnerId, mine))
      assert.equal(await store.identities.find(mine), null)
    },
    breach: (store) => identities(store, ({ link }) => ({ link: (learnerId, given) => link(learnerId, given).catch(() => {}) })),
  },
  {
    promise: 'an identity that was not verified is, from when it was',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const mine = identity('mine', { verifiedAtMs: null })
      await store.identities.link(learnerId, mine)
      assert.equal((await store.identities.find(mine))?.verifiedAtMs, null)
      await store.identities.link(learnerId, { ...mine, verifiedAtMs: nowMs + 1 })
      await store.identities.link(learnerId, { ...mine, verifiedAtMs: nowMs + 2 })
      assert.equal((await store.identities.find(mine))?.verifiedAtMs, nowMs + 1)
    },
    breach: (store) => identities(store, ({ link }) => ({ link: (learnerId, given) => link(learnerId, { ...given, verifiedAtMs: nowMs }) })),
  },
]
