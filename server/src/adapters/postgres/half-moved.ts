/** The mark on a database that an installation is being moved to: whoever finds it unfinished may not work with the database. */
import { Failure } from '../../domain/failure.ts'
import { moveSchema } from './catalog.ts'
import type { Database } from './database.ts'
import { withoutValues } from './refusal.ts'

export async function refuseHalfMoved<Schema>({ sql }: Database<Schema>): Promise<void> {
  const [row] = await sql<{ marked: boolean }[]>`select to_regclass(${`${moveSchema}.move`}) is not null as marked`.catch((error: unknown) => Promise.reject(withoutValues(error)))
  if (!row!.marked) return
  const [move] = await sql.unsafe<{ step: string }[]>(`select step from ${moveSchema}.move`).catch((error: unknown) => Promise.reject(withoutValues(error)))
  if (move === undefined || move.step === 'finished') return
  throw new Failure('conflict', 'An installation is being moved to this database and is not all there. Let npm start -- move finish, or start it again with the same address; it goes on where it was.')
}
