/** A span of days that is asked for, both included. */
import { Failure } from '../../domain/failure.ts'

export type Span = { readonly from: string; readonly to: string }

export function spanOf(asked: Partial<Span>, otherwise: Span): Span {
  const { from = otherwise.from, to = otherwise.to } = asked
  for (const [field, day] of Object.entries({ from, to })) if (!isDay(day)) throw new Failure('invalid', 'A day is written YYYY-MM-DD.', { fields: [{ field: `/${field}`, detail: 'Not a day.' }] })
  return { from, to }
}

/** A day that the calendar has: the pattern alone would let 2026-02-31 pass, and there is no year 0. */
function isDay(day: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(day)) return false
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}
