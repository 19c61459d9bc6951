/** What a learner sees of their last twelve weeks. */
import type { MarkSoFar } from '../domain/achievement.ts'
import type { StarReason } from '../domain/award.ts'
import type { Challenge, WeekChallengeCode } from '../domain/challenge.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { WeekSeen } from '../domain/looking-back.ts'

/** `practiceMs`: see `domain/looking-back.ts`. */
type DayLookedBack = { readonly day: string; readonly turns: number; readonly words: number; readonly stars: number; readonly scoreMean: number | null; readonly practiceMs: number }
export type StarEntry = { readonly day: string; readonly reason: StarReason; readonly stars: number; readonly totalAfter: number }
/** Cards by how well they are remembered; what was put aside is in none. */
export type CardStates = { readonly new: number; readonly learning: number; readonly young: number; readonly firm: number }

/** As of a version of the learner, until their today ends. */
export type LookedBack = {
  readonly version: number
  readonly dayEndsMs: number
  readonly today: string
  /** The Monday on which the twelve weeks begin. */
  readonly from: string
  readonly starsTotal: number
  readonly streakDays: number
  readonly streakLongest: number
  readonly shields: number
  readonly challenge: Challenge
  readonly weekChallenge: Challenge<WeekChallengeCode>
  /** Those with turns, oldest first. */
  readonly days: readonly DayLookedBack[]
  /** Days without a turn over which a shield kept the streak, oldest first. */
  readonly shieldedDays: readonly string[]
  /** Each of the twelve, oldest first. */
  readonly weeks: readonly WeekSeen[]
  readonly cards: CardStates
  readonly wordsMet: number
  /** The newest entries of the ledger, newest first. */
  readonly stars: readonly StarEntry[]
  readonly marks: readonly MarkSoFar[]
}

export type ProgressStore = {
  /** In one statement. Throws `not-found` when there is no such learner. */
  lookBack(learnerId: LearnerId, nowMs: number): Promise<LookedBack>
}
