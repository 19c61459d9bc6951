/**
 * Which processes live: each holds a lock that the server gives back as soon as its connection is gone. What a dead one had begun is taken over at
 * once, not when its lease has run out. A process that only lost its connection takes the lock again; what was taken from it meanwhile it cannot finish.
 */
import { sql, type Kysely } from 'kysely'
import type { Clock } from '../../ports/clock.ts'
import type { Database, Session } from './database.ts'
import type { Tables } from './tables.ts'

/** Of those whose name begins with it, it is known whether they live; of others, their leases alone tell. */
const prefix = 'present '
/** Any number that nothing else locks with in this database: the letters of "here". */
const lockClass = 0x68657265
const againMs = 500

export type Presence = { readonly name: string; close(): Promise<void> }

/** The first lock is held when it resolves. */
export async function presence(database: Pick<Database, 'openSession'>, holder: string, clock: Clock): Promise<Presence> {
  const name = `${prefix}${holder}`
  const over = new AbortController()
  let session: Session | null = null

  async function take(): Promise<void> {
    session = await database.openSession('mluv present', () => void takeAgain())
    await session.sql`select pg_advisory_lock_shared(${lockClass}::int, hashtext(${name}))`
  }
  async function takeAgain(): Promise<void> {
    while (!over.signal.aborted) {
      const isTaken = await take().then(() => true, () => false)
      if (isTaken) break
      await session?.close().catch(() => {})
      await clock.sleep(againMs, over.signal)
    }
    if (over.signal.aborted) await session?.close()
  }
  await take()
  return {
    name,
    async close() {
      over.abort()
      await session?.close()
    },
  }
}

/** Whether a process is known to be dead. */
export async function isGone(tx: Kysely<Tables>, name: string): Promise<boolean> {
  if (!name.startsWith(prefix)) return false
  const { rows: [row] } = await sql<{ here: boolean }>`select exists (
    select from pg_locks where locktype = 'advisory' and classid = ${lockClass}::int and objid = (hashtext(${name})::bigint & 4294967295)::oid and objsubid = 2
      and granted and database = (select oid from pg_database where datname = current_database())) as here`.execute(tx)
  return !row!.here
}
