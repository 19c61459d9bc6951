/**
 * Who uses an installation: one process at a time, by a lock that the database keeps for as long as the process's connection lives.
 * A server that runs while its lock is free belongs to a process that was killed.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { Failure } from '../../domain/failure.ts'
import { isRunning } from './postmaster.ts'

type Session = { readonly sql: Sql; isLost(): boolean; close(): Promise<void> }
type Sessions = { openSession(applicationName: string, onLost?: () => void): Promise<Session> }

/** Any number that nothing else locks in this database: the letters of "mluv". */
const lockKey = 0x6d6c7576
const nameOf = (pid: number): string => `mluv serve ${pid}`
/** The lock of a process that was just killed is free once its connection is seen to be closed. */
const waitForDeadMsMax = 5_000
const pollMs = 20

/** `onLost` is told when the connection, and the lock with it, ends unasked: another process may take over. */
export async function holdInstallation(database: Sessions, onLost?: () => void): Promise<{ release(): Promise<void> }> {
  const session = await database.openSession(nameOf(process.pid), onLost)
  try {
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      if (await take(session.sql)) return { release: () => session.close() }
      const pid = await holder(session.sql)
      if ((pid !== undefined && isRunning(pid)) || waitedMs >= waitForDeadMsMax) throw taken(pid)
      await pause(pollMs)
    }
  } catch (error) {
    await session.close()
    throw error
  }
}

async function take(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${lockKey}::bigint) as taken`
  return row!.taken
}

/** The process of Node, not of PostgreSQL, whose connection has the lock. */
async function holder(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ application_name: string }[]>`
    select application_name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and classid = 0 and objid = ${lockKey}::oid and objsubid = 1 and pg_locks.database = (select oid from pg_database where datname = current_database())`
  const pid = Number(/^mluv serve (\d+)$/.exec(row?.application_name ?? '')?.[1])
  return pid > 0 ? pid : undefined
}

const taken = (pid: number | undefined): Failure =>
  new Failure('conflict', `Another Mluv ${pid === undefined ? '' : `(process ${pid}) `}uses this data folder. Stop it first, or set MLUV_DATA to another folder.`)
