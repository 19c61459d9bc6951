import { after, describe } from 'node:test'
import { postgresQueue } from '../../../src/adapters/postgres/jobs.ts'
import { outbox } from '../../../src/adapters/postgres/outbox.ts'
import { reach } from '../../../src/adapters/postgres/reach.ts'
import { rounds } from '../../../src/adapters/postgres/rounds.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { upkeep } from '../../../src/adapters/postgres/upkeep.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { tasks } from '../../../src/domain/task.ts'
import { keeps } from '../../contracts/keep.ts'
import { reachContract } from '../../contracts/reach.ts'
import { roundsContract, type Backstage } from '../../contracts/rounds.ts'
import { clock } from '../../contracts/store-cast.ts'
import { homes, testDatabase } from '../../postgres.ts'

for (const { home, called, skip } of homes)
  describe(`on ${called}`, { skip }, () => {
    let close = async () => {}
    after(() => close())
    keeps('what the timetable needs', [...roundsContract, ...reachContract], async (): Promise<Backstage> => {
      const opened = await testDatabase<Tables>({ home, poolMax: 10 })
      close = opened.close
      const { database } = opened
      const queue = postgresQueue(database, { clock: realClock(), tasks })
      return {
        store: postgresStore(database), rounds: rounds(database, clock, queue.enqueueIn), outbox: outbox(database, clock, queue.enqueueIn), upkeep: upkeep(database), queue, reach: reach(database),
        tries: async (messageId) => (await database.kysely.selectFrom('outbox').select('attempts').where('message_id', '=', messageId).executeTakeFirstOrThrow()).attempts,
        async addressed(learnerId, address, verified) {
          const identity = { identity_id: clock.newId(), learner_id: learnerId, provider: 'email', subject: address, created_at_ms: 1, verified_at_ms: verified ? 1 : null }
          await database.kysely.insertInto('identities').values(identity).execute()
        },
      }
    })
  })
