/** A small database with everything in it that is easily lost on the way, and an empty one of an owner who may do nothing else. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database, type DatabaseOptions } from '../../../src/adapters/postgres/database.ts'
import { migrate } from '../../../src/adapters/postgres/migrate.ts'
import type { Move } from '../../../src/adapters/postgres/move.ts'
import { sideOf, type Side } from '../../../src/adapters/postgres/side.ts'
import { testDatabase } from '../../postgres.ts'
import { oddMigrations, oddRows } from './odd-tables.ts'

type Connection = DatabaseOptions['connection']

export type OddHouse = {
  readonly source: Database
  readonly sourceConnection: Connection
  /** Of its migrations. */
  readonly folder: string
  /** Applies the migrations, all or through one of them. */
  readonly shapeOf: (database: Database) => Move['shape']
  readonly close: () => Promise<void>
}

/** Migrated through one of its files, or by all. */
export async function oddHouse(through?: string): Promise<OddHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'mluv-odd-'))
  for (const [name, text] of Object.entries(oddMigrations)) await writeFile(join(folder, name), text)
  const { database, connection, close } = await testDatabase({ migrated: false })
  await migrate(database, folder, through)
  await database.sql.unsafe(oddRows)
  return {
    source: database, sourceConnection: connection, folder,
    shapeOf: (target) => async (through) => void await migrate(target, folder, through),
    async close() {
      await close()
      await rm(folder, { recursive: true })
    },
  }
}

/** An empty database in the server of `connection`, and a connection as its owner. */
export async function emptyDatabase(server: Connection): Promise<{ readonly connection: Connection; readonly close: () => Promise<void> }> {
  const name = `move_${randomBytes(6).toString('hex')}`
  const door = await openDatabase({ connection: server, poolMax: 1, applicationName: 'mluv test' })
  await door.sql.unsafe(`create role ${name} login password '${name}'`)
  await door.sql.unsafe(`create database ${name} owner ${name} template template0 strategy file_copy`)
  return {
    connection: 'url' in server ? { url: addressed(server.url, name) } : { ...server, user: name, password: name, database: name },
    async close() {
      await door.sql.unsafe(`drop database ${name} with (force)`)
      await door.sql.unsafe(`drop role ${name}`)
      await door.close()
    },
  }
}

function addressed(url: string, name: string): string {
  const address = new URL(url)
  address.username = name
  address.password = name
  address.pathname = `/${name}`
  return address.href
}

export type Opened = { readonly database: Database; readonly side: Side; readonly close: () => Promise<void> }

/** A database with the connection that a move has to it. */
export async function openSide(connection: Connection): Promise<Opened> {
  const database = await openDatabase({ connection, poolMax: 2, applicationName: 'mluv test' })
  const session = await database.openSession('mluv test')
  return {
    database, side: await sideOf(session),
    async close() {
      await session.close()
      await database.close()
    },
  }
}
