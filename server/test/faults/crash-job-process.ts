/**
 * A worker that ends itself, as a power cut would, at one of its awaits: before and after each statement of a job, and each
 * commit. Tells on its output what it reached, and when the job was kept.
 *
 *     node crash-job-process.ts <connection> <key> 'after commit 2'
 */
import { writeSync } from 'node:fs'
import type { Kysely } from 'kysely'
import { openDatabase, type Database } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { crashQueue, crashWork, firstJob } from './crash-job.ts'

const [connection, key, last] = process.argv.slice(2) as [string, string, string]
const named: readonly (readonly [string, RegExp])[] = [
  ['fetch', /SKIP LOCKED/], ['enqueue', /INSERT INTO pgboss[\s\S]*json_to_recordset/], ['complete', /state = 'completed',\s+output/], ['effect', /crash_effects/], ['total', /crash_totals/],
]
const reached = new Map<string, number>()

const opened = await openDatabase({ connection: JSON.parse(connection) as SocketConnection, poolMax: 3, applicationName: 'mluv crash' })
const database: Database = {
  ...opened,
  kysely: counted(opened.kysely),
  inTransaction: (work) => stepped('commit', () => opened.inTransaction(async (tx) => {
    const done = await work(counted(tx))
    here('before', 'commit')
    return done
  })),
}
const queue = crashQueue(database)
await queue.enqueue([firstJob(key)])
writeSync(1, 'kept\n')
await queue.work(crashWork(database, queue), ({ error }) => writeSync(1, `trouble ${String(error)}\n`))
while (await isAtWork()) await opened.sql`select pg_sleep(0.005)`
await queue.stop(0)
await opened.close()

/** What the queue uses of Kysely, with each statement a step. */
function counted(kysely: Kysely<unknown>): Kysely<unknown> {
  const executor = () => {
    const inner = kysely.getExecutor()
    return { adapter: inner.adapter, transformQuery: inner.transformQuery.bind(inner), compileQuery: inner.compileQuery.bind(inner), executeQuery: execute }
  }
  const execute = (query: Parameters<typeof kysely.executeQuery>[0] & { readonly sql?: string }) => {
    const step = named.find(([, pattern]) => pattern.test(query.sql ?? ''))?.[0]
    const go = () => kysely.executeQuery(query)
    if (step === undefined) return go()
    here('before', step)
    return stepped(step, go)
  }
  return { executeQuery: execute, getExecutor: executor } as unknown as Kysely<unknown>
}

async function stepped<T>(step: string, go: () => Promise<T>): Promise<T> {
  const answer = await go()
  here('after', step)
  return answer
}

function here(when: string, step: string): void {
  const kind = `${when} ${step}`
  const nth = (reached.get(kind) ?? 0) + 1
  reached.set(kind, nth)
  writeSync(1, `reached ${kind} ${nth}\n`)
  if (`${kind} ${nth}` === last) process.kill(process.pid, 'SIGKILL')
}

async function isAtWork(): Promise<boolean> {
  const [row] = await opened.sql<{ done: number }[]>`select count(*)::int as done from pgboss.job where state = 'completed'`
  return row!.done < 2
}
