import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { signIn, type SignIn } from '../../../src/account/sign-in.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { homes, testDatabase, type TestDatabase } from '../../postgres.ts'

for (const { home, called, skip } of homes)
  describe(`whoever a provider vouches for, on ${called}`, { skip }, () => {
    let opened: TestDatabase<Tables>
    let door: SignIn
    before(async () => {
      opened = await testDatabase<Tables>({ home, poolMax: 4 })
      door = signIn({ sessions: postgresStore(opened.database).sessions, clock: realClock(), operatorToken: null })
    })
    after(() => opened.close())

    it('is one learner, however many come at once, and comes back as the same', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => door.identified('telegram', '42', { motherTongue: 'uk' })))
      assert.deepEqual([new Set(all.map(({ learnerId }) => learnerId)).size, all.filter(({ isNew }) => isNew).length], [1, 1])
      assert.deepEqual(await door.identified('telegram', '42', { motherTongue: 'ru' }), { learnerId: all[0]!.learnerId, isNew: false })
      const rows = await opened.database.kysely.selectFrom('learners').select('settings').execute()
      assert.deepEqual(rows.map(({ settings }) => (settings as { motherTongue: string }).motherTongue), ['uk'])
    })

    it('is somebody else with another provider, or by another name', async () => {
      const ids = await Promise.all([door.identified('telegram', '42', {}), door.identified('telegram', '43', {}), door.identified('email', '42@example.org', {})])
      assert.equal(new Set(ids.map(({ learnerId }) => learnerId)).size, 3)
    })
  })
