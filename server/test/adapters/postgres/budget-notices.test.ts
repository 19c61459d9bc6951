import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { budgetNotices } from '../../../src/adapters/postgres/budget-notices.ts'
import { postgresQueue } from '../../../src/adapters/postgres/jobs.ts'
import { outbox } from '../../../src/adapters/postgres/outbox.ts'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { tasks } from '../../../src/domain/task.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import type { Allowances } from '../../../src/ports/allowances.ts'
import { entry } from '../../contracts/allowances.ts'
import { clock, newLearner, nowMs } from '../../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

const day = '2026-03-02'
const holder = clock.newId()
let opened: TestDatabase<Tables>
let spending: Allowances
let somebody: LearnerId
before(async () => {
  opened = await testDatabase<Tables>()
  const queue = postgresQueue(opened.database, { clock, tasks })
  spending = allowances(opened.database, budgetNotices(clock, queue.enqueueIn))
  somebody = await newLearner(postgresStore(opened.database))
})
after(() => opened.close())

/** Of two limits of 1,000, one the installation's and one a learner's. */
async function spend(microUsd: number, { learnerId = somebody, needed = 0 } = {}): Promise<void> {
  const slices = [{ scope: 'installation', name: '' }, { scope: 'learner', name: learnerId }] as const
  const asked = slices.map((whose) => ({ allowance: { ...whose, period: 'day' as const, since: day }, limitMicroUsd: 1_000, heldMicroUsd: 0, wantedMicroUsd: 0, neededMicroUsd: needed }))
  await spending.exchange(holder, { entries: microUsd > 0 ? [entry(learnerId, day, microUsd)] : [], slices: asked }, nowMs)
}

const told = async () => {
  const { kysely } = opened.database
  const messages = await kysely.selectFrom('outbox').select(['kind', 'learner_id', 'facts', 'message_id']).orderBy('message_id').execute()
  const inApp = await kysely.selectFrom('notifications').select('kind').execute()
  const ids = messages.map(({ message_id: id }) => id)
  return { ids, inApp: inApp.length, messages: messages.map(({ kind, learner_id: learnerId, facts }) => `${kind} ${learnerId === somebody} ${(facts as { percent: number }).percent}`).toSorted() }
}

describe('a limit of which much is spent', () => {
  it('is told of once for each part, to the learner whose it is, and to operators where it is everybody’s', async () => {
    await spend(499)
    assert.deepEqual(await told(), { messages: [], inApp: 0, ids: [] })
    await spend(1)
    await spend(1)
    const { messages, inApp, ids } = await told()
    assert.deepEqual([messages, inApp], [['budget true 50', 'operator-budget false 50'], 1])
    const box = outbox(opened.database, clock, async () => 0, 'operator@example.org')
    const taken = await Promise.all(ids.map((id) => box.take(id)))
    assert.deepEqual(taken.map((message) => [message!.kind, message!.address]).toSorted(), [['budget', null], ['operator-budget', 'operator@example.org']])
  })

  it('is told of when a call was refused for want of it, and not again', async () => {
    await spend(0, { needed: 600 })
    await spend(0, { needed: 600 })
    assert.deepEqual((await told()).messages, ['budget true 100', 'budget true 50', 'operator-budget false 100', 'operator-budget false 50'])
  })

  it('is told to nobody who is gone', async () => {
    await spend(400, { learnerId: clock.newId() as LearnerId })
    assert.deepEqual((await told()).messages.filter((each) => each.startsWith('budget false')), [])
  })
})
