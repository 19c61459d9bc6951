import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { changed, changedForEveryone, changesChannel } from '../../../src/adapters/postgres/changes.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { changeIn, type Change, type ChangeKind } from '../../../src/domain/artefact.ts'
import type { CardId, ConversationId, LearnerId } from '../../../src/domain/identity.ts'
import type { Store } from '../../../src/ports/store.ts'
import { claimed, claiming, clock, corrections, leaseMs, mistake, newLearner, nowMs, outcome, turned } from '../../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'
import { settings } from '../../rehearsal.ts'

let opened: TestDatabase<Tables>
let store: Store
const told: Change[] = []
/** What a process elsewhere hears, and who waits for it. */
const heard: string[] = []
let hearing = Promise.withResolvers<void>()
before(async () => {
  opened = await testDatabase<Tables>()
  store = postgresStore(opened.database, (change) => told.push(change))
  await opened.database.listen(changesChannel, (text) => {
    heard.push(text)
    hearing.resolve()
  })
})
after(() => opened.close())

/** Resolves when everything that was told until now is heard. */
async function quiet(): Promise<void> {
  const mark = `mark ${clock.newId()}`
  await sql`select pg_notify(${changesChannel}, ${mark})`.execute(opened.database.kysely)
  while (!heard.includes(mark)) {
    hearing = Promise.withResolvers()
    await hearing.promise
  }
}

/** What a write is told as, here and elsewhere. */
async function tellingOf(write: () => Promise<unknown>): Promise<{ readonly here: readonly Change[]; readonly elsewhere: readonly (Change | null)[] }> {
  await quiet()
  told.length = heard.length = 0
  await write()
  const here = [...told]
  await quiet()
  return { here, elsewhere: heard.filter((text) => !text.startsWith('mark')).map(changeIn) }
}

const versionOf = async (learnerId: LearnerId) => (await store.learners.find(learnerId))!.version
const card = () => ({ cardId: clock.newId() as CardId, kind: 'word' as const, front: clock.newId(), back: 'b', example: null, mistakeId: null, createdAtMs: nowMs })
const opening = (learnerId: LearnerId) => ({ conversationId: clock.newId() as ConversationId, learnerId, key: null, bodyHash: '', nowMs, opening: [], scene: null, report: null, topic: null, mode: null })

/** Every write that changes what a learner sees: what is there before it, and the write. */
const writes: readonly { readonly name: string; readonly kinds: readonly ChangeKind[]; readonly prepare: (learnerId: LearnerId) => Promise<() => Promise<unknown>> }[] = [
  { name: 'an utterance', kinds: ['utterance'], prepare: async (learnerId) => () => claimed(store, learnerId, clock.newId()) },
  {
    name: 'an utterance that was foreseen', kinds: ['utterance'],
    prepare: async (learnerId) => {
      await turned(store, learnerId, clock.newId())
      const foreseen = await store.turns.foresee(claiming(learnerId, clock.newId()))
      return async () => {
        const claim = await store.turns.claim(claiming(learnerId, clock.newId(), { foreseen }))
        assert.ok(claim.state === 'mine' && claim.asForeseen)
      }
    },
  },
  {
    name: 'a turn taken over', kinds: ['utterance'],
    prepare: async (learnerId) => { const key = clock.newId(); await claimed(store, learnerId, key); return () => claimed(store, learnerId, key, { owner: 'two', nowMs: nowMs + leaseMs + 1 }) },
  },
  { name: 'a finished turn', kinds: ['turn'], prepare: async (learnerId) => { const turn = await claimed(store, learnerId, clock.newId()); return () => store.turns.finish(outcome(turn)) } },
  {
    name: 'a mistake withdrawn', kinds: ['turn', 'card'],
    prepare: async (learnerId) => {
      const wrong = mistake(10, 'škola', 'školy')
      await turned(store, learnerId, clock.newId(), {}, { corrections: corrections(wrong) })
      return () => store.turns.disagree(learnerId, wrong.id, nowMs)
    },
  },
  { name: 'a conversation', kinds: ['conversation'], prepare: async (learnerId) => () => store.conversations.open(opening(learnerId)) },
  { name: 'settings', kinds: ['settings'], prepare: async (learnerId) => () => store.learners.change(learnerId, { level: 'B1' }) },
  { name: 'a card kept', kinds: ['card'], prepare: async (learnerId) => () => store.cards.keep(learnerId, card()) },
  { name: 'a card dropped', kinds: ['card'], prepare: async (learnerId) => { const { cardId } = await store.cards.keep(learnerId, card()); return () => store.cards.drop(learnerId, cardId) } },
]

describe('a change', () => {
  for (const { name, kinds, prepare } of writes)
    it(`of a learner, ${name}, raises their version and is told, here and elsewhere`, async () => {
      const learnerId = await newLearner(store)
      const write = await prepare(learnerId)
      const version = await versionOf(learnerId)
      const { here, elsewhere } = await tellingOf(write)
      assert.deepEqual(here, [{ owner: learnerId, version: version + 1, kinds }])
      assert.deepEqual(elsewhere, here)
      assert.equal(await versionOf(learnerId), version + 1)
    })

  it('that was not made is not told: the same turn twice, a card kept twice or dropped twice', async () => {
    const learnerId = await newLearner(store)
    const turn = await claimed(store, learnerId, 'twice')
    await store.turns.finish(outcome(turn))
    const kept = await store.cards.keep(learnerId, card())
    const version = await versionOf(learnerId)
    const { here, elsewhere } = await tellingOf(async () => {
      await store.turns.finish(outcome(turn))
      await store.cards.keep(learnerId, { ...card(), front: kept.front })
      await store.cards.drop(learnerId, clock.newId() as CardId)
    })
    assert.deepEqual([here, elsewhere, await versionOf(learnerId)], [[], [], version])
  })

  it('that was rolled back is not told', async () => {
    const learnerId = await newLearner(store)
    const { here, elsewhere } = await tellingOf(() => opened.database.inTransaction(async (tx) => {
      await changed(tx, learnerId, 'progress')
      throw new TypeError('rolled back')
    }).catch(() => {}))
    assert.deepEqual([here, elsewhere, await versionOf(learnerId)], [[], [], 0])
  })

  it('of a transaction that nobody watches is heard all the same', async () => {
    const learnerId = await newLearner(store)
    const { here, elsewhere } = await tellingOf(() => opened.database.inTransaction((tx) => changed(tx, learnerId, 'progress', 'card')))
    assert.deepEqual([here, elsewhere], [[], [{ owner: learnerId, version: 1, kinds: ['progress', 'card'] }]])
  })

  it('of what everyone sees has a version too', async () => {
    const { elsewhere } = await tellingOf(() => opened.database.inTransaction((tx) => changedForEveryone(tx, 'listing')))
    assert.deepEqual(elsewhere, [{ owner: 'everyone', version: 1, kinds: ['listing'] }])
  })

  it('of a session names it: extended with its new end, revoked for good', async () => {
    const tokenHash = clock.random(32)
    await store.sessions.createGuest({ learnerId: clock.newId() as LearnerId, settings, tokenHash, recoveryHash: clock.random(32), nowMs, expiresAtMs: nowMs + 5 })
    const owner = Buffer.from(tokenHash).toString('hex')
    const extended = await tellingOf(() => store.sessions.extend(tokenHash, nowMs + 9))
    const revoked = await tellingOf(() => store.sessions.revoke(tokenHash))
    assert.deepEqual([extended.here, revoked.here], [[{ owner, version: nowMs + 9, kinds: ['session'] }], [{ owner, version: Number.MAX_SAFE_INTEGER, kinds: ['session'] }]])
    assert.deepEqual([extended.elsewhere, revoked.elsewhere], [extended.here, revoked.here])
  })

  it('that is not one of ours is not understood', () => {
    for (const text of ['', 'x', 'x y turn', 'x -1 turn', ' 1 turn']) assert.equal(changeIn(text), null, text)
    assert.deepEqual(changeIn('x 1 turn of-tomorrow'), { owner: 'x', version: 1, kinds: ['turn'] })
  })
})
