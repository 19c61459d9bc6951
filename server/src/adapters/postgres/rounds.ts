/** Rounds through the learners of a zone, and the note of when the last one was begun. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { firstReminderHour } from '../../domain/channel.ts'
import type { LearnerId } from '../../domain/identity.ts'
import { settingsOf } from '../../domain/learner.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Closing, Rounds, Visited } from '../../ports/rounds.ts'
import { changed } from './changes.ts'
import type { Database } from './database.ts'
import { lastDayOf, type LastDayRow } from './last-day.ts'
import { keepNotices, type EnqueueIn } from './outbox.ts'
import { named } from './statements.ts'
import { streakOf, type StreakRow } from './streak-rows.ts'
import type { Tables } from './tables.ts'

/** Learners of one batch: their rows are locked for the few milliseconds that one statement takes. */
const batchMax = 200

type VisitedRow = LastDayRow & StreakRow & { readonly learner_id: string; readonly settings: unknown }

export const rounds = ({ kysely, inTransaction }: Database<Tables>, clock: Clock, enqueueIn: EnqueueIn): Rounds => named('rounds', {
  tick: (nowMs, plan) =>
    inTransaction(async (tx) => {
      await tx.insertInto('timetable').values({ ticked_at_ms: nowMs }).onConflict((row) => row.doNothing()).execute()
      const { ticked_at_ms: sinceMs } = await tx.selectFrom('timetable').select('ticked_at_ms').forUpdate().executeTakeFirstOrThrow()
      if (nowMs <= sinceMs) return 0
      await tx.updateTable('timetable').set({ ticked_at_ms: nowMs }).execute()
      return enqueueIn(tx, plan(sinceMs, nowMs, await timeZonesLivedIn(tx)))
    }),

  visit: (timeZone, activeSince) => visited(kysely, timeZone, activeSince === null ? sql`true` : sql`last_day >= ${activeSince}::date`),
  visitAt: (timeZone, hour) => visited(kysely, timeZone, sql`(settings ->> 'reminders')::boolean and coalesce((settings ->> 'reminderHour')::int, ${firstReminderHour}::int) = ${hour}::int`),

  close: (closings, nowMs) =>
    inTransaction(async (tx) => {
      const values = closings.map(({ learnerId, streak, closed }) => ({ id: learnerId, was_days: streak.days, was_until: streak.until, was_shields: streak.shields, ...closed }))
      const { rows } = await sql<{ learner_id: string }>`
        update learners l set streak_days = v.days, streak_until = v.until, shields = v.shields
        from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v (id uuid, was_days integer, was_until date, was_shields integer, days integer, until date, shields integer)
        where l.learner_id = v.id and l.streak_days = v.was_days and l.streak_until = v.was_until and l.shields = v.was_shields
        returning l.learner_id`.execute(tx)
      const kept = new Set(rows.map(({ learner_id }) => learner_id))
      const done: Closing[] = closings.filter(({ learnerId }) => kept.has(learnerId))
      const shielded = done.flatMap(({ learnerId, shielded }) => shielded.map((day) => ({ learner_id: learnerId, day })))
      if (shielded.length > 0) await tx.insertInto('shields_used').values(shielded).onConflict((row) => row.doNothing()).execute()
      await keepNotices(tx, clock, done.flatMap(({ notices }) => notices), nowMs)
      for (const { learnerId } of done) await changed(tx, learnerId, 'progress')
    }),

  async done(learnerIds, { from, to }) {
    const rows = await kysely.selectFrom('days').selectAll().where('learner_id', 'in', learnerIds).where('day', '>=', from).where('day', '<=', to).execute()
    return byLearner(rows, ({ day, turns, words, stars, score_sum: scoreSum, score_count: scoreCount }) => ({ day, turns, words, stars, scoreSum, scoreCount }))
  },

  async mistaken(learnerIds, { from, to }) {
    const rows = await kysely
      .selectFrom('turns')
      .innerJoin('mistakes', 'mistakes.turn_id', 'turns.turn_id')
      .select(['turns.learner_id', 'mistakes.kind', sql<number>`count(*)::int`.as('mistakes')])
      .where('turns.learner_id', 'in', learnerIds)
      .where('turns.day', '>=', from)
      .where('turns.day', '<=', to)
      // Says the same more loosely, and by index.
      .where('turns.said_at_ms', '>=', Date.parse(from) - anyZoneMs)
      .where('mistakes.counted', '=', true)
      .where('mistakes.withdrawn_at_ms', 'is', null)
      .groupBy(['turns.learner_id', 'mistakes.kind'])
      .execute()
    return byLearner(rows, ({ kind, mistakes }) => ({ kind, mistakes }))
  },
})

async function* visited(kysely: Kysely<Tables>, timeZone: string, who: RawBuilder<unknown>): AsyncIterable<readonly Visited[]> {
  let after: string | null = null
  for (;;) {
    let query = kysely
      .selectFrom('learners')
      .select(['learner_id', 'settings', 'last_day', 'last_day_first_at_ms', 'last_day_time_zone', 'streak_days', 'streak_until', 'shields'])
      .where(sql<boolean>`settings ->> 'timeZone' = ${timeZone}`)
      .where(sql<boolean>`${who}`)
      .orderBy('learner_id')
      .limit(batchMax)
    if (after !== null) query = query.where('learner_id', '>', after)
    const rows: VisitedRow[] = await query.execute()
    if (rows.length > 0) yield rows.map(visitedOf)
    if (rows.length < batchMax) return
    after = rows.at(-1)!.learner_id
  }
}

/** A day begins nowhere so long before it begins in UTC, not even for somebody who travels. */
const anyZoneMs = 3 * 86_400_000

/** Each zone is found by one look into the index, however many live in it. */
async function timeZonesLivedIn(tx: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ zone: string }>`
    with recursive zones as (
      (select settings ->> 'timeZone' as zone from learners order by 1 limit 1)
      union all
      select (select l.settings ->> 'timeZone' from learners l where l.settings ->> 'timeZone' > z.zone order by l.settings ->> 'timeZone' limit 1) from zones z where z.zone is not null
    )
    select zone from zones where zone is not null`.execute(tx)
  return rows.map(({ zone }) => zone)
}

const visitedOf = (row: VisitedRow): Visited => ({ learnerId: row.learner_id as LearnerId, settings: settingsOf(row.settings), last: lastDayOf(row), streak: streakOf(row) })

function byLearner<Row extends { readonly learner_id: string }, Value>(rows: readonly Row[], valueOf: (row: Row) => Value): ReadonlyMap<LearnerId, readonly Value[]> {
  const values = new Map<LearnerId, Value[]>()
  for (const [learnerId, own] of Map.groupBy(rows, ({ learner_id }) => learner_id)) values.set(learnerId as LearnerId, own.map(valueOf))
  return values
}
