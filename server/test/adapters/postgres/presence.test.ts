import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { presence } from '../../../src/adapters/postgres/presence.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { claimed, claiming, newLearner } from '../../contracts/store-cast.ts'
import { eventually } from '../../journeys/eventually.ts'
import { homes, testDatabase, type TestDatabase } from '../../postgres.ts'

for (const { home, called, skip } of homes) describe(`who is present on ${called}`, { skip }, () => {
  let own: TestDatabase<Tables>
  before(async () => {
    own = await testDatabase<Tables>({ home })
  })
  after(() => own?.close())
  const stateFor = async (learnerId: Awaited<ReturnType<typeof newLearner>>, owner: string) => (await postgresStore(own.database).turns.claim(claiming(learnerId, 'key', { owner }))).state

  it('keeps what it has begun; once it is gone, another takes that over at once', async () => {
    const store = postgresStore(own.database)
    const learner = await newLearner(store)
    const [one, other] = [await presence(own.database, 'one', realClock()), await presence(own.database, 'other', realClock())]
    await claimed(store, learner, 'key', { owner: one.name })
    assert.equal(await stateFor(learner, other.name), 'taken')
    await one.close()
    assert.equal((await claimed(store, learner, 'key', { owner: other.name })).run, 2)
    await other.close()
  })

  it('is present again soon after its connection was lost', async () => {
    const store = postgresStore(own.database)
    const learner = await newLearner(store)
    const present = await presence(own.database, 'lost', realClock())
    const ends = async () => own.database.sql<{ pid: number }[]>`select pid, pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mluv present' and datname = current_database()`
    const [ended, ...more] = await ends()
    assert.deepEqual(more, [])
    const held = () => own.database.sql<{ pid: number }[]>`select pid from pg_locks where locktype = 'advisory' and objsubid = 2 and granted and database = (select oid from pg_database where datname = current_database())`
    await eventually(async () => (await held()).some(({ pid }) => pid !== ended!.pid), () => 'it is not present again')
    await claimed(store, learner, 'key', { owner: present.name })
    assert.equal(await stateFor(learner, 'another'), 'taken')
    await present.close()
    assert.equal((await held()).length, 0)
  })
})
