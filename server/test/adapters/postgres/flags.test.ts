import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { flags, flagsChannel, rolledOut } from '../../../src/adapters/postgres/flags.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { notRolledOut } from '../../../src/domain/flag.ts'
import type { RolledOut } from '../../../src/ports/flags.ts'
import { flagsContract, type Flagged } from '../../contracts/flags.ts'
import { keeps } from '../../contracts/keep.ts'
import { clock, nowMs } from '../../contracts/store-cast.ts'
import { givenClock } from '../../given-clock.ts'
import { eventually } from '../../journeys/eventually.ts'
import { homes, testDatabase, type TestDatabase } from '../../postgres.ts'

for (const { home, called, skip } of homes)
  describe(`on ${called}`, { skip }, () => {
    let close = async () => {}
    after(() => close())
    keeps('what keeps flags', flagsContract, async (): Promise<Flagged> => {
      const opened = await testDatabase<Tables>({ home })
      const rolled = await rolledOut(opened.database, givenClock(), assert.ifError)
      close = async () => {
        await rolled.close()
        await opened.close()
      }
      const kept = flags(opened.database)
      const standing = async () => JSON.stringify(Object.fromEntries((await kept.all()).map(({ name, rollout }) => [name, rollout])))
      return {
        flags: kept, store: postgresStore(opened.database),
        async elsewhere() {
          const known = await standing()
          await eventually(async () => JSON.stringify(rolled.now()) === known, () => `it has ${JSON.stringify(rolled.now())} instead of ${known}`)
          return rolled.now()
        },
      }
    })
  })

describe('how flags are rolled out, as a process knows it', () => {
  let opened: TestDatabase<Tables>
  const time = givenClock()
  const reported: unknown[] = []
  let rolled: RolledOut
  const change = (percentage: number) => flags(opened.database).roll({ name: 'gentle-voice', rollout: { ...notRolledOut('gentle-voice'), percentage }, tokenHash: clock.random(32), changeId: clock.newId(), nowMs })
  const isAt = (percentage: number) => eventually(async () => rolled.now()['gentle-voice']?.percentage === percentage, () => `it is at ${rolled.now()['gentle-voice']?.percentage}`)
  before(async () => {
    opened = await testDatabase<Tables>()
    await change(5)
    rolled = await rolledOut(opened.database, time, (error) => reported.push(error))
  })
  after(async () => {
    await rolled.close()
    await opened.close()
  })

  it('is there from the start', () => assert.equal(rolled.now()['gentle-voice']?.percentage, 5))

  it('is the last that was known while the database does not tell, and comes to what is so by itself', async () => {
    await sql`alter table flags rename to flags_away`.execute(opened.database.kysely)
    await sql`select pg_notify(${flagsChannel}, 'gentle-voice')`.execute(opened.database.kysely)
    await eventually(async () => reported.length > 0, () => 'it did not look')
    assert.equal(rolled.now()['gentle-voice']?.percentage, 5)
    await sql`alter table flags_away rename to flags`.execute(opened.database.kysely)
    await change(7)
    assert.equal(rolled.now()['gentle-voice']?.percentage, 5, 'it looks again after a while, and not at once')
    await eventually(async () => time.waits > 0, () => 'it waits for nothing')
    time.pass(1_000)
    await isAt(7)
  })

  it('is looked at again when the line was lost, in which more may have been told', async () => {
    await opened.database.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%listening' and datname = current_database()`
    await change(9)
    await isAt(9)
  })

  it('knows nothing of a flag that another version brought', async () => {
    await sql`insert into flags (flag, percentage, changed_at_ms) values ('of-tomorrow', 100, 1)`.execute(opened.database.kysely)
    await change(11)
    await isAt(11)
    assert.deepEqual(Object.keys(rolled.now()), ['gentle-voice'])
  })
})
