/** A week of learning in figures, Monday to Sunday, beside the week before. */
import { dayBefore, daysLater } from './progress.ts'

/** What one learner did on one day. */
export type DayDone = { readonly day: string; readonly turns: number; readonly words: number; readonly stars: number; readonly scoreSum: number; readonly scoreCount: number }
export type MistakeCount = { readonly kind: string; readonly mistakes: number }

export type Week = { readonly days: number; readonly turns: number; readonly words: number; readonly stars: number; readonly scoreMean: number | null }
export type WeekReport = {
  readonly from: string
  readonly to: string
  readonly week: Week
  readonly before: Week
  /** The commonest kinds of counted mistakes of the week, most first. */
  readonly mistakes: readonly MistakeCount[]
}

const kindsMax = 3
const daysOfWeek = 7

/** The first day of the week that a day is in. */
export const mondayOf = (day: string): string => daysLater(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + daysOfWeek - 1) % daysOfWeek))

/** The two weeks that a report on the morning of `monday` looks back on. */
export const weeksBefore = (monday: string) => ({ from: daysLater(monday, -daysOfWeek), to: dayBefore(monday), beforeFrom: daysLater(monday, -2 * daysOfWeek) })

/** `days` may be of any time, in any order; `mistakes` are those of the week alone. */
export function reportOf(monday: string, days: readonly DayDone[], mistakes: readonly MistakeCount[]): WeekReport {
  const { from, to, beforeFrom } = weeksBefore(monday)
  const within = (first: string, last: string) => weekOf(days.filter(({ day }) => day >= first && day <= last))
  const commonest = [...mistakes].sort((one, other) => other.mistakes - one.mistakes || (one.kind < other.kind ? -1 : 1))
  return { from, to, week: within(from, to), before: within(beforeFrom, dayBefore(from)), mistakes: commonest.slice(0, kindsMax) }
}

function weekOf(days: readonly DayDone[]): Week {
  const sum = (of: (day: DayDone) => number) => days.reduce((total, day) => total + of(day), 0)
  const scores = sum((day) => day.scoreCount)
  return {
    days: days.filter(({ turns }) => turns > 0).length, turns: sum((day) => day.turns), words: sum((day) => day.words), stars: sum((day) => day.stars),
    scoreMean: scores === 0 ? null : Math.round(sum((day) => day.scoreSum) / scores),
  }
}
