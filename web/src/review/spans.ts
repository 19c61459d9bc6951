/** How long until a card comes again, in the words of a tongue. */
import { spanOf } from '../../../server/src/domain/card-memory.ts'

export function span(tongue: string, ms: number): string {
  const { unit, count } = spanOf(ms)
  return new Intl.NumberFormat(tongue, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'year' || (unit === 'month' && count < 3) ? 1 : 0 }).format(count)
}

export const inDays = (tongue: string, days: number): string => new Intl.RelativeTimeFormat(tongue, { numeric: 'auto' }).format(days, 'day')
