import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { upkeep } from '../../../src/adapters/postgres/upkeep.ts'
import type { Allowance, Period } from '../../../src/domain/allowance.ts'
import { clock } from '../../contracts/store-cast.ts'
import { homes, testDatabase } from '../../postgres.ts'

for (const { home, called, skip } of homes)
  describe(`what nobody needs any more, on ${called}`, { skip }, () => {
    let close = async () => {}
    after(() => close())

    it('is every limit of a day or a month that was over before, with what was in hand of it, and no other', async () => {
      const opened = await testDatabase<Tables>({ home, poolMax: 2 })
      close = opened.close
      const { database } = opened
      const of = (period: Period, since: string): Allowance => ({ scope: 'installation', name: '', period, since })
      const all = [of('day', '2026-02-27'), of('day', '2026-02-28'), of('day', '2026-03-01'), of('month', '2026-01-01'), of('month', '2026-02-01')]
      const slices = all.map((allowance) => ({ allowance, limitMicroUsd: 100, heldMicroUsd: 0, wantedMicroUsd: 10, neededMicroUsd: 0 }))
      await allowances(database).exchange(clock.newId(), { entries: [], slices }, clock.now())
      const erased = await upkeep(database).erase('allowances', Date.UTC(2026, 1, 28, 0, 0, 0, 1), 10)
      const left = async (table: 'allowances' | 'slices') => {
        const rows = await database.kysely.selectFrom(table).select(['period', 'since']).orderBy('period').orderBy('since').execute()
        return rows.map(({ period, since }) => `${period} ${since}`)
      }
      const expected = ['day 2026-02-28', 'day 2026-03-01', 'month 2026-02-01']
      assert.deepEqual([erased, await left('allowances'), await left('slices')], [2, expected, expected])
    })
  })
