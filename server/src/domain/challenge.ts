/** One small goal a day and one a week, the same for one learner whichever process asks: they follow from who they are and the day. */
import type { LearnerId } from './identity.ts'
import { spread } from './spread.ts'

export const challengeCodes = ['five-turns', 'three-clean-turns', 'two-scenario-turns', 'sixty-words'] as const
export type ChallengeCode = (typeof challengeCodes)[number]
export const weekChallengeCodes = ['five-days', 'thirty-turns', 'fifteen-clean-turns', 'three-hundred-words'] as const
export type WeekChallengeCode = (typeof weekChallengeCodes)[number]
export type Challenge<Code = ChallengeCode> = { readonly code: Code; readonly done: number; readonly needed: number; readonly completed: boolean }

/** What was done in a day, so far. */
export type DayTally = { readonly turns: number; readonly cleanTurns: number; readonly scenarioTurns: number; readonly words: number }

/** What was done in a week, so far; `days` are those with a turn. */
export type WeekTally = Omit<DayTally, 'scenarioTurns'> & { readonly days: number }

type Goals<Code extends string, Tally> = Readonly<Record<Code, { readonly needed: number; readonly done: (tally: Tally) => number }>>

const goals: Goals<ChallengeCode, DayTally> = {
  'five-turns': { needed: 5, done: (day) => day.turns },
  'three-clean-turns': { needed: 3, done: (day) => day.cleanTurns },
  'two-scenario-turns': { needed: 2, done: (day) => day.scenarioTurns },
  'sixty-words': { needed: 60, done: (day) => day.words },
}

/** More than five days' goals, less than seven: a week may have a bad day. */
const weekGoals: Goals<WeekChallengeCode, WeekTally> = {
  'five-days': { needed: 5, done: (week) => week.days },
  'thirty-turns': { needed: 30, done: (week) => week.turns },
  'fifteen-clean-turns': { needed: 15, done: (week) => week.cleanTurns },
  'three-hundred-words': { needed: 300, done: (week) => week.words },
}

export const challengeOf = (learnerId: LearnerId, day: string, tally: DayTally): Challenge => chosen(challengeCodes, goals, `${learnerId} ${day}`, tally)

/** `monday` is the first day of the learner's week. */
export const weekChallengeOf = (learnerId: LearnerId, monday: string, tally: WeekTally): Challenge<WeekChallengeCode> => chosen(weekChallengeCodes, weekGoals, `${learnerId} week ${monday}`, tally)

function chosen<Code extends string, Tally>(codes: readonly Code[], goalsOf: Goals<Code, Tally>, name: string, tally: Tally): Challenge<Code> {
  const code = codes[spread(name) % codes.length]!
  const { needed, done } = goalsOf[code]
  return { code, needed, done: Math.min(needed, done(tally)), completed: done(tally) >= needed }
}
