/**
 * Brings a database to the shape this version expects: numbered SQL files, each once, in order, by one process at a time,
 * and then what pg-boss keeps.
 *
 * Each file runs in a transaction that also records it. One whose first line is `-- no transaction` runs without (for
 * `create index concurrently`), statement by statement, each ended by a semicolon at the end of a line: all of it may be run again, since a failure
 * half-way, or before its record, repeats it from the top. An applied file never changes: its checksum is compared.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { Failure } from '../../domain/failure.ts'
import type { Database, Session } from './database.ts'
import { prepareBoss } from './pg-boss.ts'
import { withoutValues } from './refusal.ts'

type Migration = { readonly name: string; readonly text: string; readonly checksum: string }

/** Any number that nothing else locks in this database: the first eight letters of "migrations". */
const lockKey = '7883955468012480887'
const lockWaitMsMax = 120_000
const lockPollMs = 50
const namePattern = /^\d{4}-[a-z0-9-]+\.sql$/

/** `through` is the last file to apply; all of them where it is not given. */
export async function migrate<Schema>(database: Database<Schema>, folder: string, through?: string): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(folder)
  const session = await database.openSession('mluv migrate')
  try {
    await lock(session.sql)
    await session.sql`create table if not exists migrations (name text primary key, checksum text not null, applied_at_ms bigint not null)`
    const recorded = await session.sql<{ name: string; checksum: string }[]>`select name, checksum from migrations order by name`
    const due = dueAmong(migrations, new Map(recorded.map((row) => [row.name, row.checksum]))).filter(({ name }) => through === undefined || name <= through)
    for (const migration of due) await apply(session, migration)
    await prepareBoss(session)
    return { applied: due.map(({ name }) => name) }
  } catch (error) {
    throw withoutValues(error)
  } finally {
    await session.close()
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const misnamed = names.find((name) => !namePattern.test(name))
  if (misnamed !== undefined) throw new Failure('internal', `The migration ${misnamed} is not named like 0001-name.sql.`)
  const twin = names.find((name, at) => at > 0 && numberOf(name) === numberOf(names[at - 1]!))
  if (twin !== undefined) throw new Failure('internal', `Two migrations have the number ${numberOf(twin)}.`)
  return Promise.all(names.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8')
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
  }))
}

/** Asks again and again: a blocking wait would hold a snapshot, which `create index concurrently` of the lock's holder waits for. The lock ends with the session. */
async function lock(sql: Sql): Promise<void> {
  for (let waitedMs = 0; waitedMs < lockWaitMsMax; waitedMs += lockPollMs) {
    const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${lockKey}::bigint) as taken`
    if (row!.taken) return
    await pause(lockPollMs)
  }
  throw new Failure('unavailable', 'Another process has been migrating the database for too long.')
}

function dueAmong(migrations: readonly Migration[], recorded: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = [...recorded.keys()].find((name) => !known.has(name))
  if (unknown !== undefined) {
    throw new Failure('unsupported', `The database was migrated by a newer or different version of Mluv: ${unknown} is not among this version's migrations.`)
  }
  const changed = migrations.find(({ name, checksum }) => recorded.has(name) && recorded.get(name) !== checksum)
  if (changed !== undefined) {
    throw new Failure('conflict', `The migration ${changed.name} was changed after it was applied. Restore the file, and write a new migration for the change.`)
  }
  const due = migrations.filter(({ name }) => !recorded.has(name))
  const last = [...recorded.keys()].at(-1) ?? ''
  const late = due.find(({ name }) => name < last)
  if (late !== undefined) throw new Failure('conflict', `The migration ${late.name} comes before ${last}, which is applied already. Give it a higher number.`)
  return due
}

async function apply(session: Session, migration: Migration): Promise<void> {
  const { sql } = session
  if (session.isLost()) throw new Failure('unavailable', 'The connection to the database was lost while migrating.')
  try {
    if (/^-- no transaction\s*$/m.test(migration.text.split('\n', 1)[0]!)) {
      for (const statement of migration.text.split(/;[ \t]*$/m)) await sql.unsafe(statement)
      await record(sql, migration)
    } else {
      // Not rolled back when it fails: the session is closed then, and with it the transaction.
      await sql.unsafe('begin')
      await sql.unsafe(migration.text)
      await record(sql, migration)
      await sql.unsafe('commit')
    }
  } catch (error) {
    const cause = withoutValues(error)
    throw new Failure('internal', `The migration ${migration.name} failed and was not recorded: ${cause instanceof Error ? cause.message : 'no reason given'}`, { cause })
  }
}

async function record(sql: Sql, { name, checksum }: Migration): Promise<void> {
  await sql.unsafe(
    `insert into migrations (name, checksum, applied_at_ms) values ($1, $2, (extract(epoch from clock_timestamp()) * 1000)::bigint)`,
    [name, checksum],
  )
}

const numberOf = (name: string): string => name.slice(0, 4)
