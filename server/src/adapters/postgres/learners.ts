/** Learners: their settings, and what they see of themselves. */
import { sql, type Selectable } from 'kysely'
import type { Achievement } from '../../domain/achievement.ts'
import { challengeOf, weekChallengeOf, type DayTally, type WeekTally } from '../../domain/challenge.ts'
import type { ConversationId, LearnerId } from '../../domain/identity.ts'
import { settingsOf, type Learner, type Settings } from '../../domain/learner.ts'
import { dayEndsMs, dayOfTurn, streakOn } from '../../domain/progress.ts'
import { mondayOf } from '../../domain/week.ts'
import type { Sentence } from '../../domain/conversation.ts'
import type { SceneReport } from '../../domain/scenario.ts'
import type { ConversationPage, Day, Home, LearnerStore, Versioned } from '../../ports/store.ts'
import { Failure } from '../../domain/failure.ts'
import { dueBefore, dueOf, type DueRow } from './cards.ts'
import { changed } from './changes.ts'
import { cursorOf } from './cursors.ts'
import type { Database } from './database.ts'
import { lastDayOf, type LastDayRow } from './last-day.ts'
import { streakOf } from './streak-rows.ts'
import type { Tables } from './tables.ts'
import { turnJson, turnOf, type TurnRow } from './turn-rows.ts'

/** Turns of the last conversation on the first page; the page asks for earlier ones when somebody looks for them. */
const homeTurnsMax = 12

export type DayRow = Omit<Selectable<Tables['days']>, 'learner_id'>
type HomeRow = LastDayRow & DueRow & Versioned & {
  readonly settings: Settings
  readonly created_at_ms: number
  readonly plan: string
  readonly stars_total: number
  readonly streak_days: number
  readonly streak_until: string | null
  readonly shields: number
  readonly days: readonly DayRow[]
  readonly achievements: readonly Achievement[]
  readonly conversation: LastConversation | null
}
type LastConversation = {
  readonly conversationId: string
  readonly startedAtMs: number
  readonly opening: Sentence[]
  readonly report: SceneReport | null
  readonly topic: string | null
  readonly mode: string | null
  readonly turns: readonly TurnRow[]
}
type StatsRow = LastDayRow & Versioned & Pick<Selectable<Tables['learners']>, 'turns' | 'words_total' | 'stars_total' | 'streak_days' | 'streak_until' | 'shields' | 'days_active' | 'score_sum' | 'score_count'> & {
  readonly settings: Settings
  readonly mistakes: Record<string, number>
}

export const columnsOfDays = sql.raw('day, turns, clean_turns, scenario_turns, words, stars, score_sum, score_count')

export const learners = ({ kysely, inTransaction }: Database<Tables>): LearnerStore => ({
  async find(learnerId) {
    const row = await kysely.selectFrom('learners').select(['learner_id', 'created_at_ms', 'plan', 'settings', 'version']).where('learner_id', '=', learnerId).executeTakeFirst()
    return row ? learnerOf(row) : null
  },

  async vouched(provider, subject) {
    const row = await kysely
      .selectFrom('identities')
      .innerJoin('learners', 'learners.learner_id', 'identities.learner_id')
      .select(['learners.learner_id', 'learners.created_at_ms', 'plan', 'settings', 'version'])
      .where('provider', '=', provider)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row ? learnerOf(row) : null
  },

  change: (learnerId, { notices, ...rest }) =>
    inTransaction(async (tx) => {
      await changed(tx, learnerId, 'settings')
      const row = await tx
        .updateTable('learners')
        .set({ settings: sql<string>`settings || ${JSON.stringify(rest)}::jsonb || case when ${notices === undefined} then '{}' else jsonb_build_object('notices', coalesce(settings -> 'notices', '{}') || ${JSON.stringify(notices ?? {})}::jsonb) end` })
        .where('learner_id', '=', learnerId)
        .returning(['learner_id', 'created_at_ms', 'plan', 'settings', 'version'])
        .executeTakeFirst()
      return row ? learnerOf(row) : null
    }),

  async home(learnerId, nowMs) {
    const { rows } = await sql<HomeRow>`
      select l.version, l.settings, l.created_at_ms, l.plan, l.stars_total, l.streak_days, l.streak_until, l.shields, l.last_day, l.last_day_first_at_ms, l.last_day_time_zone,
        ${dueOf(nowMs)},
        (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'earnedAtMs', earned_at_ms) order by earned_at_ms, code), '[]')
         from achievements where learner_id = l.learner_id) as achievements,
        (select coalesce(json_agg(d order by d.day), '[]') from (
           select ${columnsOfDays} from days where learner_id = l.learner_id order by day desc limit 30) d) as days,
        (select json_build_object('conversationId', c.conversation_id, 'startedAtMs', c.started_at_ms, 'opening', c.opening, 'report', c.report, 'topic', c.topic, 'mode', c.mode ->> 'code',
           'turns', (select coalesce(json_agg(${turnJson} order by t.ordinal), '[]')
                     from (select * from turns where conversation_id = c.conversation_id order by ordinal desc limit ${homeTurnsMax}) t))
         from conversations c where c.learner_id = l.learner_id order by c.last_at_ms desc, c.conversation_id desc limit 1) as conversation
      from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    return rows[0] ? homeOf(learnerId, rows[0], nowMs) : null
  },

  async stats(learnerId, nowMs) {
    const { rows } = await sql<StatsRow>`
      select l.version, l.settings, l.stars_total, l.streak_days, l.streak_until, l.shields, l.last_day, l.last_day_first_at_ms, l.last_day_time_zone,
        l.turns, l.words_total, l.days_active, l.score_sum, l.score_count,
        (select coalesce(jsonb_object_agg(kind, mistakes), '{}') from mistake_tallies where learner_id = l.learner_id and mistakes > 0) as mistakes
      from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    const row = rows[0]
    if (!row) throw new Failure('not-found', 'There is no such learner.')
    const today = todayOf(row, nowMs)
    return {
      turns: row.turns, words: row.words_total, starsTotal: row.stars_total, streakDays: streakOn(streakOf(row), today).days, daysActive: row.days_active,
      scoreMean: meanOf(row), mistakes: row.mistakes, version: row.version, dayEndsMs: dayEndsMs(nowMs, row.settings.timeZone, lastDayOf(row)),
    }
  },

  async days(learnerId, from, to) {
    const { rows } = await sql<Versioned & { readonly days: readonly DayRow[] }>`
      select l.version,
        (select coalesce(json_agg(d order by d.day), '[]') from (
           select ${columnsOfDays} from days where learner_id = l.learner_id and day between ${from}::date and ${to}::date) d) as days
      from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    if (!rows[0]) throw new Failure('not-found', 'There is no such learner.')
    return { version: rows[0].version, items: rows[0].days.map(dayOf) }
  },
})

/** The day that a turn said now would belong to: after a change of zone it may still be the one before. */
export const todayOf = (row: LastDayRow & Pick<HomeRow, 'settings'>, nowMs: number): string => dayOfTurn(nowMs, row.settings.timeZone, lastDayOf(row))

function homeOf(learnerId: LearnerId, row: HomeRow, nowMs: number): Home {
  const { settings, days, conversation, achievements } = row
  const today = todayOf(row, nowMs)
  const endsMs = dayEndsMs(nowMs, settings.timeZone, lastDayOf(row))
  const streak = streakOn(streakOf(row), today)
  const monday = mondayOf(today)
  return {
    learner: { learnerId, createdAtMs: row.created_at_ms, plan: row.plan, settings: settingsOf(settings) },
    today,
    version: row.version,
    dayEndsMs: endsMs,
    starsTotal: row.stars_total,
    streakDays: streak.days,
    challenge: challengeOf(learnerId, today, tallyOf(days.find(({ day }) => day === today))),
    weekChallenge: weekChallengeOf(learnerId, monday, weekTallyOf(days, monday)),
    shields: streak.shields,
    cardsDue: dueBefore(row, endsMs),
    achievements,
    days: days.map(dayOf),
    conversation: conversation && conversationOf(conversation),
  }
}

function conversationOf({ conversationId, startedAtMs, opening, report, topic, mode, turns }: LastConversation): ConversationPage {
  const oldest = turns[0]?.ordinal ?? 1
  return { conversationId: conversationId as ConversationId, startedAtMs, opening, scene: report, topic, mode, turns: turns.map(turnOf), next: oldest > 1 ? cursorOf(oldest) : null }
}

const learnerOf = (row: { learner_id: string; created_at_ms: number; plan: string; settings: unknown; version: number }): Learner & Versioned => ({
  learnerId: row.learner_id as LearnerId, createdAtMs: row.created_at_ms, plan: row.plan, settings: settingsOf(row.settings), version: row.version,
})
const meanOf = (row: { score_sum: number; score_count: number }) => (row.score_count === 0 ? null : Math.round(row.score_sum / row.score_count))
export const tallyOf = (day: DayRow | undefined): DayTally =>
  ({ turns: day?.turns ?? 0, cleanTurns: day?.clean_turns ?? 0, scenarioTurns: day?.scenario_turns ?? 0, words: day?.words ?? 0 })

/** Of the week that begins on `monday`, as far as it has come. */
export function weekTallyOf(days: readonly DayRow[], monday: string): WeekTally {
  const week = days.filter(({ day }) => day >= monday)
  const sum = (of: (day: DayRow) => number) => week.reduce((total, day) => total + of(day), 0)
  return { days: week.filter(({ turns }) => turns > 0).length, turns: sum(({ turns }) => turns), cleanTurns: sum((day) => day.clean_turns), words: sum(({ words }) => words) }
}

export const dayOf = (row: DayRow): Day => ({ day: row.day, turns: row.turns, words: row.words, stars: row.stars, scoreMean: meanOf(row) })
