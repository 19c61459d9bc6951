/** Learners: their settings, and what they see of themselves. */
import { sql } from 'kysely'
import { challengeOf } from '../../domain/challenge.ts'
import type { ConversationId, LearnerId } from '../../domain/identity.ts'
import type { Learner, Settings } from '../../domain/learner.ts'
import { dayIn, streakToday } from '../../domain/progress.ts'
import type { Sentence } from '../../domain/conversation.ts'
import type { SceneReport } from '../../domain/scenario.ts'
import type { Day, LearnerStore } from '../../ports/store.ts'
import { cursorOf } from './cursors.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'
import { turnJson, turnOf, type TurnRow } from './turn-rows.ts'

/** Turns of the last conversation on the first page. */
const homeTurnsMax = 30

type DayRow = { readonly day: string; readonly turns: number; readonly clean_turns: number; readonly scenario_turns: number; readonly words: number; readonly stars: number; readonly score_sum: number; readonly score_count: number }
type HomeRow = {
  readonly settings: Settings
  readonly created_at_ms: number
  readonly stars_total: number
  readonly streak_days: number
  readonly streak_until: string | null
  readonly days: readonly DayRow[]
  readonly conversation: { readonly conversationId: string; readonly startedAtMs: number; readonly opening: Sentence[]; readonly report: SceneReport | null; readonly topic: string | null; readonly turns: readonly TurnRow[] } | null
}

export const learners = ({ kysely }: Database<Tables>): LearnerStore => ({
  async find(learnerId) {
    const row = await kysely.selectFrom('learners').select(['learner_id', 'created_at_ms', 'settings']).where('learner_id', '=', learnerId).executeTakeFirst()
    return row ? learnerOf(row) : null
  },

  async change(learnerId, patch) {
    const row = await kysely
      .updateTable('learners')
      .set({ settings: sql<string>`settings || ${JSON.stringify(patch)}::jsonb` })
      .where('learner_id', '=', learnerId)
      .returning(['learner_id', 'created_at_ms', 'settings'])
      .executeTakeFirst()
    return row ? learnerOf(row) : null
  },

  async home(learnerId, nowMs) {
    const { rows } = await sql<HomeRow>`
      select l.settings, l.created_at_ms, l.stars_total, l.streak_days, l.streak_until,
        (select coalesce(jsonb_agg(to_jsonb(d) - 'learner_id' order by d.day), '[]')
         from (select * from days where learner_id = l.learner_id order by day desc limit 30) d) as days,
        (select jsonb_build_object('conversationId', c.conversation_id, 'startedAtMs', c.started_at_ms, 'opening', c.opening, 'report', c.report, 'topic', c.topic,
           'turns', (select coalesce(jsonb_agg(${turnJson} order by t.ordinal), '[]')
                     from (select * from turns where conversation_id = c.conversation_id order by ordinal desc limit ${homeTurnsMax}) t))
         from conversations c where c.learner_id = l.learner_id order by c.last_at_ms desc, c.conversation_id desc limit 1) as conversation
      from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    const row = rows[0]
    if (!row) return null
    const today = dayIn(row.settings.timeZone, nowMs)
    const tally = row.days.find(({ day }) => day === today)
    const conversation = row.conversation
    return {
      learner: { learnerId, createdAtMs: row.created_at_ms, settings: row.settings },
      today,
      starsTotal: row.stars_total,
      streakDays: streakToday(streakOf(row), today),
      challenge: challengeOf(learnerId, today, { turns: tally?.turns ?? 0, cleanTurns: tally?.clean_turns ?? 0, scenarioTurns: tally?.scenario_turns ?? 0, words: tally?.words ?? 0 }),
      days: row.days.map(dayOf),
      conversation: conversation && {
        conversationId: conversation.conversationId as ConversationId,
        startedAtMs: conversation.startedAtMs,
        opening: conversation.opening,
        scene: conversation.report,
        topic: conversation.topic,
        turns: conversation.turns.map(turnOf),
        next: (conversation.turns[0]?.ordinal ?? 1) > 1 ? cursorOf(conversation.turns[0]!.ordinal) : null,
      },
    }
  },

  async stats(learnerId, nowMs) {
    const { rows } = await sql<{ settings: Settings; stars_total: number; streak_days: number; streak_until: string | null; turns: number; words: number; active: number; score_sum: number; score_count: number; mistakes: Record<string, number> }>`
      select l.settings, l.stars_total, l.streak_days, l.streak_until, d.*,
        (select coalesce(jsonb_object_agg(kind, count), '{}') from (
           select kind, count(*)::int as count from mistakes where learner_id = l.learner_id and counted and withdrawn_at_ms is null group by kind) k) as mistakes
      from learners l, lateral (
        select coalesce(sum(turns), 0)::int as turns, coalesce(sum(words), 0)::int as words, count(*)::int as active,
          coalesce(sum(score_sum), 0)::int as score_sum, coalesce(sum(score_count), 0)::int as score_count
        from days where learner_id = l.learner_id) d
      where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    const row = rows[0]!
    const today = dayIn(row.settings.timeZone, nowMs)
    return {
      turns: row.turns, words: row.words, starsTotal: row.stars_total, streakDays: streakToday(streakOf(row), today), daysActive: row.active,
      scoreMean: meanOf(row), mistakes: row.mistakes,
    }
  },

  async days(learnerId, from, to) {
    const rows = await kysely.selectFrom('days').selectAll().where('learner_id', '=', learnerId).where('day', '>=', from).where('day', '<=', to).orderBy('day').execute()
    return rows.map(dayOf)
  },
})

const learnerOf = (row: { learner_id: string; created_at_ms: number; settings: unknown }): Learner => ({ learnerId: row.learner_id as LearnerId, createdAtMs: row.created_at_ms, settings: row.settings as Settings })
const streakOf = (row: { streak_days: number; streak_until: string | null }) => (row.streak_until === null ? null : { days: row.streak_days, until: row.streak_until })
const meanOf = (row: { score_sum: number; score_count: number }) => (row.score_count === 0 ? null : Math.round(row.score_sum / row.score_count))
const dayOf = (row: DayRow): Day => ({ day: row.day, turns: row.turns, words: row.words, stars: row.stars, scoreMean: meanOf(row) })
