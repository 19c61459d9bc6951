/** What the database kept of a run: turns by the key they were said under, with their own record of time; reviews; and sums that must agree. */
import type { Home } from '../measuring/homes.ts'
import type { Kept, Sums } from './history.ts'

export type KeptTurn = Kept & { /** By the turn's own record; null where nothing sounded. */ readonly ownMs: number | null; readonly providersMs: number | null }

export async function keptTurns({ database }: Home, sinceMs: number): Promise<readonly KeptTurn[]> {
  const rows = await database.sql<{ key: string; turn_id: string; state: string; own: number | null; providers: number | null }[]>`
    select idempotency_key as key, turn_id, state, (timing->>'ownMs')::float8 as own, (timing->>'providersMs')::float8 as providers from turns where said_at_ms >= ${sinceMs}`
  return rows.map(({ key, turn_id: turnId, state, own, providers }) => ({ key, turnId, isFinished: state === 'finished', ownMs: own, providersMs: providers }))
}

/** A review's id is all that is known of it; it is whole as soon as it is there. */
export async function keptReviews({ database }: Home, sinceMs: number): Promise<readonly Kept[]> {
  const rows = await database.sql<{ id: string }[]>`select review_id as id from reviews where received_at_ms >= ${sinceMs}`
  return rows.map(({ id }) => ({ key: id, turnId: id, isFinished: true }))
}

/** What is counted where it happens, and again where it is shown. */
export async function sums({ database }: Home): Promise<Sums> {
  const { sql } = database
  const count = async (what: string, [found]: readonly { count: string }[]) => ({ what, differing: Number(found!.count) })
  return Promise.all([
    count('stars of a learner', await sql<{ count: string }[]>`
      select count(*) from learners l where stars_total <> (select coalesce(sum(stars), 0) from stars where learner_id = l.learner_id)`),
    count('turns of a learner', await sql<{ count: string }[]>`
      select count(*) from learners l where turns <> (select count(*) from turns where learner_id = l.learner_id and state = 'finished')`),
    count('turns of a day', await sql<{ count: string }[]>`
      select count(*) from days d where turns <> (select count(*) from turns where learner_id = d.learner_id and day = d.day and state = 'finished')`),
    count('reviews of a card', await sql<{ count: string }[]>`
      select count(*) from cards c where reviews <> (select count(*) from reviews where card_id = c.card_id)`),
  ])
}
