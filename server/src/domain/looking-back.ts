/**
 * What a learner sees of the last weeks: how long they practised, and which mistakes they make less often.
 *
 * Nobody holds a watch while a learner reads, thinks and listens. Practice is therefore counted from what was said: the time from one
 * turn to the next, where that is no longer than a pause. The last turn before a pause counts nothing, so that it is rather too little.
 */
import { mondayOf } from './week.ts'
import { daysLater } from './progress.ts'

/** Twelve weeks fill a chart that can be read on a phone, and are longer than moods. */
export const weeksMax = 12
/** Between two turns that are further apart somebody did something else. */
export const pauseMsMax = 5 * 60_000
/** A card that will be remembered for so many days is firm; Anki calls it mature. */
export const firmDaysMin = 21

/** The first day that is looked back on: a Monday. */
export const firstDayBefore = (today: string): string => daysLater(mondayOf(today), -(weeksMax - 1) * 7)

/** How often one kind of counted mistake was made in a week, and in how many turns. */
export type KindCount = { readonly kind: string; readonly mistakes: number; readonly turns: number }
/** `checkedTurns` are those of which it is known whether they were right. */
export type WeekSeen = { readonly since: string; readonly checkedTurns: number; readonly kinds: readonly KindCount[] }

type Share = { readonly checkedTurns: number; readonly withoutMistake: number }
/** How many turns were free of a kind of mistake lately, and before. */
export type Trend = { readonly kind: string; readonly lately: Share; readonly before: Share }

const weeksOfTrend = 4
/** Of fewer turns a share says nothing. */
const turnsOfTrendMin = 10

/** All weeks of the span, the oldest first, also those in which nothing was said. */
export function weeksOf(today: string, seen: readonly WeekSeen[]): WeekSeen[] {
  const known = new Map(seen.map((week) => [week.since, week]))
  return Array.from({ length: weeksMax }, (_, at) => daysLater(firstDayBefore(today), at * 7)).map((since) => known.get(since) ?? { since, checkedTurns: 0, kinds: [] })
}

/** The kinds made in either four weeks, the most changed for the better first; none where there is too little to compare. `weeks` are as `weeksOf` gives them. */
export function trendsOf(weeks: readonly WeekSeen[]): Trend[] {
  const [before, lately] = [weeks.slice(-2 * weeksOfTrend, -weeksOfTrend), weeks.slice(-weeksOfTrend)]
  if (Math.min(checkedIn(before), checkedIn(lately)) < turnsOfTrendMin) return []
  const kinds = new Set([...before, ...lately].flatMap((week) => week.kinds.map(({ kind }) => kind)))
  const trends = [...kinds].map((kind) => ({ kind, lately: shareOf(lately, kind), before: shareOf(before, kind) }))
  return trends.toSorted((one, other) => gained(other) - gained(one) || (one.kind < other.kind ? -1 : 1))
}

const checkedIn = (weeks: readonly WeekSeen[]): number => weeks.reduce((sum, week) => sum + week.checkedTurns, 0)

function shareOf(weeks: readonly WeekSeen[], kind: string): Share {
  const checkedTurns = checkedIn(weeks)
  const wrong = weeks.flatMap((week) => week.kinds).reduce((sum, each) => sum + (each.kind === kind ? each.turns : 0), 0)
  return { checkedTurns, withoutMistake: checkedTurns - wrong }
}

const partOf = ({ checkedTurns, withoutMistake }: Share): number => withoutMistake / checkedTurns
const gained = ({ lately, before }: Trend): number => partOf(lately) - partOf(before)
