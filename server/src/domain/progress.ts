/** Days and streaks, in the learner's own calendar. A day is `YYYY-MM-DD`. */

/** How long after the first turn of a day another day may begin, once the time zone was changed in between. */
const dayMsMin = 20 * 3_600_000

/** The last day a learner was active on, when it began for them, and the zone they were in. */
export type LastDay = { readonly day: string; readonly firstAtMs: number; readonly timeZone: string }

/** The calendar date of an instant in an IANA zone. */
export function dayIn(timeZone: string, atMs: number): string {
  return formatOf(timeZone).format(atMs)
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** There are some 600 zones, and names come in any case. */
const formatsMax = 1000

/** A formatter takes 50 µs to make and 1 µs to use. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    if (formats.size >= formatsMax) formats.clear()
    formats.set(timeZone, format)
  }
  return format
}

/** Whether a name is a time zone that calendars know. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
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

export function dayAfter(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return isoDay(Date.UTC(year!, month! - 1, date! + 1))
}

const isoDay = (ms: number): string => dayIn('UTC', ms)

/** A run of consecutive days and the last of them. */
export type Streak = { readonly days: number; readonly until: string }

/** The streak after a turn on `day`. */
export function streakAfter(streak: Streak | null, day: string): Streak {
  if (streak === null || dayAfter(streak.until) < day) return { days: 1, until: day }
  if (day <= streak.until) return streak
  return { days: streak.days + 1, until: day }
}

/** How many days a streak still counts today: it is alive until a whole day was missed. */
export const streakToday = (streak: Streak | null, today: string): number => (streak === null || dayAfter(streak.until) < today ? 0 : streak.days)

export const wordsIn = (text: string): number => text.match(/\p{L}+(?:[-'’]\p{L}+)*/gu)?.length ?? 0
