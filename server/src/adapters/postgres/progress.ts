/** The last twelve weeks of a learner, read at once. */
import { sql, type Selectable } from 'kysely'
import { marksSoFar, type Achievement } from '../../domain/achievement.ts'
import { challengeOf, weekChallengeOf } from '../../domain/challenge.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Settings } from '../../domain/learner.ts'
import { firmDaysMin, firstDayBefore, pauseMsMax, weeksMax, weeksOf, type KindCount } from '../../domain/looking-back.ts'
import { dayEndsMs, streakOn } from '../../domain/progress.ts'
import { mondayOf } from '../../domain/week.ts'
import type { CardStates, LookedBack, ProgressStore, StarEntry } from '../../ports/progress-store.ts'
import type { Versioned } from '../../ports/store.ts'
import type { Database } from './database.ts'
import { lastDayOf, type LastDayRow } from './last-day.ts'
import { columnsOfDays, dayOf, tallyOf, todayOf, weekTallyOf, type DayRow } from './learners.ts'
import { streakOf } from './streak-rows.ts'
import type { Tables } from './tables.ts'

/** Entries of the ledger: a fortnight of somebody who says something every day. */
const starsMax = 60

/** The weeks that are shown, and the days by which a travelling learner's calendar may differ; what is too much is left out once their today is known. */
const sinceMs = (nowMs: number): number => nowMs - (weeksMax * 7 + 3) * 86_400_000

type Row = LastDayRow & Versioned & Pick<Selectable<Tables['learners']>, 'turns' | 'words_total' | 'stars_total' | 'streak_days' | 'streak_until' | 'streak_longest' | 'shields'> & {
  readonly settings: Settings
  readonly days: readonly DayRow[]
  readonly shielded: readonly string[]
  readonly practice: readonly { readonly day: string; readonly ms: number }[]
  readonly checked: readonly { readonly since: string; readonly turns: number }[]
  readonly kinds: readonly (KindCount & { readonly since: string })[]
  readonly cards: CardStates
  readonly words_met: number
  readonly ledger: readonly StarEntry[]
  readonly achievements: readonly Achievement[]
}

export const progress = ({ kysely }: Database<Tables>): ProgressStore => ({
  async lookBack(learnerId, nowMs) {
    const { rows: [row] } = await sql<Row>`
      with said as materialized (
        select turn_id, day, said_at_ms, score from turns
        where learner_id = ${learnerId}::uuid and said_at_ms >= ${sinceMs(nowMs)}::bigint and state = 'finished'
      ), since as (select ${new Date(sinceMs(nowMs)).toISOString()}::date as day)
      select l.version, l.settings, l.turns, l.words_total, l.stars_total, l.streak_days, l.streak_until, l.streak_longest, l.shields,
        l.last_day, l.last_day_first_at_ms, l.last_day_time_zone,
        (select coalesce(json_agg(d order by d.day), '[]') from (
           select ${columnsOfDays} from days where learner_id = l.learner_id and day >= (select day from since)) d) as days,
        (select coalesce(json_agg(day order by day), '[]') from shields_used where learner_id = l.learner_id and day >= (select day from since)) as shielded,
        (select coalesce(json_agg(p), '[]') from (
           select day, sum(pause)::int as ms from (select day, said_at_ms - lag(said_at_ms) over (order by said_at_ms) as pause from said) each
           where pause <= ${pauseMsMax}::bigint group by day) p) as practice,
        (select coalesce(json_agg(c), '[]') from (
           select date_trunc('week', day::timestamp)::date as since, count(*) as turns from said where score is not null group by 1) c) as checked,
        (select coalesce(json_agg(k order by k.mistakes desc, k.kind), '[]') from (
           select date_trunc('week', s.day::timestamp)::date as since, m.kind, count(*) as mistakes, count(distinct m.turn_id) as turns
           from said s join mistakes m on m.turn_id = s.turn_id where m.counted and m.withdrawn_at_ms is null group by 1, 2) k) as kinds,
        (select json_build_object('new', count(*) filter (where stage = 'new'), 'learning', count(*) filter (where stage in ('learning', 'relearning')),
           'young', count(*) filter (where stage = 'review' and stability < ${firmDaysMin}), 'firm', count(*) filter (where stage = 'review' and stability >= ${firmDaysMin}))
         from cards where learner_id = l.learner_id and suspended_at_ms is null) as cards,
        (select count(*)::int from words where learner_id = l.learner_id) as words_met,
        (select coalesce(json_agg(s order by s."totalAfter" desc), '[]') from (
           select day, reason, stars, total_after as "totalAfter" from stars
           where learner_id = l.learner_id and total_after is not null order by total_after desc limit ${starsMax}) s) as ledger,
        (select coalesce(json_agg(json_build_object('code', code, 'earnedAtMs', earned_at_ms)), '[]') from achievements where learner_id = l.learner_id) as achievements
      from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    if (!row) throw new Failure('not-found', 'There is no such learner.')
    return lookedBack(learnerId, row, nowMs)
  },
})

function lookedBack(learnerId: LearnerId, row: Row, nowMs: number): LookedBack {
  const today = todayOf(row, nowMs)
  const [from, monday] = [firstDayBefore(today), mondayOf(today)]
  const streak = streakOn(streakOf(row), today)
  const days = row.days.filter(({ day }) => day >= from)
  const practice = new Map(row.practice.map(({ day, ms }) => [day, ms]))
  const seen = row.checked.map(({ since, turns }) => ({ since, checkedTurns: turns, kinds: row.kinds.filter((each) => each.since === since).map(({ since: _, ...kind }) => kind) }))
  return {
    today, from, version: row.version, dayEndsMs: dayEndsMs(nowMs, row.settings.timeZone, lastDayOf(row)),
    starsTotal: row.stars_total, streakDays: streak.days, streakLongest: row.streak_longest, shields: streak.shields,
    challenge: challengeOf(learnerId, today, tallyOf(days.find(({ day }) => day === today))),
    weekChallenge: weekChallengeOf(learnerId, monday, weekTallyOf(days, monday)),
    days: days.map((day) => ({ ...dayOf(day), practiceMs: practice.get(day.day) ?? 0 })),
    shieldedDays: row.shielded.filter((day) => day >= from),
    weeks: weeksOf(today, seen),
    cards: row.cards, wordsMet: row.words_met, stars: row.ledger,
    marks: marksSoFar({ turns: row.turns, words: row.words_total, stars: row.stars_total, streakDays: streak.days }, row.achievements),
  }
}
