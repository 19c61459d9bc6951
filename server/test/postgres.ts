/**
 * A database of its own for a test, made as a copy of one that was migrated once, in either home:
 *
 *     for (const { home, called, skip } of homes) describe(`the queue on ${called}`, { skip }, () => { … testDatabase({ home }) … })
 *
 * The servers are those of the whole run (MLUV_TEST_POSTGRES, set by whoever started them with `startTestPostgres`). What is not among them
 * is started for this file, and stopped when the file has nothing left to do: after its last hook.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/start.ts'
import { openDatabase, type Database } from '../src/adapters/postgres/database.ts'
import { openLine, type SocketConnection } from '../src/adapters/postgres/line.ts'
import { migrate } from '../src/adapters/postgres/migrate.ts'
import { fastFolder } from './fast-folder.ts'
import { leftOut } from './present.ts'
import { startServer } from './server-postgres.ts'

export type TestPostgres = { readonly connection: SocketConnection; readonly stop: () => Promise<void> }
export type TestDatabase<Schema> = { readonly database: Database<Schema>; readonly connection: SocketConnection; readonly close: () => Promise<void> }
export type Home = 'embedded' | 'server'
export type TestDatabaseOptions = { readonly home?: Home; readonly poolMax?: number; readonly waitMsMax?: number; readonly migrated?: boolean }

export const homes: readonly { readonly home: Home; readonly called: string; readonly skip: string | false }[] = [
  { home: 'embedded', called: 'the embedded PostgreSQL', skip: false },
  { home: 'server', called: 'a PostgreSQL server', skip: leftOut('postgres') },
]

export const testPostgresVariable = 'MLUV_TEST_POSTGRES'
export const migrationsFolder = join(import.meta.dirname, '../migrations')

type Desk = { databases: number; readonly ask: (statement: string) => PromiseLike<readonly unknown[]>; readonly end: () => Promise<void> }

const templateLockKey = 4_815_162
const poolMax = 5
const farewellMsMax = 5_000

const starts: Readonly<Record<Home, () => Promise<TestPostgres>>> = { embedded: startTestEmbedded, server: startServer }
const ownServers = new Map<Home, Promise<TestPostgres>>()
/** Both by the folder of the server's socket. */
const desks = new Map<string, Desk>()
const templates = new Map<string, Promise<string>>()

/** One of each kind that is asked for, for every process that is given MLUV_TEST_POSTGRES. */
export async function startTestPostgres(wanted: readonly Home[]): Promise<{ readonly variable: string; readonly stop: () => Promise<void> }> {
  const servers = await Promise.all(wanted.map(async (home) => ({ home, ...(await starts[home]()) })))
  return {
    variable: JSON.stringify(Object.fromEntries(servers.map(({ home, connection }) => [home, connection]))),
    stop: async () => void (await Promise.all(servers.map(({ stop }) => stop()))),
  }
}

/** In a temporary folder, which is removed when it stops. */
async function startTestEmbedded(): Promise<TestPostgres> {
  const place = await mkdtemp(join(await fastFolder(), 'mluv-test-'))
  const server = await startEmbeddedPostgres({ folder: join(place, 'postgres'), log: () => {} })
  return {
    connection: server.connection,
    async stop() {
      await server.stop()
      await rm(place, { recursive: true, force: true })
    },
  }
}

/** Migrated with `server/migrations` unless `migrated` is false; gone after `close`. */
export async function testDatabase<Schema = unknown>(options: TestDatabaseOptions = {}): Promise<TestDatabase<Schema>> {
  const server = await serverOf(options.home ?? 'embedded')
  const { ask, leave } = deskOf(server)
  const name = `test_${randomBytes(8).toString('hex')}`
  try {
    const template = options.migrated === false ? 'template1' : await migratedTemplate(server, ask)
    // Through the log, as is usual, each page of it would be written twice.
    await ask(`create database ${name} template ${template} strategy file_copy`)
    const connection = { ...server, database: name }
    const database = await openDatabase<Schema>({
      connection, poolMax: options.poolMax ?? poolMax, applicationName: 'mluv test', ...(options.waitMsMax === undefined ? {} : { waitMsMax: options.waitMsMax }),
    })
    return {
      database,
      connection,
      async close() {
        await database.close()
        await ask(`drop database ${name} with (force)`)
        await leave()
      },
    }
  } catch (error) {
    await leave()
    throw error
  }
}

async function serverOf(home: Home): Promise<SocketConnection> {
  const given = (JSON.parse(process.env[testPostgresVariable] ?? '{}') as Partial<Record<Home, SocketConnection>>)[home]
  if (given !== undefined) return given
  const known = ownServers.get(home)
  if (known !== undefined) return (await known).connection
  const started = starts[home]()
  ownServers.set(home, started)
  process.once('beforeExit', () => void started.then(({ stop }) => stop()))
  return (await started).connection
}

/** Made by whichever test process comes first, under another name until it is complete. */
function migratedTemplate(server: SocketConnection, ask: Desk['ask']): Promise<string> {
  const known = templates.get(server.socketFolder)
  if (known !== undefined) return known
  const made = makeTemplate(server, ask)
  templates.set(server.socketFolder, made)
  return made
}

async function makeTemplate(server: SocketConnection, ask: Desk['ask']): Promise<string> {
  const template = `migrated_${await digestOfMigrations()}`
  await ask(`select pg_advisory_lock(${templateLockKey}::bigint)`)
  try {
    const [found] = await ask(`select 1 from pg_database where datname = '${template}'`)
    if (found !== undefined) return template
    const unfinished = `${template}_unfinished`
    await ask(`drop database if exists ${unfinished}`)
    await ask(`create database ${unfinished}`)
    const database = await openDatabase({ connection: { ...server, database: unfinished }, poolMax: 1, applicationName: 'mluv test' })
    try {
      await migrate(database, migrationsFolder)
    } finally {
      await database.close()
    }
    await ask(`alter database ${unfinished} rename to ${template}`)
    return template
  } finally {
    await ask(`select pg_advisory_unlock(${templateLockKey}::bigint)`)
  }
}

async function digestOfMigrations(): Promise<string> {
  const names = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).sort()
  const digest = createHash('sha256')
  for (const name of names) digest.update(name).update(await readFile(join(migrationsFolder, name)))
  return digest.digest('hex').slice(0, 12)
}

/** Where this process asks a server for databases. A connection costs as much as a database: one is kept for as long as there are any. */
function deskOf(server: SocketConnection): Pick<Desk, 'ask'> & { leave(): Promise<void> } {
  const desk: Desk = desks.get(server.socketFolder) ?? newDesk(server)
  desks.set(server.socketFolder, desk)
  desk.databases += 1
  return {
    ask: desk.ask,
    async leave() {
      desk.databases -= 1
      if (desk.databases > 0) return
      desks.delete(server.socketFolder)
      await desk.end()
    },
  }
}

function newDesk(to: SocketConnection): Desk {
  const line = openLine({ to, connection: { application_name: 'mluv test' } })
  return { databases: 0, ask: (statement) => line.sql.unsafe(statement), end: () => line.end(farewellMsMax) }
}
