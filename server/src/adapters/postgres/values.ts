/**
 * How values travel between JavaScript and PostgreSQL.
 *
 * The server alone decides the type of a parameter, so a value is passed as what it is:
 * numbers for int8 (and int8 comes back as a number: beyond 2^53 it is an error, never a wrong figure), arrays for
 * text[] (without NULL: postgres.js reads one as the text "NULL"), a Uint8Array for bytea (a Buffer comes back), 'YYYY-MM-DD' text for date both ways. For jsonb an object, array,
 * number or boolean is the value, and text is JSON already written: `JSON.stringify(x)` and `x` store the same.
 * `sum` of int8 is numeric and comes back as text: cast it.
 */
import type { PostgresType } from 'postgres'

/** For the `types` option of postgres.js. The numbers are those of `pg_type.oid`. */
export const valueTypes = {
  int8: { to: 20, from: [20], serialize: String, parse: exactly },
  json: { to: 114, from: [114, 3802], serialize: (value) => (typeof value === 'string' ? value : JSON.stringify(value)), parse: (text) => JSON.parse(text) as unknown },
  day: { to: 1082, from: [1082], serialize: String, parse: (text) => text },
} satisfies Record<string, PostgresType>

function exactly(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('an int8 is too large to be a number')
  return number
}
