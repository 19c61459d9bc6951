import { after, describe, it } from 'node:test'
import { openDatabase, type Database } from '../../../src/adapters/postgres/database.ts'
import { migrate } from '../../../src/adapters/postgres/migrate.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import type { Store } from '../../../src/ports/store.ts'
import { keeps } from '../../contracts/keep.ts'
import { store as storeContract } from '../../contracts/store.ts'
import { turnStore } from '../../contracts/turn-store.ts'
import { migrationsFolder, testDatabase } from '../../postgres.ts'
import { leftOut } from '../../present.ts'
import { startServer } from '../../server-postgres.ts'

const contract = [...storeContract, ...turnStore]

/** The store on a database, and how to count its statements outside transactions. */
function counting(database: Database<Tables>): { readonly store: Store; readonly statements: (work: () => Promise<unknown>) => Promise<number> } {
  let count = 0
  const kysely = database.kysely.withPlugin({
    transformQuery: ({ node }) => {
      count += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  return {
    store: postgresStore({ ...database, kysely }),
    async statements(work) {
      const before = count
      await work()
      return count - before
    },
  }
}

/** Opened by the first test that asks, and closed after the last. */
function opened(open: () => Promise<{ readonly database: Database<Tables>; readonly close: () => Promise<void> }>) {
  let opening: ReturnType<typeof open> | undefined
  let made: ReturnType<typeof counting> | undefined
  after(async () => (await opening)?.close())
  return {
    store: async () => (made ??= counting((await (opening ??= open())).database)).store,
    statements: (work: () => Promise<unknown>) => made!.statements(work),
  }
}

const embedded = opened(() => testDatabase<Tables>({ poolMax: 10 }))
keeps('the store on the embedded PostgreSQL', contract, embedded.store, { statements: embedded.statements })

const missing = leftOut('postgres')
if (missing) it('the store on a PostgreSQL server', { skip: missing }, () => {})
else
  describe('a PostgreSQL server of this machine:', () => {
    const installed = opened(async () => {
      const server = await startServer()
      const database = await openDatabase<Tables>({ connection: { url: server.url }, poolMax: 10, applicationName: 'mluv test' })
      await migrate(database, migrationsFolder)
      return { database, close: async () => { await database.close(); await server.stop() } }
    })
    keeps('the store on it', contract, installed.store, { statements: installed.statements })
  })
