/**
 * A worker that does what the timetable has for an evening, and ends itself at one of its awaits: before and after each statement, each commit
 * and each message.
 *
 *     node crash-round-process.ts <connection> 'after commit 2'
 */
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { awaited, awaitsUntil, tell } from './crash-awaits.ts'
import { crashRound } from './crash-round.ts'

const [connection, last] = process.argv.slice(2) as [string, string]
const awaits = awaitsUntil(last)

const opened = await openDatabase<Tables>({ connection: JSON.parse(connection) as SocketConnection, poolMax: 3, applicationName: 'mluv crash' })
const { queue, work, isOver } = crashRound(awaited(opened, awaits, nameOf), 0, (messageId) => awaits.around('send', async () => void (await opened.sql`insert into crash_sent values (${messageId})`)))
await queue.work(work, ({ error }) => tell('trouble', String(error)))
while (!(await isOver())) await opened.sql`select pg_sleep(0.02)`
await queue.stop(0)
await opened.close()

/** Its verb and the table it is about; of the queue's own, what writes down. */
function nameOf(statement: string): string | null {
  if (/INSERT INTO pgboss[\s\S]*json_to_recordset/.test(statement)) return 'enqueue'
  if (/state = 'completed',\s+output/.test(statement)) return 'complete'
  if (statement.includes('pgboss')) return null
  const [, table] = /\b(?:from|into|update)\s+"?(\w+)/i.exec(statement) ?? []
  return `${/\w+/.exec(statement)![0].toLowerCase()} ${table ?? ''}`.trim()
}
