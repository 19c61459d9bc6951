/** Days and streaks, in the learner's own calendar. A day is `YYYY-MM-DD`. */

/** How long after the first turn of a day another day may begin, once the time zone was changed in between. */
const dayMsMin = 20 * 3_600_000

/** The last day a learner was active on, when it began for them, and the zone they were in. */
export type LastDay = { readonly day: string; readonly firstAtMs: number; readonly timeZone: string }

/** The calendar date of an instant in an IANA zone. */
export const dayIn = (timeZone: string, atMs: number): string => formatOf(timeZone).format(atMs).slice(0, 'YYYY-MM-DD'.length)

/** What the clocks of a zone show, as an instant at which those of UTC show the same; whole seconds. */
export const shownIn = (timeZone: string, atMs: number): number => Date.parse(`${formatOf(timeZone).format(atMs).replace(', ', 'T')}Z`)

/** Whether a name is a time zone that calendars know. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** There are some 600 zones, and names come in any case. */
const formatsMax = 1000

/** A formatter takes 50 µs to make and 1 µs to use. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })
    if (formats.size >= formatsMax) formats.clear()
    formats.set(timeZone, format)
  }
  return format
}

/**
 * The day a turn belongs to, fixed when it is heard. A change of zone never reopens a day that is over, nor gives two
 * days within 20 hours.
 */
export function dayOfTurn(atMs: number, timeZone: string, last: LastDay | null): string {
  const local = dayIn(timeZone, atMs)
  if (last === null) return local
  if (local <= last.day) return last.day
  const moved = timeZone !== last.timeZone
  return moved && atMs - last.firstAtMs < dayMsMin ? last.day : local
}

/** Looked for at most so far ahead: whoever flew west may have a day that lasts more than two. */
export const dayMsMax = 72 * 3_600_000

/** The instant from which on a turn belongs to another day than one said at `atMs`: midnight, wherever the clocks are put. */
export function dayEndsMs(atMs: number, timeZone: string, last: LastDay | null): number {
  const day = dayOfTurn(atMs, timeZone, last)
  let [within, beyond] = [atMs, atMs + dayMsMax]
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2)
    if (dayOfTurn(middle, timeZone, last) === day) within = middle
    else beyond = middle
  }
  return beyond
}

export const dayAfter = (day: string): string => daysLater(day, 1)
export const dayBefore = (day: string): string => daysLater(day, -1)

export const daysLater = (day: string, days: number): string => new Date(midnightMs(day) + days * dayMs).toISOString().slice(0, 'YYYY-MM-DD'.length)
const daysBetween = (from: string, to: string): number => (midnightMs(to) - midnightMs(from)) / dayMs
const midnightMs = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayMs = 86_400_000

/** Consecutive days with a turn, the last day that was one of them or over which a shield kept them, and shields in hand. */
export type Streak = { readonly days: number; readonly until: string; readonly shields: number }

/** A shield is earned by every so many days of one streak: often enough to be known, rarely enough to be worth something. */
const shieldDays = 7
/** More would make a streak of somebody who has left. */
const shieldsMax = 2

/**
 * The streak once `day` is over, whether or not it was closed day by day: each missed day takes a shield, and where there
 * is none left, the streak has ended. Shields do not outlive their streak.
 */
export function streakClosed(streak: Streak, day: string): Streak {
  const missed = daysBetween(streak.until, day)
  if (missed <= 0) return streak
  return missed <= streak.shields ? { ...streak, until: day, shields: streak.shields - missed } : { days: 0, until: day, shields: 0 }
}

/** The streak after a turn on `day`. */
export function streakAfter(streak: Streak | null, day: string): Streak {
  const kept = streakClosed(streak ?? { days: 0, until: dayBefore(day), shields: 0 }, dayBefore(day))
  if (day <= kept.until) return kept
  const days = kept.days + 1
  return { days, until: day, shields: days % shieldDays === 0 ? Math.min(shieldsMax, kept.shields + 1) : kept.shields }
}

/** What a streak still is today: alive until a day was missed for which there was no shield. */
export const streakOn = (streak: Streak | null, today: string): Streak => streakClosed(streak ?? { days: 0, until: dayBefore(today), shields: 0 }, dayBefore(today))

/**
 * The day up to which a learner's streak can be closed. Yesterday is not called missed while a turn that was heard then
 * may still be answered.
 */
export function closableDay(streak: Streak, last: LastDay | null, today: string): string {
  const yesterday = dayBefore(today)
  const pending = last !== null && last.day === yesterday && streak.until < yesterday
  return pending ? dayBefore(yesterday) : yesterday
}

/** The days that shields were spent on between a streak and what became of it by closing. */
export const shieldedDays = (before: Streak, closed: Streak): string[] => Array.from({ length: before.shields - closed.shields }, (_, at) => daysLater(before.until, at + 1))

export const wordsIn = (text: string): number => text.match(/\p{L}+(?:[-'’]\p{L}+)*/gu)?.length ?? 0
