/**
 * What is due when. What learners notice goes by the clock on their own wall; what the installation does for itself goes
 * by UTC, so that every process agrees and no hour is left out or comes twice.
 *
 * Whatever the span is cut into, and by however many processes, the same things are due in it: each is a moment that
 * follows from its day and zone alone.
 */
import { reminderHours } from './channel.ts'
import { dayIn, isTimeZone, shownIn } from './progress.ts'
import type { EveningHour, ZoneDay } from './task.ts'

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** `HH:MM` of every day, or of every such day of the week. */
export type Daily = { readonly at: string; readonly on?: (typeof weekdays)[number] }
/** Every so often, counted from 1970: for spans that divide a day. */
export type Steady = { readonly everyMs: number }
export type Due = { readonly day: string; readonly atMs: number }

/** How late a thing is still worth doing, when nobody worked at its time. The next of its kind makes up for what is older. */
type Patience = { readonly lateMsMax: number }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Clocks go up to 14 hours ahead of UTC and 12 behind it, and are changed by three at most. */
const dayAheadMsMax = 17 * hourMs
const dayBehindMsMax = 15 * hourMs
/** Longer than the longest span between two of a kind: a week, and an hour of summer time. */
const weekMs = 8 * dayMs

export const byLearnersClock = {
  /** The day before is over for everybody, those included whose clocks leave out or repeat the hour after midnight. */
  'close-streaks': { at: '00:05', lateMsMax: weekMs },
  /** At the hour that each has chosen, of which this is the first. There is an evening left to speak in. Nobody is reminded at night. */
  remind: { at: '18:00', lateMsMax: 3 * hourMs },
  /** Before most people set out, and not before they are up: a small goal is of use while the day lies ahead. */
  'announce-challenge': { at: '07:30', lateMsMax: 8 * hourMs },
  /** In a quiet moment of the day. */
  'offer-phrase': { at: '10:00', lateMsMax: 8 * hourMs },
  'weekly-report': { at: '07:00', on: 'monday', lateMsMax: 6 * dayMs },
} as const satisfies Readonly<Record<string, Daily & Patience>>

export const byUtc = {
  measure: { everyMs: 30 * minuteMs, lateMsMax: 30 * minuteMs },
  'refresh-leaderboards': { everyMs: hourMs, lateMsMax: hourMs },
  'clean-up': { at: '02:00', on: 'monday', lateMsMax: 6 * dayMs },
  'back-up': { at: '01:00', lateMsMax: 20 * hourMs },
} as const satisfies Readonly<Record<string, (Daily | Steady) & Patience>>

export const timetableNames = [...Object.keys(byLearnersClock), ...Object.keys(byUtc)] as readonly (keyof typeof byLearnersClock | keyof typeof byUtc)[]

export type DueJob =
  | { readonly task: Exclude<keyof typeof byLearnersClock, 'remind'>; readonly payload: ZoneDay }
  | { readonly task: 'remind'; readonly payload: EveningHour }
  | { readonly task: keyof typeof byUtc; readonly payload: { readonly dueAtMs: number } }

/** What came due after `sinceMs` and by `nowMs`: of each kind and zone the latest, if it is not too late for it. */
export function comeDue(sinceMs: number, nowMs: number, timeZones: readonly string[]): DueJob[] {
  const jobs: DueJob[] = []
  const days = daysBack(nowMs)
  const latest = (entry: (Daily | Steady) & Patience, timeZone: string) => latestDue(entry, timeZone, Math.max(sinceMs, nowMs - entry.lateMsMax), nowMs, days)
  for (const [task, entry] of entriesOf(byUtc)) {
    const due = latest(entry, 'UTC')
    if (due) jobs.push({ task, payload: { dueAtMs: due.atMs } })
  }
  // A zone that this machine's calendars do not know yet must not stop the others.
  for (const timeZone of timeZones.filter(isTimeZone)) {
    for (const [task, entry] of entriesOf(byLearnersClock)) {
      if (task === 'remind') continue
      const due = latest(entry, timeZone)
      if (due) jobs.push({ task, payload: { timeZone, day: due.day } })
    }
    for (const hour of reminderHours) {
      const due = latest({ ...byLearnersClock.remind, at: clockTimeOf(hour) }, timeZone)
      if (due) jobs.push({ task: 'remind', payload: { timeZone, day: due.day, hour } })
    }
  }
  return jobs
}

/** The last of what `dueBetween` gives, found from the end: each minute this is asked of every zone. */
function latestDue(entry: Daily | Steady, timeZone: string, fromMs: number, toMs: number, days: readonly Midnight[]): Due | undefined {
  if ('everyMs' in entry) return dueBetween(entry, timeZone, Math.max(fromMs, toMs - entry.everyMs), toMs).at(-1)
  for (const { day, weekday, midnightMs } of days) {
    if (midnightMs + dayMs + dayBehindMsMax < fromMs) return undefined
    const atMs = entry.on === undefined || entry.on === weekday ? knownMoment(day, entry.at, timeZone) : null
    if (atMs !== null && atMs <= toMs) return atMs > fromMs ? { day, atMs } : undefined
  }
  return undefined
}

type Midnight = { readonly day: string; readonly weekday: (typeof weekdays)[number]; readonly midnightMs: number }

/** The days that may have begun anywhere, the last one first, as far back as anything is still worth doing. */
function daysBack(nowMs: number): Midnight[] {
  const lastMs = Math.floor((nowMs + dayAheadMsMax) / dayMs) * dayMs
  return Array.from({ length: Math.ceil(weekMs / dayMs) + 3 }, (_, back) => midnightAt(lastMs - back * dayMs))
}

function midnightAt(midnightMs: number): Midnight {
  const date = new Date(midnightMs)
  return { day: date.toISOString().slice(0, 'YYYY-MM-DD'.length), weekday: weekdays[date.getUTCDay()]!, midnightMs }
}

const entriesOf = <Key extends string, Value>(table: Readonly<Record<Key, Value>>) => Object.entries(table) as [Key, Value][]

/** Whether a thing of a day has missed its time by more than it bears. */
export function isTooLate(task: keyof typeof byLearnersClock, { timeZone, day, hour }: EveningHour, nowMs: number): boolean {
  const { at, lateMsMax } = byLearnersClock[task]
  return nowMs - momentOf(day, hour === undefined ? at : clockTimeOf(hour), timeZone) > lateMsMax
}

const clockTimeOf = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** When an entry is due after `fromMs` and by `toMs`, in order. A day that the zone's calendar leaves out has none. */
export function dueBetween(entry: Daily | Steady, timeZone: string, fromMs: number, toMs: number): Due[] {
  const dues: Due[] = []
  const add = (due: Due) => due.atMs > fromMs && due.atMs <= toMs && dues.push(due)
  if ('everyMs' in entry) {
    for (let atMs = Math.floor(fromMs / entry.everyMs + 1) * entry.everyMs; atMs <= toMs; atMs += entry.everyMs) add({ day: dayIn(timeZone, atMs), atMs })
    return dues
  }
  // No zone's day begins earlier before that of UTC, or ends later after it.
  for (let midnightMs = Math.ceil((fromMs - dayMs - dayBehindMsMax) / dayMs) * dayMs; midnightMs <= toMs + dayAheadMsMax; midnightMs += dayMs) {
    const { day, weekday } = midnightAt(midnightMs)
    if (entry.on !== undefined && entry.on !== weekday) continue
    const atMs = knownMoment(day, entry.at, timeZone)
    if (atMs !== null) add({ day, atMs })
  }
  return dues
}

const moments = new Map<string, number | null>()
/** Those of a few days, in all zones. */
const momentsMax = 50_000

/** Looked for once: a minute later it is asked for again. Null on a day that the zone's calendar leaves out. */
function knownMoment(day: string, at: string, timeZone: string): number | null {
  const name = `${timeZone} ${day} ${at}`
  let moment = moments.get(name)
  if (moment === undefined) {
    const atMs = momentOf(day, at, timeZone)
    moment = dayIn(timeZone, atMs) === day ? atMs : null
    if (moments.size >= momentsMax) moments.clear()
    moments.set(name, moment)
  }
  return moment
}

/**
 * The first instant at which the clocks of a zone show this time of this day, or, where they leave it out, the first at
 * which they show a later one. A time that they show twice is the first of the two.
 */
function momentOf(day: string, at: string, timeZone: string): number {
  const wantedMs = Date.parse(`${day}T${at}:00Z`)
  const aheadMs = (atMs: number) => shownIn(timeZone, atMs) - atMs
  // Clocks are changed by a day at most, and never twice within two.
  const [beforeMs, afterMs] = [aheadMs(wantedMs - dayMs), aheadMs(wantedMs + dayMs)]
  const shown = [wantedMs - Math.max(beforeMs, afterMs), wantedMs - Math.min(beforeMs, afterMs)].find((atMs) => shownIn(timeZone, atMs) === wantedMs)
  if (shown !== undefined) return shown
  // Left out: the change lies between what either offset makes of it, on a whole second.
  let [earlierMs, laterMs] = [wantedMs - afterMs, wantedMs - beforeMs]
  while (laterMs - earlierMs > 1000) {
    const middleMs = earlierMs + Math.floor((laterMs - earlierMs) / 2000) * 1000
    if (aheadMs(middleMs) === beforeMs) earlierMs = middleMs
    else laterMs = middleMs
  }
  return laterMs
}
