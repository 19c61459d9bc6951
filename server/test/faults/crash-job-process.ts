/**
 * A worker that ends itself at one of its awaits: before and after each statement of a job, and each commit. Tells when the job was kept.
 *
 *     node crash-job-process.ts <connection> <key> 'after commit 2'
 */
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { awaited, awaitsUntil, tell } from './crash-awaits.ts'
import { crashQueue, crashWork, firstJob } from './crash-job.ts'

const [connection, key, last] = process.argv.slice(2) as [string, string, string]
const named: readonly (readonly [string, RegExp])[] = [
  ['fetch', /SKIP LOCKED/], ['enqueue', /INSERT INTO pgboss[\s\S]*json_to_recordset/], ['complete', /state = 'completed',\s+output/], ['effect', /crash_effects/], ['total', /crash_totals/],
]

const opened = await openDatabase({ connection: JSON.parse(connection) as SocketConnection, poolMax: 3, applicationName: 'mluv crash' })
const database = awaited(opened, awaitsUntil(last), (statement) => named.find(([, pattern]) => pattern.test(statement))?.[0] ?? null)
const queue = crashQueue(database)
await queue.enqueue([firstJob(key)])
tell('kept')
await queue.work(crashWork(database, queue), ({ error }) => tell('trouble', String(error)))
while (await isAtWork()) await opened.sql`select pg_sleep(0.005)`
await queue.stop(0)
await opened.close()

async function isAtWork(): Promise<boolean> {
  const [row] = await opened.sql<{ done: number }[]>`select count(*)::int as done from pgboss.job where state = 'completed'`
  return row!.done < 2
}
