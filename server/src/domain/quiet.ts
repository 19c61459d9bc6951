/** The hours in which somebody is left in peace, by their own clock. */
import type { QuietHours } from './channel.ts'
import { shownIn } from './progress.ts'
import { dueBetween } from './timetable.ts'

const hourMs = 3_600_000

/** Two days: a zone's calendar may leave one out. */
const aheadMs = 50 * hourMs

export const isQuietHour = ({ from, to }: QuietHours, hour: number): boolean => (from <= to ? hour >= from && hour < to : hour >= from || hour < to)

/** When the quiet that holds at a moment is over; null where there is none. */
export function quietUntilMs(quiet: QuietHours, timeZone: string, atMs: number): number | null {
  if (!isQuietHour(quiet, new Date(shownIn(timeZone, atMs)).getUTCHours())) return null
  return dueBetween({ at: `${String(quiet.to).padStart(2, '0')}:00` }, timeZone, atMs, atMs + aheadMs)[0]?.atMs ?? atMs + hourMs
}
