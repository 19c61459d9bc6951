import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { books } from '../../../src/adapters/postgres/books.ts'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { allowancesOf } from '../../../src/domain/allowance.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import type { Books } from '../../../src/ports/books.ts'
import { entry } from '../../contracts/allowances.ts'
import { clock, newLearner, nowMs } from '../../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

const day = '2026-03-02'
let opened: TestDatabase<Tables>
let kept: Books
let statements = 0
let somebody: LearnerId
before(async () => {
  opened = await testDatabase<Tables>()
  const { database } = opened
  const transformQuery: Parameters<typeof database.kysely.withPlugin>[0]['transformQuery'] = ({ node }) => ((statements += 1), node)
  kept = books({ ...database, kysely: database.kysely.withPlugin({ transformQuery, transformResult: async ({ result }) => result }) })
  somebody = await newLearner(postgresStore(database))
  await allowances(database).exchange(clock.newId(), { entries: [entry(somebody, day, 5), entry(await newLearner(postgresStore(database)), day, 7)], slices: [] }, nowMs)
})
after(() => opened.close())

async function inOneStatement<Value>(work: () => Promise<Value>): Promise<Value> {
  const before = statements
  const value = await work()
  assert.equal(statements - before, 1)
  return value
}

it('how allowances stand is told in their order, in one statement, and that nothing is spent of those that nobody knows', async () => {
  const all = allowancesOf(day, somebody, true)
  const stood = await inOneStatement(() => kept.stand(all))
  assert.deepEqual(stood.map(({ spentMicroUsd }) => spentMicroUsd), [12, 12, 0, 0, 5, 5])
  const own = await inOneStatement(() => kept.standOf(somebody, all.slice(4)))
  assert.deepEqual([own!.standing, own!.stood.map(({ spentMicroUsd }) => spentMicroUsd)], [{ plan: 'standard', guest: true }, [5, 5]])
  assert.equal(await kept.standOf(clock.newId() as LearnerId, all), null)
})

it('what was spent on what is told in one statement, of one learner or of all, and no more than is asked for', async () => {
  const asked = { learnerId: null, from: day, to: day, limit: 10 }
  assert.deepEqual((await inOneStatement(() => kept.usage(asked))).map(({ calls, microUsd }) => [calls, microUsd]), [[2, 12]])
  assert.deepEqual((await inOneStatement(() => kept.usage({ ...asked, learnerId: somebody }))).map(({ calls, microUsd }) => [calls, microUsd]), [[1, 5]])
  assert.deepEqual([await kept.usage({ ...asked, limit: 0 }), await kept.usage({ ...asked, from: '2026-03-03', to: '2026-03-04' })], [[], []])
})
