/** The second of a turn's two transactions: everything that is kept of it. */
import { sql, type Kysely, type Selectable } from 'kysely'
import { newlyAchieved } from '../../domain/achievement.ts'
import { awardsFor, cleanScore, onceADay, type Award, type StarReason } from '../../domain/award.ts'
import { challengeOf, type Challenge, type DayTally } from '../../domain/challenge.ts'
import type { NewWord, Progress, Turn } from '../../domain/conversation.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId, SoundId } from '../../domain/identity.ts'
import type { Level } from '../../domain/language.ts'
import type { Settings } from '../../domain/learner.ts'
import { refined, turnsToRefine } from '../../domain/level.ts'
import { dayBefore, shieldedDays, streakAfter, streakClosed, wordsIn, type Streak } from '../../domain/progress.ts'
import type { Outcome } from '../../ports/store.ts'
import { changed } from './changes.ts'
import { streakOf } from './streak-rows.ts'
import type { Tables } from './tables.ts'
import { readTurn } from './turn-rows.ts'

/** New words offered in one turn. */
const newWordsMax = 3

type Tx = Kysely<Tables>
type Fixed = Pick<Selectable<Tables['turns']>, 'learner_id' | 'conversation_id' | 'ordinal' | 'day' | 'transcript' | 'state' | 'run'>

export async function finishTurn(tx: Tx, outcome: Outcome): Promise<Turn> {
  const { turnId } = outcome
  const of = await tx.selectFrom('turns').select('learner_id').where('turn_id', '=', turnId).executeTakeFirst()
  if (!of) throw new Failure('not-found', 'There is no such turn.')
  // The learner first, as claims do: two transactions never wait for each other.
  const learner = await tx.selectFrom('learners').selectAll().where('learner_id', '=', of.learner_id).forUpdate().executeTakeFirstOrThrow()
  const turn = await tx.selectFrom('turns').select(['learner_id', 'conversation_id', 'ordinal', 'day', 'transcript', 'state', 'run']).where('turn_id', '=', turnId).executeTakeFirstOrThrow()
  if (turn.state === 'finished') return readTurn(tx, turnId)
  if (turn.run !== outcome.run) throw new Failure('conflict', 'Another process has taken this turn over.')

  const progress = await earn(tx, learner, turn, outcome)
  const newWords = await meetWords(tx, turn.learner_id, outcome)
  await keepMistakes(tx, turn.learner_id, outcome)
  await keepSoundUses(tx, turn.learner_id, outcome)
  await keepScene(tx, turn, outcome)
  await tx
    .updateTable('turns')
    .set({
      state: 'finished', finished_at_ms: outcome.nowMs, reply: JSON.stringify(outcome.reply), heard_ms: outcome.heardMs,
      corrected: outcome.corrections?.corrected ?? null, score: outcome.corrections?.score ?? null, suggestion: outcome.corrections?.suggestion ?? null,
      questions: JSON.stringify(outcome.corrections?.questions ?? []), new_words: JSON.stringify(newWords),
      report: outcome.report && JSON.stringify(outcome.report), progress: JSON.stringify(progress), cost: JSON.stringify(outcome.cost), degraded: JSON.stringify(outcome.degraded),
      timing: outcome.timing && JSON.stringify(outcome.timing),
    })
    .where('turn_id', '=', turnId)
    .execute()
  await changed(tx, turn.learner_id, 'turn')
  return readTurn(tx, turnId)
}

type LearnerRow = Selectable<Tables['learners']>

/** Adds the turn to its day and to the learner's totals, and the stars it earns to the ledger. */
async function earn(tx: Tx, learner: LearnerRow, turn: Fixed, outcome: Outcome): Promise<Progress> {
  const { day } = turn
  const score = outcome.corrections?.score ?? null
  const streak = await keepStreak(tx, learner, day)
  const { add, tally } = await addToDay(tx, turn, outcome)
  const given = await tx.selectFrom('stars').select('reason').where('learner_id', '=', turn.learner_id).where('day', '=', day).where('reason', 'in', onceADay).execute()
  const awards = awardsFor({ score, turnOfDay: tally.turns, streakDays: streak.days, given: given.map(({ reason }) => reason as StarReason) })
  const starsTotal = await award(tx, turn, outcome.turnId, learner.stars_total, awards)
  const found = learnt(learner.settings as Settings, outcome.settingsLearnt)
  const settings = learner.turns + 1 === turnsToRefine ? { ...found, level: await levelSpokenFor(tx, found.level, turn, score) } : found
  const after = { turns: learner.turns + 1, words_total: learner.words_total + add.words, stars_total: starsTotal, streak_days: streak.days }
  await tx
    .updateTable('learners')
    .set({
      ...after, streak_until: streak.until, shields: streak.shields, streak_longest: Math.max(learner.streak_longest, streak.days), settings: JSON.stringify(settings),
      score_sum: learner.score_sum + add.score_sum, score_count: learner.score_count + add.score_count, days_active: learner.days_active + (tally.turns === 1 ? 1 : 0),
    })
    .where('learner_id', '=', turn.learner_id)
    .execute()
  const challenge = challengeOf(learner.learner_id as LearnerId, day, tally)
  await keepMarks(tx, learner, after, outcome.nowMs)
  if (challenge.completed) await keepChallenge(tx, turn, challenge, outcome.nowMs)
  return { starsEarned: starsTotal - learner.stars_total, starsTotal, streakDays: streak.days, challenge }
}

/** The streak with this turn. What no round has closed yet is closed here, to the same end. */
async function keepStreak(tx: Tx, learner: LearnerRow, day: string): Promise<Streak> {
  const before = streakOf(learner)
  const shielded = before === null ? [] : shieldedDays(before, streakClosed(before, dayBefore(day)))
  if (shielded.length > 0) await tx.insertInto('shields_used').values(shielded.map((each) => ({ learner_id: learner.learner_id, day: each }))).onConflict((row) => row.doNothing()).execute()
  return streakAfter(before, day)
}

/** What the turn adds to its day, and the day with it. */
async function addToDay(tx: Tx, turn: Fixed, { corrections, scene }: Outcome) {
  const score = corrections?.score ?? null
  const add = { turns: 1, clean_turns: score !== null && score >= cleanScore ? 1 : 0, scenario_turns: scene === null ? 0 : 1, words: wordsIn(turn.transcript), score_sum: score ?? 0, score_count: score === null ? 0 : 1 }
  const tally: DayTally = await tx
    .insertInto('days')
    .values({ learner_id: turn.learner_id, day: turn.day, ...add })
    .onConflict((row) =>
      row.columns(['learner_id', 'day']).doUpdateSet((set) => ({
        turns: set('days.turns', '+', add.turns), clean_turns: set('days.clean_turns', '+', add.clean_turns), scenario_turns: set('days.scenario_turns', '+', add.scenario_turns),
        words: set('days.words', '+', add.words), score_sum: set('days.score_sum', '+', add.score_sum), score_count: set('days.score_count', '+', add.score_count),
      })),
    )
    .returning(['turns', 'clean_turns as cleanTurns', 'scenario_turns as scenarioTurns', 'words'])
    .executeTakeFirstOrThrow()
  return { add, tally }
}

/** Appends to the ledger of stars; answers the balance after it. */
async function award(tx: Tx, { learner_id, day }: Fixed, turnId: string, balance: number, awards: readonly Award[]): Promise<number> {
  let total = balance
  const rows = awards.map(({ reason, stars }) => ({ turn_id: turnId, reason, learner_id, day, stars, total_after: (total += stars) }))
  await tx.insertInto('stars').values(rows).execute()
  await tx.updateTable('days').set((set) => ({ stars: set('stars', '+', total - balance) })).where('learner_id', '=', learner_id).where('day', '=', day).execute()
  return total
}

async function keepMarks(tx: Tx, before: LearnerRow, after: Pick<LearnerRow, 'turns' | 'words_total' | 'stars_total' | 'streak_days'>, nowMs: number): Promise<void> {
  const totals = (row: typeof after) => ({ turns: row.turns, words: row.words_total, stars: row.stars_total, streakDays: row.streak_days })
  const rows = newlyAchieved(totals(before), totals(after)).map((code) => ({ learner_id: before.learner_id, code, earned_at_ms: nowMs }))
  if (rows.length > 0) await tx.insertInto('achievements').values(rows).onConflict((row) => row.doNothing()).execute()
}

async function keepChallenge(tx: Tx, { learner_id, day }: Fixed, { code }: Challenge, nowMs: number): Promise<void> {
  await tx.insertInto('challenges').values({ learner_id, period: 'day', since: day, code, completed_at_ms: nowMs }).onConflict((row) => row.doNothing()).execute()
}

/** The level that the first turns and this one speak for. */
async function levelSpokenFor(tx: Tx, level: Level, turn: Fixed, score: number | null): Promise<Level> {
  const before = await tx.selectFrom('turns').select(['score', 'transcript']).where('learner_id', '=', turn.learner_id).where('state', '=', 'finished').limit(turnsToRefine).execute()
  return refined(level, [...before, { score, transcript: turn.transcript }].map((each) => ({ score: each.score, words: wordsIn(each.transcript) })))
}

/** Fills what is not known yet: what the learner chose while the turn ran stays as they chose it. */
function learnt(settings: Settings, found: Partial<Settings>): Settings {
  const unknown = Object.entries(found).filter(([name]) => (settings[name as keyof Settings] ?? null) === null)
  return { ...settings, ...Object.fromEntries(unknown) }
}

/** The first words of those offered that this learner has not met, kept as met. */
async function meetWords(tx: Tx, learnerId: string, { wordsOffered, turnId, nowMs }: Outcome): Promise<NewWord[]> {
  if (wordsOffered.length === 0) return []
  const met = await tx.selectFrom('words').select('word').where('learner_id', '=', learnerId).where('word', 'in', wordsOffered.map(({ word }) => word)).execute()
  const known = new Set(met.map(({ word }) => word))
  const newWords = wordsOffered.filter(({ word }) => !known.has(word)).slice(0, newWordsMax)
  if (newWords.length > 0)
    await tx.insertInto('words').values(newWords.map((word) => ({ learner_id: learnerId, ...word, turn_id: turnId, met_at_ms: nowMs }))).onConflict((row) => row.doNothing()).execute()
  return newWords
}

async function keepMistakes(tx: Tx, learnerId: string, { turnId, corrections }: Outcome): Promise<void> {
  if (!corrections || corrections.mistakes.length === 0) return
  const rows = corrections.mistakes.map(({ id, start, end, ...finding }) => ({ mistake_id: id, turn_id: turnId, learner_id: learnerId, start_at: start, end_at: end, ...finding }))
  await tx.insertInto('mistakes').values(rows).execute()
  const counted = Map.groupBy(rows.filter((row) => row.counted), ({ kind }) => kind)
  if (counted.size > 0)
    await tx
      .insertInto('mistake_tallies')
      .values(Array.from(counted, ([kind, { length }]) => ({ learner_id: learnerId, kind, mistakes: length })))
      .onConflict((row) => row.columns(['learner_id', 'kind']).doUpdateSet((set) => ({ mistakes: sql<number>`${set.ref('mistake_tallies.mistakes')} + ${set.ref('excluded.mistakes')}` })))
      .execute()
}

async function keepSoundUses(tx: Tx, learnerId: string, { turnId, reply }: Outcome): Promise<void> {
  const ids = new Set<SoundId>()
  for (const { sound } of reply.sentences) if (sound) ids.add(sound.soundId)
  if (reply.sound) ids.add(reply.sound)
  if (ids.size > 0) await tx.insertInto('sound_uses').values([...ids].map((id) => ({ sound_id: id, used_by: turnId, learner_id: learnerId }))).onConflict((row) => row.doNothing()).execute()
}

async function keepScene(tx: Tx, turn: Fixed, { scene, report, nowMs }: Outcome): Promise<void> {
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
