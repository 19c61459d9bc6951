/** The second of a turn's two writes: everything that is kept of it. */
import { sql, type Kysely, type Selectable } from 'kysely'
import { newlyAchieved, type AchievementCode } from '../../domain/achievement.ts'
import { awardsFor, cleanScore, onceADay, type StarReason } from '../../domain/award.ts'
import { challengeOf, weekChallengeOf, type DayTally, type WeekTally } from '../../domain/challenge.ts'
import type { NewWord, Progress, Sentence, Turn } from '../../domain/conversation.ts'
import { Failure } from '../../domain/failure.ts'
import type { ConversationId, LearnerId, SoundId } from '../../domain/identity.ts'
import type { Level } from '../../domain/language.ts'
import { settingsOf, type Settings } from '../../domain/learner.ts'
import { refined, turnsToRefine } from '../../domain/level.ts'
import { sending } from '../../domain/notice.ts'
import { dayBefore, shieldedDays, streakAfter, streakClosed, wordsIn, type Streak } from '../../domain/progress.ts'
import { mondayOf } from '../../domain/week.ts'
import type { Outcome } from '../../ports/store.ts'
import { changedBy } from './changes.ts'
import type { Database } from './database.ts'
import type { EnqueueIn, Sending } from './outbox.ts'
import { summariesAfter } from './recollections.ts'
import { streakOf } from './streak-rows.ts'
import type { Tables } from './tables.ts'
import { readTurn } from './turn-rows.ts'

/** New words offered in one turn. */
const newWordsMax = 3

type Tx = Kysely<Tables>

/** From what is read without a lock. Null where somebody changes something of the learner's meanwhile: then nothing is kept. */
export async function finishAtOnce({ kysely, inTransaction }: Pick<Database<Tables>, 'kysely' | 'inTransaction'>, outcome: Outcome, enqueueIn: EnqueueIn | null, tell: Tell | null): Promise<Turn | null> {
  const before = await standing(kysely, outcome)
  if (before.state === 'finished') return readTurn(kysely, outcome.turnId)
  const gain = await gained(kysely, before, outcome)
  const more = moreOf(before, outcome, gain, enqueueIn, tell)
  if (more === null) return keep(kysely, before, outcome, gain)
  return inTransaction(async (tx) => {
    const turn = await keep(tx, before, outcome, gain)
    if (turn) await more(tx)
    return turn
  })
}

/** In a transaction, in which nobody else can change anything of the learner's. */
export async function finishTurn(tx: Tx, outcome: Outcome, enqueueIn: EnqueueIn | null, tell: Tell | null): Promise<Turn> {
  await lockLearnerOf(tx, outcome.turnId)
  const before = await standing(tx, outcome)
  if (before.state === 'finished') return readTurn(tx, outcome.turnId)
  const gain = await gained(tx, before, outcome)
  const turn = await keep(tx, before, outcome, gain)
  await moreOf(before, outcome, gain, enqueueIn, tell)?.(tx)
  return turn!
}

/** What takes statements of its own; null where nothing does. */
function moreOf(before: Before, outcome: Outcome, gain: Gained, enqueueIn: EnqueueIn | null, tell: Tell | null): ((tx: Tx) => Promise<void>) | null {
  const summaries = enqueueIn ? summariesOf(before, outcome) : []
  const told = tell ? marksTold(before, gain, outcome.nowMs) : []
  if (outcome.scene === null && summaries.length === 0 && told.length === 0) return null
  return async (tx) => {
    await keepScene(tx, before, outcome)
    if (summaries.length > 0) await enqueueIn!(tx, summaries)
    if (told.length > 0) await tell!(tx, told, outcome.nowMs)
  }
}

/** Sends what is to be told, in the transaction in which it came about. */
export type Tell = (tx: Tx, sendings: readonly Sending[], nowMs: number) => Promise<void>

/** What was reached, for those who want to be told. */
function marksTold(before: Before, { marks, learner: { settings } }: Gained, nowMs: number): Sending[] {
  const { push, ...due } = sending('achievement', settingsOf(settings), nowMs)
  return push ? marks.map((code) => ({ notice: { learnerId: before.learner_id as LearnerId, kind: 'achievement', facts: { code }, about: code }, ...due })) : []
}

/** Whoever waits here while their learner becomes another finds nobody, and looks again. Nobody becomes another so often. */
const looksMax = 5

/** The learner first, as claims do, and in a statement of its own: what is read after it is what the one before left. */
async function lockLearnerOf(tx: Tx, turnId: string): Promise<void> {
  for (let looks = 1; looks <= looksMax; looks += 1) {
    const { rows } = await sql`select learner_id from learners where learner_id = (select learner_id from turns where turn_id = ${turnId}::uuid) for update`.execute(tx)
    if (rows.length > 0) return
  }
}

const summariesOf = ({ conversation_id: conversationId, ordinal }: Before, { leavesOut, nowMs }: Outcome) => summariesAfter({ conversationId, ordinal, leavesOut, nowMs })

type LearnerRow = Selectable<Tables['learners']>

/** The learner, the turn as it was claimed, and what there is already of that to which it adds: its day and its week, the stars given once in it, the words met. */
type Before = LearnerRow & Pick<Selectable<Tables['turns']>, 'conversation_id' | 'ordinal' | 'said_at_ms' | 'day' | 'transcript' | 'spoken' | 'state' | 'run'> & {
  readonly today: DayTally
  readonly week: WeekTally
  /** Whether the challenge of that week was completed before. */
  readonly isWeekDone: boolean
  readonly given: readonly StarReason[]
  readonly met: readonly string[]
}

async function standing(db: Tx, { turnId, run, wordsOffered }: Outcome): Promise<Before> {
  const { rows: [before] } = await sql<Before>`
    select l.*, t.conversation_id, t.ordinal, t.said_at_ms, t.day, t.transcript, t.spoken, t.state, t.run,
      json_build_object('turns', coalesce(d.turns, 0), 'cleanTurns', coalesce(d.clean_turns, 0), 'scenarioTurns', coalesce(d.scenario_turns, 0), 'words', coalesce(d.words, 0)) as today,
      (select json_build_object('days', count(*) filter (where w.turns > 0), 'turns', coalesce(sum(w.turns), 0), 'cleanTurns', coalesce(sum(w.clean_turns), 0), 'words', coalesce(sum(w.words), 0))
       from days w where w.learner_id = t.learner_id and w.day between date_trunc('week', t.day::timestamp)::date and date_trunc('week', t.day::timestamp)::date + 6) as week,
      exists (select from challenges c where c.learner_id = t.learner_id and c.period = 'week' and c.since = date_trunc('week', t.day::timestamp)::date) as "isWeekDone",
      array(select s.reason from stars s where s.learner_id = t.learner_id and s.day = t.day and s.reason in (${sql.join(onceADay.map((reason) => sql.lit(reason)))})) as given,
      array(select w.word from words w where w.learner_id = t.learner_id and w.word in (select json_array_elements_text(${JSON.stringify(wordsOffered.map(({ word }) => word))}::json))) as met
    from turns t join learners l on l.learner_id = t.learner_id left join days d on d.learner_id = t.learner_id and d.day = t.day
    where t.turn_id = ${turnId}::uuid`.execute(db)
  if (!before) throw new Failure('not-found', 'There is no such turn.')
  if (before.state !== 'finished' && before.run !== run) throw new Failure('conflict', 'Another process has taken this turn over.')
  return before
}

/** All of it in one statement, whose text is always the same: what there may be several of, or none, comes as JSON. Null where the learner is not as before. */
async function keep(db: Tx, before: Before, outcome: Outcome, gain: Gained): Promise<Turn | null> {
  const { turnId, nowMs, corrections, reply } = outcome
  const { day, learner, shielded, stars, marks, completed, newWords, progress } = gain
  const json = (value: unknown) => sql`${JSON.stringify(value)}::json`
  const jsonb = (value: unknown) => sql`${value === null ? null : JSON.stringify(value)}::jsonb`
  const raised = sql`
    update learners set version = version + 1, turns = ${learner.turns}, words_total = ${learner.words_total}, stars_total = ${learner.stars_total}, streak_days = ${learner.streak_days},
      streak_until = ${learner.streak_until}, shields = ${learner.shields}, streak_longest = ${learner.streak_longest}, settings = ${jsonb(learner.settings)},
      score_sum = ${learner.score_sum}, score_count = ${learner.score_count}, days_active = ${learner.days_active}
    where learner_id = ${before.learner_id}::uuid and version = ${before.version}
    returning learner_id, version`
  const isKept = await changedBy(db, raised, ['turn'], sql`day_kept as (
      insert into days (learner_id, day, turns, clean_turns, scenario_turns, words, score_sum, score_count, stars)
      select learner_id, ${before.day}::date, ${day.turns}::int, ${day.clean_turns}::int, ${day.scenario_turns}::int, ${day.words}::int, ${day.score_sum}::int, ${day.score_count}::int, ${progress.starsEarned}::int from raised
      on conflict (learner_id, day) do update set
        turns = days.turns + excluded.turns, clean_turns = days.clean_turns + excluded.clean_turns, scenario_turns = days.scenario_turns + excluded.scenario_turns,
        words = days.words + excluded.words, score_sum = days.score_sum + excluded.score_sum, score_count = days.score_count + excluded.score_count, stars = days.stars + excluded.stars
    ), shields_kept as (
      insert into shields_used (learner_id, day) select learner_id, shielded::date from raised, json_array_elements_text(${json(shielded)}) shielded on conflict do nothing
    ), stars_kept as (
      insert into stars (turn_id, reason, learner_id, day, stars, total_after)
      select ${turnId}::uuid, reason, learner_id, ${before.day}::date, stars, total_after from raised, json_to_recordset(${json(stars)}) as each(reason text, stars int, total_after int)
    ), marks_kept as (
      insert into achievements (learner_id, code, earned_at_ms) select learner_id, code, ${nowMs}::bigint from raised, json_array_elements_text(${json(marks)}) code on conflict do nothing
    ), challenge_kept as (
      insert into challenges (learner_id, period, since, code, completed_at_ms)
      select learner_id, period, since, code, ${nowMs}::bigint from raised, json_to_recordset(${json(completed)}) as each(period text, since date, code text) on conflict do nothing
    ), words_kept as (
      insert into words (learner_id, word, translation, example, turn_id, met_at_ms)
      select learner_id, word, translation, example, ${turnId}::uuid, ${nowMs}::bigint from raised, json_to_recordset(${json(newWords)}) as each(word text, translation text, example text) on conflict do nothing
    ), mistakes_kept as (
      insert into mistakes (mistake_id, turn_id, learner_id, start_at, end_at, original, corrected, kind, counted, explanation)
      select id, ${turnId}::uuid, learner_id, "start", "end", original, corrected, kind, counted, explanation from raised, json_to_recordset(${json(corrections?.mistakes ?? [])})
        as each(id uuid, "start" int, "end" int, original text, corrected text, kind text, counted boolean, explanation text)
      returning learner_id, kind, counted
    ), tallies_kept as (
      insert into mistake_tallies (learner_id, kind, mistakes) select learner_id, kind, count(*) from mistakes_kept where counted group by learner_id, kind
      on conflict (learner_id, kind) do update set mistakes = mistake_tallies.mistakes + excluded.mistakes
    ), sounds_there as (
      select sound_id from sounds where sound_id in (select json_array_elements_text(${json(soundsIn(reply.sentences))})) for key share
    ), sounds_used as (
      insert into sound_uses (sound_id, used_by, learner_id) select sound_id, ${turnId}::uuid, learner_id from raised, sounds_there on conflict do nothing
    ), turn_kept as (
      update turns set state = 'finished', finished_at_ms = ${nowMs}, reply = ${jsonb(reply)}, heard_ms = ${outcome.heardMs},
        corrected = ${corrections?.corrected ?? null}, score = ${corrections?.score ?? null}, suggestion = ${corrections?.suggestion ?? null}, questions = ${jsonb(corrections?.questions ?? [])},
        new_words = ${jsonb(newWords)}, report = ${jsonb(outcome.report)}, progress = ${jsonb(progress)}, cost = ${jsonb(outcome.cost)}, degraded = ${jsonb(outcome.degraded)}, timing = ${jsonb(outcome.timing)}, variants = ${jsonb(outcome.variants)}
      from raised where turn_id = ${turnId}::uuid
    )`)
  return isKept ? turnKept(before, outcome, newWords, progress) : null
}

/** As it would be read. */
const turnKept = (before: Before, { turnId, reply, corrections, report, cost, degraded }: Outcome, newWords: readonly NewWord[], progress: Progress): Turn => ({
  turnId,
  conversationId: before.conversation_id as ConversationId,
  saidAtMs: before.said_at_ms,
  transcript: before.transcript,
  spoken: before.spoken,
  reply,
  corrections: corrections && { ...corrections, mistakes: corrections.mistakes.toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1)) },
  newWords,
  scenario: report,
  progress,
  cost,
  degraded,
})

/** Each sound once. */
const soundsIn = (sentences: readonly Sentence[]): SoundId[] => [...new Set(sentences.flatMap(({ sound }) => sound?.soundId ?? []))]

/** What the turn adds to everything else. */
type Gained = {
  readonly day: DayAdded
  readonly learner: Pick<LearnerRow, 'turns' | 'words_total' | 'stars_total' | 'streak_days' | 'streak_until' | 'shields' | 'streak_longest' | 'score_sum' | 'score_count' | 'days_active'> & { readonly settings: Settings }
  readonly shielded: readonly string[]
  readonly stars: readonly { readonly reason: StarReason; readonly stars: number; readonly total_after: number }[]
  readonly marks: readonly AchievementCode[]
  /** Challenges that are met with it; which were before stays as it is. */
  readonly completed: readonly { readonly period: 'day' | 'week'; readonly since: string; readonly code: string }[]
  readonly newWords: readonly NewWord[]
  readonly progress: Progress
}
type DayAdded = { readonly turns: number; readonly clean_turns: number; readonly scenario_turns: number; readonly words: number; readonly score_sum: number; readonly score_count: number }

async function gained(db: Tx, before: Before, { corrections, scene, settingsLearnt, wordsOffered }: Outcome): Promise<Gained> {
  const { today } = before
  const score = corrections?.score ?? null
  const day: DayAdded = {
    turns: 1, clean_turns: score !== null && score >= cleanScore ? 1 : 0, scenario_turns: scene === null ? 0 : 1, words: wordsIn(before.transcript),
    score_sum: score ?? 0, score_count: score === null ? 0 : 1,
  }
  const tally: DayTally = { turns: today.turns + 1, cleanTurns: today.cleanTurns + day.clean_turns, scenarioTurns: today.scenarioTurns + day.scenario_turns, words: today.words + day.words }
  const challenges = challengesWith(before, day, tally)
  const { streak, shielded } = streakWith(before, before.day)
  let starsTotal = before.stars_total
  const stars = awardsFor({ score, turnOfDay: tally.turns, streakDays: streak.days, given: before.given }).map((award) => ({ ...award, total_after: (starsTotal += award.stars) }))
  const found = learnt(before.settings as Settings, settingsLearnt)
  const settings = before.turns + 1 === turnsToRefine ? { ...found, level: await levelSpokenFor(db, found.level, before, score) } : found
  const learner = {
    turns: before.turns + 1, words_total: before.words_total + day.words, stars_total: starsTotal, streak_days: streak.days,
    streak_until: streak.until, shields: streak.shields, streak_longest: Math.max(before.streak_longest, streak.days), settings,
    score_sum: before.score_sum + day.score_sum, score_count: before.score_count + day.score_count, days_active: before.days_active + (tally.turns === 1 ? 1 : 0),
  }
  const known = new Set(before.met)
  return {
    day, learner, shielded, stars,
    marks: newlyAchieved(totalsOf(before), totalsOf(learner)),
    completed: challenges.completed,
    newWords: wordsOffered.filter(({ word }) => !known.has(word)).slice(0, newWordsMax),
    progress: { starsEarned: starsTotal - before.stars_total, starsTotal, streakDays: streak.days, ...challenges.met },
  }
}

/** How far the challenges of the day and its week are with this turn. */
function challengesWith({ learner_id, day, week, isWeekDone }: Before, added: DayAdded, today: DayTally): Pick<Gained, 'completed'> & { readonly met: Pick<Progress, 'challenge' | 'weekChallenge'> } {
  const learnerId = learner_id as LearnerId
  const monday = mondayOf(day)
  const challenge = challengeOf(learnerId, day, today)
  const ofWeek = weekChallengeOf(learnerId, monday, {
    days: week.days + (today.turns === 1 ? 1 : 0), turns: week.turns + added.turns, cleanTurns: week.cleanTurns + added.clean_turns, words: week.words + added.words,
  })
  const completed = [...(challenge.completed ? [{ period: 'day' as const, since: day, code: challenge.code }] : []), ...(ofWeek.completed ? [{ period: 'week' as const, since: monday, code: ofWeek.code }] : [])]
  return { completed, met: { challenge, weekChallenge: { ...ofWeek, completedNow: ofWeek.completed && !isWeekDone } } }
}

const totalsOf = (row: Pick<LearnerRow, 'turns' | 'words_total' | 'stars_total' | 'streak_days'>) =>
  ({ turns: row.turns, words: row.words_total, stars: row.stars_total, streakDays: row.streak_days })

/** The streak with this turn. What no round has closed yet is closed here, to the same end. */
function streakWith(learner: LearnerRow, day: string): { readonly streak: Streak; readonly shielded: readonly string[] } {
  const before = streakOf(learner)
  return { streak: streakAfter(before, day), shielded: before === null ? [] : shieldedDays(before, streakClosed(before, dayBefore(day))) }
}

/** The level that the first turns and this one speak for. */
async function levelSpokenFor(db: Tx, level: Level, turn: Before, score: number | null): Promise<Level> {
  const before = await db.selectFrom('turns').select(['score', 'transcript']).where('learner_id', '=', turn.learner_id).where('state', '=', 'finished').limit(turnsToRefine).execute()
  return refined(level, [...before, { score, transcript: turn.transcript }].map((each) => ({ score: each.score, words: wordsIn(each.transcript) })))
}

/** Fills what is not known yet: what the learner chose while the turn ran stays as they chose it. */
function learnt(settings: Settings, found: Partial<Settings>): Settings {
  const unknown = Object.entries(found).filter(([name]) => (settings[name as keyof Settings] ?? null) === null)
  return { ...settings, ...Object.fromEntries(unknown) }
}

async function keepScene(tx: Tx, turn: Before, { scene, report, nowMs }: Outcome): Promise<void> {
  if (scene === null) return
  const { learner_id, conversation_id, ordinal } = turn
  const moved = await tx
    .updateTable('conversations')
    .set({ scene: JSON.stringify(scene), report: report && JSON.stringify(report), scene_ordinal: ordinal })
    .where('conversation_id', '=', conversation_id)
    .where('scene_ordinal', '<', ordinal)
    .executeTakeFirst()
  if (report === null || moved.numUpdatedRows === 0n) return
  const run = { last_at_ms: nowMs, objectives: report.objectives.length, objectives_done: report.objectives.filter(({ done }) => done).length, done: scene.done }
  await tx
    .insertInto('scenario_runs')
    .values({ conversation_id, learner_id, scenario: scene.code, started_at_ms: nowMs, ...run })
    .onConflict((row) => row.column('conversation_id').doUpdateSet(run))
    .execute()
}
