/** Who is where among those who agreed to be seen, as counted at the last refresh. */
import type { LearnerId } from '../../domain/identity.ts'
import type { LeaderboardMetric, LeaderboardPeriod, LeaderboardStore, Placing } from '../../ports/store.ts'
import { changedForEveryone } from './changes.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export function leaderboard({ kysely, inTransaction, openSession }: Database<Tables>): LeaderboardStore {
  const board = (period: LeaderboardPeriod, metric: LeaderboardMetric) =>
    kysely.selectFrom('leaderboard').select(['place', 'learner_id', 'alias', 'value']).where('period', '=', metric === 'streak' ? 'all' : period).where('metric', '=', metric)

  return {
    async read(period, metric, limit) {
      const rows = await board(period, metric).orderBy('place').limit(limit).execute()
      return rows.map(placingOf)
    },

    async placeOf(learnerId, period, metric) {
      const row = await board(period, metric).where('learner_id', '=', learnerId).executeTakeFirst()
      return row ? placingOf(row) : null
    },

    /** A session of its own: it may take longer than statements of the pool are let to. */
    async refresh() {
      const session = await openSession('mluv refresh')
      try {
        await session.sql`refresh materialized view concurrently leaderboard`
        await session.sql`refresh materialized view concurrently learner_summaries`
      } finally {
        await session.close()
      }
      await inTransaction((tx) => changedForEveryone(tx, 'listing'))
    },
  }
}

const placingOf = (row: { place: number; learner_id: string; alias: string | null; value: number }): Placing => ({
  place: row.place, learnerId: row.learner_id as LearnerId, alias: row.alias, value: row.value,
})
