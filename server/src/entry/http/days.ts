/** A span of days that is asked for, both included. */
import { Failure } from '../../domain/failure.ts'

export type Span = { readonly from: string; readonly to: string }

/** What was not asked for is `otherwise`: `from` may follow from `to`. */
export function spanOf(asked: Partial<Span>, otherwise: { readonly from: (to: string) => string; readonly to: string }): Span {
  for (const field of ['from', 'to'] as const) if (asked[field] !== undefined && !isDay(asked[field])) throw new Failure('invalid', 'A day is written YYYY-MM-DD.', { fields: [{ field: `/${field}`, detail: 'Not a day.' }] })
  if (asked.from !== undefined && asked.to !== undefined && asked.from > asked.to) throw new Failure('invalid', 'The first day comes after the last one.', { fields: [{ field: '/from', detail: 'Later than `to`.' }] })
  const { to = otherwise.to } = asked
  const { from = otherwise.from(to) } = asked
  return { from, to }
}

/** A day that the calendar has: the pattern alone would let 2026-02-31 pass, and there is no year 0. */
function isDay(day: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(day)) return false
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}
