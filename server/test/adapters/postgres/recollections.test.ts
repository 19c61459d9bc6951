import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { postgresQueue } from '../../../src/adapters/postgres/jobs.ts'
import { recollections } from '../../../src/adapters/postgres/recollections.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { tasks } from '../../../src/domain/task.ts'
import { claimed, clock, corrections, mistake, newLearner, nowMs, turned } from '../../contracts/store-cast.ts'
import { keeps } from '../../contracts/keep.ts'
import { recollectionsContract } from '../../contracts/recollections.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

let opening: Promise<TestDatabase<Tables>> | undefined
const opened = async () => (await (opening ??= testDatabase<Tables>())).database
const queueOf = async () => postgresQueue(await opened(), { clock, tasks })
const storeOf = async () => postgresStore(await opened(), undefined, (await queueOf()).enqueueIn)
after(async () => (await opening)?.close())

keeps('what is kept in few words', recollectionsContract, async () => {
  const database = await opened()
  return { recollections: recollections(database), store: await storeOf(), erase: async (turnId) => void (await database.sql`delete from turns where turn_id = ${turnId}`) }
})

describe('what is known of a learner', () => {
  it('are the kinds of mistakes they made three times or more, and no longer those they disagreed with', async () => {
    const store = await storeOf()
    const learnerId = await newLearner(store)
    const ids: Parameters<typeof store.turns.disagree>[1][] = []
    for (const kinds of [['case', 'aspect'], ['case', 'aspect'], ['case', 'tense']] as const) {
      const mistakes = kinds.map((kind) => ({ ...mistake(10, 'škola', 'školy'), kind }))
      ids.push(mistakes[0]!.id)
      await turned(store, learnerId, crypto.randomUUID(), {}, { corrections: corrections(...mistakes) })
    }
    const recurring = async () => (await claimed(store, learnerId, crypto.randomUUID())).conversation.recollection.recurring
    assert.deepEqual(await recurring(), ['case'])
    await store.turns.disagree(learnerId, ids[0]!, nowMs)
    assert.deepEqual(await recurring(), [])
  })
  it('is not looked up where nobody is told', async () => {
    const store = postgresStore(await opened())
    const learnerId = await newLearner(store)
    for (let at = 0; at < 3; at += 1) await turned(store, learnerId, `${at}`, {}, { corrections: corrections(mistake(10, 'škola', 'školy')) })
    assert.deepEqual((await claimed(store, learnerId, 'last')).conversation.recollection.recurring, [])
  })
})

describe('summaries', () => {
  it('are asked for when a turn leaves more out, and an hour after the talk began, once each', async () => {
    const [store, queue] = [await storeOf(), await queueOf()]
    const learnerId = await newLearner(store)
    const { conversationId } = await turned(store, learnerId, 'one')
    await turned(store, learnerId, 'two', {}, { leavesOut: 8 })
    await turned(store, learnerId, 'three')
    const { items } = await queue.list({ state: null, task: 'summarise', before: null, limit: 100 })
    const mine = items.filter(({ payload }) => payload['conversationId'] === conversationId)
    assert.deepEqual(mine.map(({ payload, dueAtMs }) => [payload['turns'], payload['through'], dueAtMs === nowMs + 3_600_000]).toSorted(), [[1, null, true], [2, 8, false]])
  })
  it('are not where nobody makes any', async () => {
    const store = postgresStore(await opened())
    const { conversationId } = await turned(store, await newLearner(store), 'one', {}, { leavesOut: 8 })
    const { items } = await (await queueOf()).list({ state: null, task: 'summarise', before: null, limit: 100 })
    assert.equal(items.filter(({ payload }) => payload['conversationId'] === conversationId).length, 0)
  })
})
