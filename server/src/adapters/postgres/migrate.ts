/**
 * Brings a database to the shape this version expects: numbered SQL files, each once, in order, by one process at a time,
 * and then what pg-boss keeps.
 *
 * Each file runs in a transaction that also records it. One whose first line is `-- no transaction` runs without (for
 * `create index concurrently`), statement by statement, each ended by a semicolon at the end of a line: all of it may be run again, since a failure
 * half-way, or before its record, repeats it from the top. An applied file never changes: its checksum is compared.
 *
 * A file that says `-- bears 0061-modes.sql` among its first lines leaves versions at work whose newest file is that one, or a later one. It is recorded
 * with it, since those versions do not have the file: that is what lets somebody go back to them.
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

type Migration = { readonly name: string; readonly text: string; readonly checksum: string; readonly bears: string | null }
type Recorded = { readonly name: string; readonly checksum: string; readonly bears: string | null }
/** `ahead`: those of a newer version, which this one may run on. */
export type Migrated = { readonly applied: readonly string[]; readonly ahead: readonly string[] }

/** Any number that nothing else locks in this database: the first eight letters of "migrations". */
const lockKey = '7883955468012480887'
const lockWaitMsMax = 120_000
const lockPollMs = 50
const namePattern = /^\d{4}-[a-z0-9-]+\.sql$/
const opening = /^(?:--.*\n)*/
const bearing = /^-- bears (.*)$/m

/** `through` is the last file to apply; all of them where it is not given. */
export async function migrate<Schema>(database: Database<Schema>, folder: string, through?: string): Promise<Migrated> {
  const migrations = await readMigrations(folder)
  const session = await database.openSession('mluv migrate')
  try {
    await lock(session.sql)
    const recorded = await recordsIn(session.sql)
    const due = dueAmong(migrations, recorded).filter(({ name }) => through === undefined || name <= through)
    for (const migration of due) await apply(session, migration)
    await prepareBoss(session)
    return { applied: due.map(({ name }) => name), ahead: unknownAmong(migrations, recorded).map(({ name }) => name) }
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
  return Promise.all(names.map(async (name, at) => {
    const text = await readFile(join(folder, name), 'utf8')
    const bears = bearing.exec(opening.exec(text)![0])?.[1] ?? null
    if (bears !== null && !names.slice(0, at).includes(bears)) throw new Failure('internal', `The migration ${name} bears ${bears}, which is not among those before it.`)
    return { name, text, checksum: createHash('sha256').update(text).digest('hex'), bears }
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

/** The column came after the table: an alteration would wait for a backup that runs, and everybody for it, so it is made once. */
async function recordsIn(sql: Sql): Promise<readonly Recorded[]> {
  await sql`create table if not exists migrations (name text primary key, checksum text not null, applied_at_ms bigint not null, bears text)`
  const [column] = await sql<{ there: boolean }[]>`select exists (select from pg_attribute where attrelid = 'migrations'::regclass and attname = 'bears') as there`
  if (!column!.there) await sql`alter table migrations add column bears text`
  return sql<Recorded[]>`select name, checksum, bears from migrations order by name`
}

function dueAmong(migrations: readonly Migration[], recorded: readonly Recorded[]): Migration[] {
  const newest = migrations.at(-1)?.name ?? ''
  const unborne = unknownAmong(migrations, recorded).find(({ bears }) => bears === null || bears > newest)
  if (unborne !== undefined) {
    throw new Failure('unsupported', `The database was migrated by a newer or different version of Mluv, on which this one cannot run: ${unborne.name} is not among its migrations. Start that version, or restore the backup from before (docs/upgrading.md).`)
  }
  const checksums = new Map(recorded.map(({ name, checksum }) => [name, checksum]))
  const changed = migrations.find(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum)
  if (changed !== undefined) {
    throw new Failure('conflict', `The migration ${changed.name} was changed after it was applied. Restore the file, and write a new migration for the change.`)
  }
  const due = migrations.filter(({ name }) => !checksums.has(name))
  const last = recorded.at(-1)?.name ?? ''
  const late = due.find(({ name }) => name < last)
  if (late !== undefined) throw new Failure('conflict', `The migration ${late.name} comes before ${last}, which is applied already. Give it a higher number.`)
  return due
}

function unknownAmong(migrations: readonly Migration[], recorded: readonly Recorded[]): readonly Recorded[] {
  const known = new Set(migrations.map(({ name }) => name))
  return recorded.filter(({ name }) => !known.has(name))
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

async function record(sql: Sql, { name, checksum, bears }: Migration): Promise<void> {
  await sql.unsafe(
    `insert into migrations (name, checksum, applied_at_ms, bears) values ($1, $2, (extract(epoch from clock_timestamp()) * 1000)::bigint, $3)`,
    [name, checksum, bears],
  )
}

const numberOf = (name: string): string => name.slice(0, 4)
