/**
 * How values travel between JavaScript and PostgreSQL.
 *
 * The server alone decides the type of a parameter, so a value is passed as what it is:
 * numbers for int8 (and int8 comes back as a number: beyond 2^53 it is an error, never a wrong figure), arrays for
 * text[], a Uint8Array for bytea (a Buffer comes back), 'YYYY-MM-DD' text for date both ways. For jsonb an object, array,
 * number or boolean is the value, and text is JSON already written: `JSON.stringify(x)` and `x` store the same.
 * `sum` of int8 is numeric and comes back as text: cast it.
 */
import type { PostgresType } from 'postgres'

type Travelling = { readonly serialize: (value: unknown) => string; readonly parse: (text: string) => unknown }

const text: Travelling = { serialize: String, parse: (given) => given }
const number: Travelling = { serialize: String, parse: Number }
const int8: Travelling = { serialize: String, parse: exactly }
const json: Travelling = { serialize: (value) => (typeof value === 'string' ? value : JSON.stringify(value)), parse: (given) => JSON.parse(given) as unknown }
const bool: Travelling = { serialize: (value) => (value === true ? 't' : 'f'), parse: (given) => given === 't' }
const bytea: Travelling = { serialize: (value) => `\\x${Buffer.from(value as Uint8Array).toString('hex')}`, parse: (given) => Buffer.from(given.slice(2), 'hex') }

/** The numbers of `pg_type.oid` for lists of these, which are the same in every database. */
const lists: readonly (readonly [oid: number, of: Travelling])[] = [
  [1000, bool], [1001, bytea], [1002, text], [1003, text], [1005, number], [1007, number], [1009, text], [1015, text], [1016, int8],
  [1021, number], [1022, number], [1028, number], [1182, text], [1231, text], [2951, text], [199, json], [3807, json],
]

/** For the `types` option of postgres.js, which would ask each connection for the lists, and end the process where that connection breaks meanwhile. */
export const valueTypes: Record<string, PostgresType> = {
  int8: { to: 20, from: [20], ...int8 },
  json: { to: 114, from: [114, 3802], ...json },
  day: { to: 1082, from: [1082], ...text },
  ...Object.fromEntries(lists.map(([oid, of]) => [`list${oid}`, { to: oid, from: [oid], serialize: (value: unknown) => written(value, of), parse: (given: string) => read(given, of) }])),
}

function exactly(given: string): number {
  const value = Number(given)
  if (!Number.isSafeInteger(value)) throw new RangeError('an int8 is too large to be a number')
  return value
}

/** A list as PostgreSQL writes it; text is one already. */
function written(value: unknown, of: Travelling): string {
  if (!Array.isArray(value)) return String(value)
  return `{${value.map((each: unknown) => (each === null ? 'NULL' : `"${of.serialize(each).replaceAll(/["\\]/g, '\\$&')}"`)).join(',')}}`
}

/** Of one dimension. */
function read(given: string, of: Travelling): unknown[] {
  const elements = given.slice(given.indexOf('{') + 1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)
  return Array.from(elements, ([, quoted, plain]) => (plain === 'NULL' ? null : of.parse(plain ?? quoted!.replaceAll(/\\(.)/gs, '$1'))))
}
