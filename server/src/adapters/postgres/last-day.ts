/** The last day a learner was active on, as their row keeps it. */
import type { LastDay } from '../../domain/progress.ts'

export type LastDayRow = { readonly last_day: string | null; readonly last_day_first_at_ms: number | null; readonly last_day_time_zone: string | null }

export const lastDayOf = ({ last_day: day, last_day_first_at_ms: firstAtMs, last_day_time_zone: timeZone }: LastDayRow): LastDay | null =>
  day === null || firstAtMs === null || timeZone === null ? null : { day, firstAtMs, timeZone }
