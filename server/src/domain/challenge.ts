/** One small goal a day, the same for one learner whichever process asks: it follows from who they are and the day. */
import type { LearnerId } from './identity.ts'
import { spread } from './spread.ts'

export const challengeCodes = ['five-turns', 'three-clean-turns', 'two-scenario-turns', 'sixty-words'] as const
export type ChallengeCode = (typeof challengeCodes)[number]
export type Challenge = { readonly code: ChallengeCode; readonly done: number; readonly needed: number; readonly completed: boolean }

/** What was done in a day, so far. */
export type DayTally = { readonly turns: number; readonly cleanTurns: number; readonly scenarioTurns: number; readonly words: number }

const goals: Readonly<Record<ChallengeCode, { readonly needed: number; readonly done: (day: DayTally) => number }>> = {
  'five-turns': { needed: 5, done: (day) => day.turns },
  'three-clean-turns': { needed: 3, done: (day) => day.cleanTurns },
  'two-scenario-turns': { needed: 2, done: (day) => day.scenarioTurns },
  'sixty-words': { needed: 60, done: (day) => day.words },
}

export function challengeOf(learnerId: LearnerId, day: string, tally: DayTally): Challenge {
  const code = challengeCodes[spread(`${learnerId} ${day}`) % challengeCodes.length]!
  const { needed, done } = goals[code]
  return { code, needed, done: Math.min(needed, done(tally)), completed: done(tally) >= needed }
}
