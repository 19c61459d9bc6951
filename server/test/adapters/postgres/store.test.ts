import { after, describe } from 'node:test'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import type { Store } from '../../../src/ports/store.ts'
import { accountStore } from '../../contracts/account-store.ts'
import { credentialStore } from '../../contracts/credential-store.ts'
import { doorStore } from '../../contracts/door-store.ts'
import { keeps } from '../../contracts/keep.ts'
import { store as storeContract } from '../../contracts/store.ts'
import { progressStore } from '../../contracts/progress-store.ts'
import { studyStore } from '../../contracts/study-store.ts'
import { turnStore } from '../../contracts/turn-store.ts'
import { homes, testDatabase, type Home, type TestDatabase } from '../../postgres.ts'

const contract = [...storeContract, ...accountStore, ...doorStore, ...credentialStore, ...turnStore, ...studyStore, ...progressStore]

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
function opened(home: Home) {
  let opening: Promise<TestDatabase<Tables>> | undefined
  let made: ReturnType<typeof counting> | undefined
  after(async () => (await opening)?.close())
  return {
    store: async () => (made ??= counting((await (opening ??= testDatabase<Tables>({ home, poolMax: 10 }))).database)).store,
    statements: (work: () => Promise<unknown>) => made!.statements(work),
  }
}

for (const { home, called, skip } of homes)
  describe(`on ${called}`, { skip }, () => {
    const { store, statements } = opened(home)
    keeps('the store', contract, store, { statements })
  })
