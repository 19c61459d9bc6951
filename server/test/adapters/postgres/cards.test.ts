import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CompiledQuery, KyselyPlugin } from 'kysely'
import type { Card } from '../../../src/domain/card.ts'
import type { CardId, LearnerId, MistakeId } from '../../../src/domain/identity.ts'
import { firstSettings } from '../../../src/domain/learner.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { givenClock } from '../../given-clock.ts'
import { testDatabase } from '../../postgres.ts'

it('keeps what a learner wants to remember, once, for that learner alone', async (t) => {
  const { database, close } = await testDatabase<Tables>()
  t.after(close)
  const store = postgresStore(database)
  const clock = givenClock()
  const newLearner = async () => {
    const learnerId = clock.newId() as LearnerId
    await store.sessions.createGuest({ learnerId, settings: firstSettings, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs: 1, expiresAtMs: 2 })
    return learnerId
  }
  const card = (front: string, createdAtMs: number): Card => ({ cardId: clock.newId() as CardId, kind: 'word', front, back: 'beer', example: null, mistakeId: null, createdAtMs })
  const fronts = async (of: LearnerId) => (await store.cards.list(of, { before: null, limit: 10 })).items.map(({ front }) => front)
  const [learner, other] = [await newLearner(), await newLearner()]

  const kept = await store.cards.keep(learner, card('pivo', 1))
  assert.deepEqual(await store.cards.keep(learner, card('pivo', 2)), kept)
  await store.cards.keep(learner, card('káva', 3))
  assert.deepEqual(await fronts(learner), ['káva', 'pivo'])
  assert.deepEqual(await fronts(other), [])

  const first = await store.cards.list(learner, { before: null, limit: 1 })
  assert.deepEqual((await store.cards.list(learner, { before: first.next, limit: 1 })).items, [kept])

  assert.equal(await store.cards.drop(other, kept.cardId), false)
  assert.equal(await store.cards.drop(learner, kept.cardId), true)
  assert.deepEqual(await fronts(learner), ['káva'])
  await assert.rejects(store.cards.keep(learner, { ...card('škola', 4), mistakeId: clock.newId() as MistakeId }), { code: 'not-found' })

  await database.kysely.updateTable('cards').set({ suspended_at_ms: 5 }).where('front', '=', 'káva').execute()
  assert.deepEqual(await fronts(learner), [])
  await store.cards.keep(learner, card('káva', 6))
  assert.deepEqual(await fronts(learner), ['káva'], 'what was put aside and is kept again comes back')
})

it('keeps a review once where something of the learner’s is changed between its reading and its keeping', async (t) => {
  const { database, close } = await testDatabase<Tables>()
  t.after(close)
  const store = postgresStore(database)
  const clock = givenClock()
  const learnerId = clock.newId() as LearnerId
  await store.sessions.createGuest({ learnerId, settings: firstSettings, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs: 1, expiresAtMs: 2 })
  const cardId = clock.newId() as CardId
  await store.cards.keep(learnerId, { cardId, kind: 'word', front: 'pivo', back: 'beer', example: null, mistakeId: null, createdAtMs: 1 })
  const isWaiting = async () => (await database.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length === 1
  const other = { learner_id: learnerId, review_id: clock.newId(), card_id: cardId, rating: 3, reviewed_at_ms: 1, received_at_ms: 1 }
  // What was read is older than this by the time it is to be kept.
  const reviewing = await database.inTransaction(async (tx) => {
    await tx.updateTable('learners').set({ version: 7 }).where('learner_id', '=', learnerId).execute()
    await tx.insertInto('reviews').values(other).execute()
    const review = store.cards.review(learnerId, [{ cardId, reviewId: clock.newId(), rating: 3, reviewedAtMs: 2 }], 3)
    while (!(await isWaiting())) await store.cards.find(learnerId, cardId)
    return [review]
  })
  const [known] = await Promise.all(reviewing)
  assert.equal(known?.[0]?.memory.reviews, 2)
  assert.deepEqual([...(await database.sql`select version, (select count(*)::int from reviews) as kept from learners`)], [{ version: 8, kept: 2 }])
})

it('finds cards by index, however many others keep', async (t) => {
  const { database, close } = await testDatabase<Tables>()
  t.after(close)
  const clock = givenClock()
  const learnerId = clock.newId() as LearnerId
  await postgresStore(database).sessions.createGuest({ learnerId, settings: firstSettings, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs: 1, expiresAtMs: 2 })
  await database.sql`insert into learners (learner_id, settings, recovery_hash, created_at_ms) select gen_random_uuid(), settings, decode(md5(n::text), 'hex'), 1 from learners, generate_series(1, 20) as n`
  await database.sql`
    insert into cards (card_id, learner_id, kind, front, back, created_at_ms)
    select gen_random_uuid(), learner_id, 'word', 'word' || n, 'back' || n, n from learners, generate_series(1, case when learner_id = ${learnerId}::uuid then 600 else 50 end) as n`
  await database.sql`vacuum (analyze) cards`
  // So few rows are read as fast from one end to the other.
  await database.sql`set enable_seqscan = off`
  const asked: CompiledQuery[] = []
  const transformQuery: KyselyPlugin['transformQuery'] = ({ node, queryId }) => {
    asked.push(database.kysely.getExecutor().compileQuery(node, queryId))
    return node
  }
  const kysely = database.kysely.withPlugin({ transformQuery, transformResult: async ({ result }) => result })
  const store = postgresStore({ ...database, kysely })
  for (const [q, kind, state] of [['word39', null, null], ['back', 'word', null], [null, 'word', 'due'], [null, null, 'suspended'], [null, null, 'leech']] as const)
    await store.cards.list(learnerId, { before: null, limit: 50, only: { q, kind, state, nowMs: 1 } })
  for (const { sql, parameters } of asked) {
    const plan = await database.sql.unsafe<{ 'QUERY PLAN': string }[]>(`explain ${sql}`, parameters as never[])
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    assert.doesNotMatch(text, /Seq Scan on cards/)
    if (sql.includes('words_said') && parameters.some((value) => String(value).includes('word39'))) assert.match(text, /cards_by_word/)
  }
})
