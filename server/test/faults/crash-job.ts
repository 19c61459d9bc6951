/** Two jobs, the second caused by the first, each with an effect that must be there once: the same in the process that dies and in the one after it. */
import { sql, type Kysely } from 'kysely'
import { postgresQueue, type PostgresQueue } from '../../src/adapters/postgres/jobs.ts'
import type { Database } from '../../src/adapters/postgres/database.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import { tasks } from '../../src/domain/task.ts'
import type { Job, Work } from '../../src/ports/queue.ts'

export const firstJob = (key: string): Job => ({ task: 'deliver', payload: { messageId: key } })

/** What is abandoned begins again at once. */
export const crashQueue = (database: Database): PostgresQueue<unknown> =>
  postgresQueue(database, { clock: realClock(), tasks: { ...tasks, deliver: { ...tasks.deliver, pace: null, backoff: { firstMs: 0, delayMsMax: 0 } } } })

export const crashWork = (database: Database, queue: PostgresQueue<unknown>): Work => ({
  deliver: ({ messageId }) => database.inTransaction(async (tx) => {
    if (!(await isFirst(tx, messageId))) return
    await sql`update crash_totals set total = total + 1`.execute(tx)
    if (!messageId.endsWith('caused')) await queue.enqueueIn(tx, [firstJob(`${messageId} caused`)])
  }),
})

async function isFirst(tx: Kysely<unknown>, key: string): Promise<boolean> {
  const { rows } = await sql`insert into crash_effects (key) values (${key}) on conflict do nothing returning key`.execute(tx)
  return rows.length > 0
}
