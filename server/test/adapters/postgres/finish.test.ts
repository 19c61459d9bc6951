import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { CardId, LearnerId } from '../../../src/domain/identity.ts'
import { mondayOf } from '../../../src/domain/week.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import type { Store } from '../../../src/ports/store.ts'
import { claimed, clock, corrections, mistake, newLearner, nowMs, outcome, turned } from '../../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

let database: TestDatabase<Tables>
let store: Store
let learnerId: LearnerId
before(async () => {
  database = await testDatabase<Tables>()
  store = postgresStore(database.database)
  learnerId = await newLearner(store)
  for (const key of ['one', 'two', 'three']) await turned(store, learnerId, key)
})
after(() => database.close())

const appended = { code: '23001' }
const balances = () => database.database.sql<{ total_after: number }[]>`select total_after from stars where learner_id = ${learnerId} order by total_after`

describe('a turn that is kept while something else of its learner’s is changed', () => {
  it('is kept once, and so is the other, and what follows from it', async () => {
    const asked: unknown[] = []
    const summarising = postgresStore(database.database, undefined, async (_tx, jobs) => asked.push(...jobs.map(({ payload }) => (payload as { readonly turns: number }).turns)))
    const somebody = await newLearner(store)
    const version = (await store.learners.find(somebody))!.version
    const rounds = 25
    for (let round = 1; round <= rounds; round += 1) {
      const turn = await claimed(store, somebody, `${round}`)
      const level = round % 2 === 0 ? 'A2' : 'B1'
      const [kept] = await Promise.all([summarising.turns.finish(outcome(turn)), store.learners.change(somebody, { level }), summarising.turns.finish(outcome(turn))])
      assert.deepEqual(await store.turns.read(somebody, turn.turnId), kept)
      const learner = await store.learners.find(somebody)
      assert.deepEqual([learner!.settings.level, (await store.learners.stats(somebody, 0)).turns], [level, round])
    }
    assert.equal((await store.learners.find(somebody))!.version, version + 3 * rounds)
    assert.deepEqual(asked, [1, 9, 17, 25])
  })
})

describe('what was reached', () => {
  it('is told once, in the same transaction, to who wants to be told', async () => {
    const told: string[] = []
    const telling = postgresStore(database.database, () => {}, null, async (_tx, sendings) => void told.push(...sendings.map(({ notice }) => `${notice.kind} ${notice.about}`)))
    const [asking, silent] = [await newLearner(telling, { reminders: true }), await newLearner(telling)]
    for (const somebody of [asking, silent]) {
      const turn = await claimed(telling, somebody, 'first')
      await telling.turns.finish(outcome(turn))
      await telling.turns.finish(outcome(turn))
      await telling.turns.finish(outcome(await claimed(telling, somebody, 'second')))
    }
    assert.deepEqual(told, ['achievement first-turn'])
    const failing = postgresStore(database.database, () => {}, null, () => Promise.reject(new RangeError('not today')))
    const turn = await claimed(failing, await newLearner(failing, { reminders: true }), 'first')
    await assert.rejects(failing.turns.finish(outcome(turn)), RangeError)
    assert.equal((await failing.learners.stats(turn.learner.learnerId, 0)).turns, 0, 'neither is kept')
  })
})

describe('the challenge of a week', () => {
  it('is met once, by the first turn that meets it, whatever else is done and however turns are sent again', async () => {
    let met = 0
    const step = fc.record({ afterHours: fc.integer({ min: 0, max: 9 }), words: fc.integer({ min: 1, max: 30 }), isClean: fc.boolean(), isSentTwice: fc.boolean(), isReviewed: fc.boolean() })
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
      const somebody = await newLearner(store)
      const { cardId } = await store.cards.keep(somebody, { cardId: clock.newId() as CardId, kind: 'word', front: 'pivo', back: 'beer', example: null, mistakeId: null, createdAtMs: nowMs })
      const done = new Map<string, { code: string; turnId: string }>()
      let atMs = nowMs
      for (const [at, { afterHours, words, isClean, isSentTwice, isReviewed }] of steps.entries()) {
        atMs += afterHours * 3_600_000
        const turn = await claimed(store, somebody, `${at}`, { nowMs: atMs, transcript: 'ano '.repeat(words).trim() })
        const ended = outcome(turn, { nowMs: atMs, corrections: corrections(...(isClean ? [] : [mistake(0, 'ano', 'ne')])) })
        const [kept, again] = await Promise.all([
          store.turns.finish(ended), isSentTwice && store.turns.finish(ended), isReviewed && store.cards.review(somebody, [{ cardId, rating: 3, reviewedAtMs: atMs, reviewId: clock.newId() }], atMs),
        ])
        const week = kept.progress!.weekChallenge!
        const { completedNow, ...challenge } = week
        assert.deepEqual((await store.learners.home(somebody, atMs))!.weekChallenge, challenge)
        if (again) assert.deepEqual(again.progress, kept.progress)
        const monday = mondayOf(new Date(atMs + 3_600_000).toISOString().slice(0, 10))
        assert.equal(completedNow, week.completed && !done.has(monday))
        if (completedNow) done.set(monday, { code: week.code, turnId: turn.turnId })
      }
      const rows = await database.database.sql<{ since: string; code: string }[]>`select since::text, code from challenges where learner_id = ${somebody} and period = 'week' order by since`
      assert.deepEqual(rows.map(({ since, code }) => [since, code]), [...done].map(([since, { code }]) => [since, code]))
      met += done.size
    }), { numRuns: 5, endOnFailure: true })
    assert.ok(met > 0)
  })
})

describe('the ledger of stars', () => {
  it('is never rewritten', async () => {
    const { sql } = database.database
    await assert.rejects(sql`update stars set stars = 9 where learner_id = ${learnerId}`, appended)
    await assert.rejects(sql`delete from stars where learner_id = ${learnerId}`, appended)
  })
  it('says the balance after each row, the last of which is the learner’s', async () => {
    const totals = (await balances()).map(({ total_after }) => total_after)
    assert.equal(totals.length, 6)
    assert.equal(totals.at(-1), (await store.learners.stats(learnerId, 0)).starsTotal)
    assert.deepEqual(totals, totals.toSorted((one, other) => one - other))
  })
  it('takes no two rows from the same balance', async () => {
    const { sql } = database.database
    const [{ total_after: last } = { total_after: 0 }] = (await balances()).toReversed()
    await assert.rejects(sql`insert into stars (turn_id, reason, learner_id, day, stars, total_after) values (${learnerId}, 'turn', ${learnerId}, '2026-03-02', 1, ${last})`, { code: '23505' })
  })
  it('outlives the turns that earned it, and goes with its learner', async () => {
    const { sql } = database.database
    const somebody = await newLearner(store)
    await turned(store, somebody, 'one')
    await sql`delete from turns where learner_id = ${somebody}`
    assert.equal((await sql`select from stars where learner_id = ${somebody}`).length, 2)
    await sql`delete from learners where learner_id = ${somebody}`
    assert.equal((await sql`select from stars where learner_id = ${somebody}`).length, 0)
  })
})

describe('the ledger of money', () => {
  it('stays when its learner goes, without the name', async () => {
    const { sql } = database.database
    const somebody = await newLearner(store)
    await sql`insert into spending (entry_id, learner_id, task, provider, model, at_ms, day, outcome, reserved_micro_usd, micro_usd) values (${somebody}, ${somebody}, 'reply', 'one', 'small', 1, '2026-03-02', 'finished', 9, 5)`
    await assert.rejects(sql`update spending set micro_usd = 4`, appended)
    await assert.rejects(sql`update spending set micro_usd = 4, learner_id = null`, appended)
    await sql`delete from learners where learner_id = ${somebody}`
    assert.deepEqual((await sql`select learner_id, micro_usd from spending`).map((row) => ({ ...row })), [{ learner_id: null, micro_usd: 5 }])
    await assert.rejects(sql`delete from spending`, appended)
  })
})
