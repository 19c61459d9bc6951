/** An installation in which people have practised for months, and the one of them who has most. */
import { fill } from '../../../bench/seeding/fill.ts'
import { filler } from '../../../bench/seeding/filler.ts'
import { tokenOf } from '../../../bench/seeding/life.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { testDatabase } from '../postgres.ts'
import { openInstallation, type Installation, type Opening } from './installation.ts'

const size = { learners: 40, turns: 4000, words: 1200, days: 90 } as const

export async function openFullHouse(opening: Opening = {}): Promise<{ readonly mluv: Installation; readonly token: string }> {
  const database = await testDatabase<Tables>()
  const sql = filler(database.connection)
  try {
    await fill(sql, size, Date.now())
  } finally {
    await sql.end()
  }
  const mluv = await openInstallation({ ...opening, database })
  const token = tokenOf(0)
  const kept = await mluv.call('/learner/settings', { method: 'PATCH', token, json: { levelChosen: true, level: 'B1', onLeaderboards: true } })
  if (kept.status !== 200) throw new Error(`The learner of the full house is not known: ${kept.text}`)
  return { mluv, token }
}
