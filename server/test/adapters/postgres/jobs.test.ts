import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { sql, type Kysely } from 'kysely'
import { postgresQueue } from '../../../src/adapters/postgres/jobs.ts'
import { wakes } from '../../../src/adapters/postgres/pg-boss.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { tasks } from '../../../src/domain/task.ts'
import { keeps } from '../../contracts/keep.ts'
import { queue as contract } from '../../contracts/queue.ts'
import { deliver, hands, until, type Queues } from '../../contracts/queue-cast.ts'
import { homes, testDatabase, type Home, type TestDatabase } from '../../postgres.ts'

function opened(home: Home) {
  let opening: Promise<TestDatabase<unknown>> | undefined
  const database = async () => (await (opening ??= testDatabase({ home, poolMax: 10 }))).database
  after(async () => (await opening)?.close())
  return {
    async queues(): Promise<Queues> {
      const opened = await database()
      return { open: (given) => postgresQueue(opened, given) }
    },
    clear: async () => void (await sql`truncate pgboss.job, task_paces`.execute((await database()).kysely)),
    transact: async (work: (tx: Kysely<unknown>) => Promise<void>) => (await database()).inTransaction(work),
  }
}

for (const { home, called, skip } of homes)
  describe(`on ${called}`, { skip }, () => {
    const { queues, ...given } = opened(home)
    keeps('the queue', contract, queues, given)

    it('has so many that came at once counted, before any of them is looked for', async () => {
      const { database, close } = await testDatabase({ home, poolMax: 2 })
      const queue = postgresQueue(database, { clock: realClock(), tasks })
      const add = (count: number) => queue.enqueue(Array.from({ length: count }, (_, at) => ({ task: 'deliver', payload: { messageId: `${count} ${at}` } })))
      const counted = async () => (await sql<{ rows: number }>`select sum(n_live_tup)::int as rows from pg_stat_user_tables where schemaname = 'pgboss' and relname like 'job%' and last_analyze is not null`.execute(database.kysely)).rows[0]!.rows ?? 0
      await add(10)
      assert.equal(await counted(), 0)
      await add(1_000)
      await database.kysely.executeQuery(sql`select pg_stat_clear_snapshot()`.compile(database.kysely))
      assert.ok((await counted()) >= 1_000)
      await close()
    })

    it('gives back what was being fetched when it was stopped, and stops', async () => {
      const { database, close } = await testDatabase({ home, poolMax: 10 })
      const queue = postgresQueue(database, { clock: realClock(), tasks })
      const hand = hands('deliver')
      hand.holding = true
      await queue.enqueue([deliver('one')])
      await queue.work(hand.work, hand.report)
      await until(queue, 'it begins', () => hand.begun.length === 1)
      const stopping = await database.inTransaction(async (tx) => {
        await queue.enqueueIn(tx, [deliver('two')])
        await sql`lock table pgboss.job in share mode`.execute(tx)
        await sql`select ${wakes('deliver')}`.execute(database.kysely)
        await until(queue, 'it is being fetched', () => isFetching(database.kysely))
        return [queue.stop(0)]
      })
      await Promise.all(stopping)
      assert.deepEqual(hand.begun.map(({ about }) => about), ['one'])
      const { items } = await queue.list({ state: 'waiting', task: null, before: null, limit: 9 })
      assert.deepEqual(items.map(({ payload, attempts }) => [payload, attempts]), [[{ messageId: 'two' }, 0], [{ messageId: 'one' }, 0]])
      await close()
    })
  })

/** Whether a job is being fetched that cannot be yet. */
async function isFetching(kysely: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%''deliver''%for update%'`.execute(kysely)
  return rows.length === 1
}
