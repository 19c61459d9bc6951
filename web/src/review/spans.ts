/** How long until a card comes again, in the words of a tongue. */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The unit below which a span is told in the one before. */
const units = [['minute', minuteMs, hourMs], ['hour', hourMs, dayMs], ['day', dayMs, 30 * dayMs], ['month', 30.44 * dayMs, 365 * dayMs], ['year', 365.25 * dayMs, Infinity]] as const

export function span(tongue: string, ms: number): string {
  const [unit, unitMs] = units.find(([, , belowMs]) => ms < belowMs) ?? units[4]
  const count = Math.max(1, ms / unitMs)
  return new Intl.NumberFormat(tongue, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'year' || (unit === 'month' && count < 3) ? 1 : 0 }).format(count)
}

export const inDays = (tongue: string, days: number): string => new Intl.RelativeTimeFormat(tongue, { numeric: 'auto' }).format(days, 'day')
