/** Twelve weeks as the charts show them, made out of what is known of days and weeks. */
import type { ProgressView } from '@mluv/protocol/progress.ts'
import { dateFormat } from '../words/dates.ts'

type Seen = Pick<ProgressView, 'from' | 'today' | 'days' | 'weeks' | 'shieldedDays'>
type DayDone = Seen['days'][number]

export type CalendarDay = { readonly day: string; readonly done: DayDone | null; readonly isShielded: boolean; readonly isToday: boolean; readonly week: number; readonly weekday: number }
export type WeekDone = { readonly since: string; readonly turns: number; readonly words: number; readonly minutes: number; readonly stars: number; readonly checkedTurns: number }
/** `perTen`: of ten checked turns, in how many it was made; null where none was checked. */
export type KindOverTime = { readonly kind: string; readonly mistakes: number; readonly perTen: readonly (number | null)[] }

const kindsMax = 3
const dayMs = 86_400_000
const daysFrom = (from: string, day: string): number => Math.round((Date.parse(day) - Date.parse(from)) / dayMs)

/** Every day from the first Monday until today. */
export function calendarOf({ from, today, days, shieldedDays }: Seen): CalendarDay[] {
  const done = new Map(days.map((day) => [day.day, day]))
  return Array.from({ length: daysFrom(from, today) + 1 }, (_, at) => {
    const day = new Date(Date.parse(from) + at * dayMs).toISOString().slice(0, 10)
    return { day, done: done.get(day) ?? null, isShielded: shieldedDays.includes(day), isToday: day === today, week: Math.floor(at / 7), weekday: at % 7 }
  })
}

export function weeksOf({ from, days, weeks }: Seen): WeekDone[] {
  return weeks.map(({ since, checkedTurns }, at) => {
    const own = days.filter(({ day }) => Math.floor(daysFrom(from, day) / 7) === at)
    const sum = (of: (day: DayDone) => number) => own.reduce((total, day) => total + of(day), 0)
    return { since, turns: sum(({ turns }) => turns), words: sum(({ words }) => words), minutes: sum(({ minutes }) => minutes), stars: sum(({ stars }) => stars), checkedTurns }
  })
}

/** The commonest kinds of mistakes, week by week. */
export function kindsOf({ weeks }: Pick<Seen, 'weeks'>): KindOverTime[] {
  const kinds = new Set(weeks.flatMap((week) => week.kinds.map(({ kind }) => kind)))
  const all = [...kinds].map((kind) => {
    const seen = weeks.map(({ checkedTurns, kinds: own }) => ({ checkedTurns, ...own.find((each) => each.kind === kind) }))
    return {
      kind,
      mistakes: seen.reduce((sum, { mistakes = 0 }) => sum + mistakes, 0),
      perTen: seen.map(({ checkedTurns, turns = 0 }) => (checkedTurns === 0 ? null : (10 * turns) / checkedTurns)),
    }
  })
  return all.toSorted((one, other) => other.mistakes - one.mistakes || (one.kind < other.kind ? -1 : 1)).slice(0, kindsMax)
}

/** Of ten turns, so many. */
export const ofTen = ({ checkedTurns, withoutMistake }: { readonly checkedTurns: number; readonly withoutMistake: number }): number => Math.round((10 * withoutMistake) / checkedTurns)

export function dateIn(tongue: string, day: string): string {
  return dateFormat(tongue, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day))
}
