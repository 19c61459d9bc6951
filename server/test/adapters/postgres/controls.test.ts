import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { openControls } from '../../../src/adapters/postgres/controls.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import type { Deed } from '../../../src/ports/controls.ts'
import { givenClock } from '../../given-clock.ts'
import { eventually } from '../../journeys/eventually.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

const deedOf = (atMs: number): Deed => ({ atMs, by: 'session 1', deed: 'limit-set', about: 'day' })

describe('what operators change', () => {
  let opened: TestDatabase<Tables>
  const time = givenClock()
  const reported: unknown[] = []
  let here: Awaited<ReturnType<typeof openControls>>
  let elsewhere: typeof here
  before(async () => {
    opened = await testDatabase<Tables>()
    here = await openControls(opened.database, time, (error) => reported.push(error))
    elsewhere = await openControls(opened.database, time, (error) => reported.push(error))
  })
  after(async () => {
    await here.close()
    await elsewhere.close()
    await opened.close()
  })
  const dayElsewhere = () => elsewhere.now().limits.day?.microUsd

  it('holds here at once, and soon in every process', async () => {
    await here.limit({ day: 5_000_000 }, deedOf(1))
    assert.deepEqual(here.now().limits, { day: { microUsd: 5_000_000, setAtMs: 1, setBy: 'session 1' } })
    await eventually(async () => dayElsewhere() === 5_000_000, () => `it has ${dayElsewhere()}`)
    await here.turn('groq', false, deedOf(2))
    assert.deepEqual([...here.now().providersOff], ['groq'])
    await here.turn('groq', true, deedOf(3))
    assert.deepEqual([...here.now().providersOff], [])
    await here.limit({ day: 'settings' }, deedOf(4))
    assert.deepEqual(here.now().limits, {})
    assert.deepEqual((await here.deeds(3)).map(({ atMs }) => atMs), [4, 3, 2])
  })

  it('is the newest where many change it at once, in each of them', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? here : elsewhere).limit({ day: at + 1 }, deedOf(10 + at))))
    const { rows: [row] } = await sql<{ day: number }>`select micro_usd::float8 as day from installation_limits where period = 'day'`.execute(opened.database.kysely)
    for (const each of [here, elsewhere]) await eventually(async () => each.now().limits.day?.microUsd === row!.day, () => `${each.now().limits.day?.microUsd} instead of ${row!.day}`)
  })

  it('is kept, and known a little later, where it cannot be read at once', async () => {
    await sql`alter table providers_off rename to providers_away`.execute(opened.database.kysely)
    const told = here.limit({ month: 7 }, deedOf(40))
    await eventually(async () => reported.length >= 2, () => 'nobody looks')
    assert.equal(here.now().limits.month, undefined)
    await sql`alter table providers_away rename to providers_off`.execute(opened.database.kysely)
    time.pass(1_000)
    await told
    for (const each of [here, elsewhere]) await eventually(async () => each.now().limits.month?.microUsd === 7, () => `it has ${each.now().limits.month?.microUsd}`)
  })
})
