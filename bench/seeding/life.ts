/**
 * A learner's year, row by row, by the rules of the domain: days and streaks, stars and their balance, mistakes and their
 * tallies, words, cards and reviews. What is counted in two places is counted the same in both.
 */
import { createHash } from 'node:crypto'
import { newlyAchieved, type Totals } from '../../server/src/domain/achievement.ts'
import { awardsFor, cleanScore, type StarReason } from '../../server/src/domain/award.ts'
import { replayed, type Rating, type Review } from '../../server/src/domain/card-memory.ts'
import { challengeOf } from '../../server/src/domain/challenge.ts'
import { uuidv7, type LearnerId } from '../../server/src/domain/identity.ts'
import { firstSettings } from '../../server/src/domain/learner.ts'
import { dayIn, streakAfter, wordsIn, type Streak } from '../../server/src/domain/progress.ts'
import { factsMax } from '../../server/src/domain/recollection.ts'
import { dice, type Dice } from './dice.ts'
import type { Rows } from './rows.ts'
import { tutorSays, utterance } from './speech.ts'

export const columns = {
  learners: [
    'learner_id', 'created_at_ms', 'settings', 'recovery_hash', 'stars_total', 'turns', 'last_day', 'last_day_first_at_ms', 'last_day_time_zone', 'streak_days', 'streak_until',
    'words_total', 'score_sum', 'score_count', 'days_active', 'streak_longest',
  ],
  sessions: ['token_hash', 'role', 'learner_id', 'created_at_ms', 'expires_at_ms'],
  conversations: ['conversation_id', 'learner_id', 'started_at_ms', 'last_at_ms', 'opening', 'turns'],
  turns: [
    'turn_id', 'learner_id', 'conversation_id', 'ordinal', 'idempotency_key', 'body_hash', 'said_at_ms', 'day', 'transcript', 'spoken', 'state', 'owner', 'lease_until_ms',
    'finished_at_ms', 'reply', 'corrected', 'score', 'new_words', 'progress', 'cost',
  ],
  mistakes: ['mistake_id', 'turn_id', 'learner_id', 'start_at', 'end_at', 'original', 'corrected', 'kind', 'counted', 'explanation'],
  mistake_tallies: ['learner_id', 'kind', 'mistakes'],
  cards: ['card_id', 'learner_id', 'kind', 'front', 'back', 'created_at_ms', 'due_at_ms', 'stage', 'stability', 'difficulty', 'steps', 'reviews', 'lapses', 'reviewed_at_ms'],
  reviews: ['learner_id', 'review_id', 'card_id', 'rating', 'reviewed_at_ms', 'received_at_ms'],
  words: ['learner_id', 'word', 'translation', 'example', 'turn_id', 'met_at_ms'],
  stars: ['turn_id', 'reason', 'learner_id', 'day', 'stars', 'total_after'],
  days: ['learner_id', 'day', 'turns', 'clean_turns', 'words', 'stars', 'score_sum', 'score_count'],
  achievements: ['learner_id', 'code', 'earned_at_ms'],
  challenges: ['learner_id', 'period', 'since', 'code', 'completed_at_ms'],
  sound_uses: ['sound_id', 'used_by', 'learner_id'],
  summaries: ['conversation_id', 'learner_id', 'turn_id', 'through', 'summary', 'written_at_ms'],
  facts: ['learner_id', 'name', 'fact', 'turn_id', 'told_at_ms'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** The bearer token of the n-th learner. */
export const tokenOf = (learner: number): string => createHash('sha256').update(`seeded learner ${learner}`).digest('base64url')

const dayMs = 86_400_000
const sessionMs = 180 * dayMs
/** In none of them does a day begin or end while people practise here. */
const zones = ['Europe/Prague', 'Europe/Kyiv', 'Europe/London', 'Europe/Berlin', 'Europe/Warsaw']
const kinds = ['case', 'agreement', 'spelling', 'punctuation', 'diacritics', 'word-order', 'preposition', 'tense'] as const
const cost = JSON.stringify({ microUsd: 0, savedMicroUsd: 0, tutor: 'offline-honzik', heardBy: null, spokenBy: 'espeak' })

type Wanted = { readonly learner: number; readonly turns: number; readonly words: number; readonly daysMax: number; /** The end of the year. */ readonly nowMs: number }
type Told = {
  totals: Totals
  streak: Streak | null
  longest: number
  scoreSum: number
  scoreCount: number
  days: number
  lastAtMs: number
  readonly tallies: Map<string, number>
  readonly achieved: Set<string>
}
type Life = Wanted & { readonly roll: Dice; readonly learnerId: string; readonly rows: Rows; readonly told: Told; readonly id: (atMs: number) => string }

export function live(rows: Rows, wanted: Wanted): void {
  const roll = dice(wanted.learner + 1)
  const id = (atMs: number) => uuidv7(atMs, roll.bytes(10))
  const days = activeDays(roll, wanted)
  const createdAtMs = days[0]! - 3_600_000
  const told: Told = {
    totals: { turns: 0, words: 0, stars: 0, streakDays: 0 }, streak: null, longest: 0, scoreSum: 0, scoreCount: 0, days: 0, lastAtMs: createdAtMs, tallies: new Map(), achieved: new Set(),
  }
  const life: Life = { ...wanted, roll, rows, told, id, learnerId: id(createdAtMs) }
  const timeZone = roll.pick(zones)
  for (const [at, beginMs] of days.entries()) {
    const turns = Math.floor((wanted.turns * (at + 1)) / days.length) - Math.floor((wanted.turns * at) / days.length)
    if (turns > 0) practise(life, beginMs, dayIn(timeZone, beginMs), turns)
  }
  for (let at = 0; at < wanted.words; at += 1) meetWord(life, at, createdAtMs + (wanted.nowMs - createdAtMs) * roll.next())
  const { totals, streak } = told
  rows.add('learners', [
    life.learnerId, createdAtMs, JSON.stringify({ ...firstSettings, timeZone, onLeaderboards: roll.next() < 0.5 }), createHash('sha256').update(life.learnerId).digest(), totals.stars, totals.turns,
    streak!.until, told.lastAtMs, timeZone, streak!.days, streak!.until, totals.words, told.scoreSum, told.scoreCount, told.days, told.longest,
  ])
  rows.add('sessions', [createHash('sha256').update(tokenOf(wanted.learner)).digest(), 'learner', life.learnerId, wanted.nowMs, wanted.nowMs + sessionMs])
  for (const [kind, mistakes] of told.tallies) rows.add('mistake_tallies', [life.learnerId, kind, mistakes])
}

/** When each day of practice begins, oldest first: runs of days with gaps between them, up to now. */
function activeDays(roll: Dice, { turns, daysMax, nowMs }: Wanted): number[] {
  const wanted = Math.max(1, Math.min(daysMax, Math.ceil(turns / (4 + roll.below(5)))))
  const today = Math.floor(nowMs / dayMs)
  const days: number[] = []
  for (let ago = 1 + roll.below(3); days.length < wanted && ago < daysMax; ago += roll.next() < 0.8 ? 1 : 2 + roll.below(9)) days.push((today - ago) * dayMs + (8 + roll.below(6)) * 3_600_000)
  return days.reverse()
}

/** A day's conversation. */
function practise(life: Life, beginMs: number, day: string, turns: number): void {
  const { rows, learnerId, told, id } = life
  const conversationId = id(beginMs)
  told.streak = streakAfter(told.streak, day)
  told.longest = Math.max(told.longest, told.streak.days)
  told.days += 1
  const of = { day, turns: 0, clean: 0, words: 0, stars: 0, scoreSum: 0, given: [] as StarReason[] }
  let turnId = ''
  for (let ordinal = 1; ordinal <= turns; ordinal += 1) turnId = sayOne(life, of, { conversationId, ordinal, atMs: beginMs + ordinal * 60_000 })
  rows.add('conversations', [conversationId, learnerId, beginMs, told.lastAtMs, '[]', turns])
  rows.add('summaries', [conversationId, learnerId, turnId, turns, `They spoke of ${day}, of friends and of the way to school; the learner asked twice what a word means and told of the week before.`, told.lastAtMs])
  if (told.days <= factsMax) rows.add('facts', [learnerId, `fact ${told.days}`, `The learner told on ${day} who lives in their street.`, turnId, told.lastAtMs])
  rows.add('days', [learnerId, day, of.turns, of.clean, of.words, of.stars, of.scoreSum, of.turns])
}

type DaySoFar = { readonly day: string; turns: number; clean: number; words: number; stars: number; scoreSum: number; given: StarReason[] }

function sayOne(life: Life, of: DaySoFar, { conversationId, ordinal, atMs }: { readonly conversationId: string; readonly ordinal: number; readonly atMs: number }): string {
  const { rows, learnerId, told, roll } = life
  const turnId = life.id(atMs)
  const transcript = utterance(roll)
  const wrong = roll.next() < 0.5
  const score = wrong ? 60 + roll.below(30) : 100
  const before = { ...told.totals }
  const challengeSoFar = () => challengeOf(learnerId as LearnerId, of.day, { turns: of.turns, cleanTurns: of.clean, scenarioTurns: 0, words: of.words })
  const wasCompleted = challengeSoFar().completed
  Object.assign(of, { turns: of.turns + 1, clean: of.clean + (score >= cleanScore ? 1 : 0), words: of.words + wordsIn(transcript), scoreSum: of.scoreSum + score })
  const awards = awardsFor({ score, turnOfDay: of.turns, streakDays: told.streak!.days, given: of.given })
  let balance = before.stars
  for (const { reason, stars } of awards) rows.add('stars', [turnId, reason, learnerId, of.day, stars, (balance += stars)])
  of.given.push(...awards.map(({ reason }) => reason))
  of.stars += balance - before.stars
  told.totals = { turns: before.turns + 1, words: before.words + wordsIn(transcript), stars: balance, streakDays: told.streak!.days }
  told.scoreSum += score
  told.scoreCount += 1
  told.lastAtMs = atMs
  for (const code of newlyAchieved(before, told.totals)) if (told.achieved.size < told.achieved.add(code).size) rows.add('achievements', [learnerId, code, atMs])
  const challenge = challengeSoFar()
  if (challenge.completed && !wasCompleted) rows.add('challenges', [learnerId, 'day', of.day, challenge.code, atMs])
  const [remark, question] = [tutorSays[roll.below(8)]!, tutorSays[8 + roll.below(tutorSays.length - 8)]!]
  for (const { sound } of [remark, question]) rows.add('sound_uses', [sound.soundId, turnId, learnerId])
  rows.add('turns', [
    turnId, learnerId, conversationId, ordinal, turnId, 'seeded', atMs, of.day, transcript, roll.next() < 0.5, 'finished', 'seed', atMs, atMs + 900,
    `{"sentences":[${remark.json},${question.json}]}`, transcript, score, '[]',
    JSON.stringify({ starsEarned: balance - before.stars, starsTotal: balance, streakDays: told.streak!.days, challenge }), cost,
  ])
  if (wrong) mistake(life, turnId, transcript, atMs)
  return turnId
}

function mistake({ rows, learnerId, told, roll, id }: Life, turnId: string, transcript: string, atMs: number): void {
  const start = transcript.lastIndexOf(' ') + 1
  const kind = roll.pick(kinds)
  const original = transcript.slice(start, -1)
  rows.add('mistakes', [id(atMs), turnId, learnerId, start, transcript.length - 1, original, `${original}u`, kind, true, 'After this preposition the genitive is needed.'])
  told.tallies.set(kind, (told.tallies.get(kind) ?? 0) + 1)
}

const cardShare = 0.7

/** A word that was met, and often kept and reviewed since. */
function meetWord({ rows, learnerId, roll, id, nowMs }: Life, at: number, metAtMs: number): void {
  const word = `slovo${at}`
  const createdAtMs = Math.floor(metAtMs)
  rows.add('words', [learnerId, word, `word ${at}`, `Tohle je ${word}.`, null, createdAtMs])
  if (roll.next() > cardShare) return
  const cardId = id(createdAtMs)
  const log: Review[] = []
  for (let atMs = createdAtMs, left = roll.below(5); left > 0 && atMs < nowMs; left -= 1, atMs += roll.below(20) * dayMs + 600_000)
    log.push({ reviewId: id(atMs), rating: (1 + roll.below(4)) as Rating, reviewedAtMs: atMs })
  for (const { reviewId, rating, reviewedAtMs } of log) rows.add('reviews', [learnerId, reviewId, cardId, rating, reviewedAtMs, reviewedAtMs])
  const memory = replayed(createdAtMs, log)
  rows.add('cards', [
    cardId, learnerId, 'word', word, `word ${at}`, createdAtMs, memory.dueAtMs, memory.stage, memory.stability, memory.difficulty, memory.steps, memory.reviews, memory.lapses, memory.reviewedAtMs,
  ])
}
