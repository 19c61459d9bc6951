/** What becomes of two learners who are one person, where it is more than a sum. The same whichever of them is named first, but for what was chosen. */
import { standardPlan } from './allowance.ts'
import { settingsOf, type Settings } from './learner.ts'
import { dayAfter, dayBefore, dayOfTurn, shieldedDays, streakAfter, streakClosed, streakOn, type LastDay, type Streak } from './progress.ts'

/** What `into` chose stays; what they left open is as the other chose it. */
export function settingsOfBoth(into: unknown, from: unknown): Settings {
  const [own, other] = [settingsOf(into), settingsOf(from)]
  const open = Object.entries(own).filter(([, value]) => value === null).map(([name]) => [name, other[name as keyof Settings]])
  const level = !own.levelChosen && other.levelChosen ? { level: other.level, levelChosen: true } : {}
  return { ...own, ...Object.fromEntries(open), ...level }
}

/** One that an operator gave wins over the one that all have. */
export const planOfBoth = (into: string, from: string): string => (into === standardPlan ? from : into)

/** The later day; where it is the same, from when it first began. */
export function lastDayOfBoth(one: LastDay | null, other: LastDay | null): LastDay | null {
  if (one === null || other === null) return one ?? other
  if (one.day !== other.day) return one.day > other.day ? one : other
  return one.firstAtMs <= other.firstAtMs ? one : other
}

/** Nobody's day is over by the other's calendar. */
export function todayOfBoth(nowMs: number, ...both: readonly { readonly timeZone: string; readonly last: LastDay | null }[]): string {
  return both.map(({ timeZone, last }) => dayOfTurn(nowMs, timeZone, last)).toSorted()[0]!
}

/** Days with a turn of either, and days that a shield of either was spent on; sorted. */
export type Calendar = { readonly active: readonly string[]; readonly shielded: readonly string[] }
type Run = { readonly streak: Streak | null; readonly longest: number; readonly shielded: readonly string[] }

/**
 * The streak of both together: from the days of both, or one of theirs gone on with the other's days, whichever is the longest
 * today; so it is never shorter than either was. Shields in hand are the most that any of these has. `shielded` are days that shields
 * were spent on to join them.
 */
export function streakOfBoth(one: Streak | null, other: Streak | null, calendar: Calendar, today: string): Run {
  const runs = [run(null, calendar), run(one, calendar), run(other, calendar), ...[one, other].map((streak): Run => ({ streak, longest: streak?.days ?? 0, shielded: [] }))]
  const [best] = runs.toSorted((a, b) => daysOn(b, today) - daysOn(a, today) || untilOf(b).localeCompare(untilOf(a)) || (b.streak?.days ?? 0) - (a.streak?.days ?? 0) || shieldsOf(b) - shieldsOf(a))
  const shields = Math.max(0, ...runs.filter((each) => daysOn(each, today) > 0).map(shieldsOf))
  const longest = Math.max(...runs.map((each) => each.longest))
  return { longest, shielded: best!.shielded, streak: best!.streak && { ...best!.streak, shields: daysOn(best!, today) > 0 ? shields : best!.streak.shields } }
}

const daysOn = ({ streak }: Run, today: string): number => streakOn(streak, today).days
const shieldsOf = ({ streak }: Run): number => streak?.shields ?? 0
const untilOf = ({ streak }: Run): string => streak?.until ?? ''

/** A streak gone on with by the days of a calendar that come after it. */
function run(begun: Streak | null, { active, shielded }: Calendar): Run {
  const spent = new Set(shielded)
  let [streak, longest]: [Streak | null, number] = [begun, begun?.days ?? 0]
  const joined: string[] = []
  for (const day of active) {
    if (streak !== null && day <= streak.until) continue
    const kept: Streak | null = streak && covered(streak, spent)
    const closed = kept && streakClosed(kept, dayBefore(day))
    if (kept !== null && closed!.days > 0) joined.push(...shieldedDays(kept, closed!))
    streak = streakAfter(kept, day)
    longest = Math.max(longest, streak.days)
  }
  return { streak, longest, shielded: streak === null ? [] : joined }
}

/** Over the days that shields were spent on already. */
function covered(streak: Streak, spent: ReadonlySet<string>): Streak {
  let { until, shields } = streak
  for (let next = dayAfter(until); spent.has(next); next = dayAfter(until)) [until, shields] = [next, Math.max(0, shields - 1)]
  return { ...streak, until, shields }
}
