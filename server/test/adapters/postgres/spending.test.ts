import { after, describe } from 'node:test'
import { sql } from 'kysely'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { allowancesContract, type Vault } from '../../contracts/allowances.ts'
import { keeps } from '../../contracts/keep.ts'
import { clock, newLearner } from '../../contracts/store-cast.ts'
import { homes, testDatabase } from '../../postgres.ts'

for (const { home, called, skip } of homes)
  describe(`on ${called}`, { skip }, () => {
    let close = async () => {}
    after(() => close())
    keeps('allowances', allowancesContract, async (): Promise<Vault> => {
      const opened = await testDatabase<Tables>({ home, poolMax: 10 })
      close = opened.close
      const { database } = opened
      const store = postgresStore(database)
      return {
        allowances: allowances(database),
        async newLearner({ plan, guest }) {
          const learnerId = await newLearner(store)
          await database.kysely.updateTable('learners').set({ plan }).where('learner_id', '=', learnerId).execute()
          const identity = { identity_id: clock.newId(), learner_id: learnerId, provider: 'email', subject: learnerId, created_at_ms: 1 }
          await database.kysely.insertInto('identities').values({ ...identity, verified_at_ms: guest || plan !== 'standard' ? null : 1 }).execute()
          return learnerId
        },
        async read({ scope, name, period, since }) {
          const { rows } = await sql<{ spentMicroUsd: number; inHandsMicroUsd: number }>`
            select spent_micro_usd as "spentMicroUsd", reserved_micro_usd as "inHandsMicroUsd" from allowances
            where scope = ${scope} and scope_name = ${name} and period = ${period} and since = ${since}::date`.execute(database.kysely)
          return rows[0]!
        },
      }
    })
  })
