import { after, describe } from 'node:test'
import { sql, type Kysely } from 'kysely'
import { postgresQueue } from '../../../src/adapters/postgres/jobs.ts'
import { keeps } from '../../contracts/keep.ts'
import { queue as contract } from '../../contracts/queue.ts'
import type { Queues } from '../../contracts/queue-cast.ts'
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
  })
