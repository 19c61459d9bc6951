/** A streak, as its learner's row keeps it. */
import type { Streak } from '../../domain/progress.ts'

export type StreakRow = { readonly streak_days: number; readonly streak_until: string | null; readonly shields: number }

export const streakOf = ({ streak_days: days, streak_until: until, shields }: StreakRow): Streak | null => (until === null ? null : { days, until, shields })
