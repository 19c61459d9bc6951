/** A table in pieces along its primary key, in an order that is the same on every server: letters go by their code. */
import type { Column, Table } from './catalog.ts'
import type { Side } from './side.ts'

/** The rows whose key is beyond `after` and not beyond `upTo`; without them, from the first or to the last. A bound is the key's values as SQL. */
export type Piece = { readonly after: Bound | null; readonly upTo: Bound | null }
type Bound = readonly string[]

/** Committed together, compared together: a second's work. */
export const pieceRowsMax = 10_000

/** A table without a key, or one that refers to itself, is one piece: a row may refer to any other. */
export async function piecesOf(side: Pick<Side, 'ask'>, table: Table, rowsMax: number): Promise<Piece[]> {
  if (table.key.length === 0 || table.needs.includes(table.name)) return [{ after: null, upTo: null }]
  const bounds = await side.ask<{ bound: Bound }>(`
    select json_build_array(${table.key.map(({ name, type }) => `quote_literal(${name}::text) || '::${type}'`).join(', ')}) as bound
    from (select ${namesOf(table.key)}, row_number() over (order by ${orderOf(table)}) as "nth row" from ${table.name}) as numbered
    where "nth row" % ${rowsMax} = 0 order by "nth row"`)
  const ends = [...bounds.map(({ bound }) => bound), null]
  return ends.map((upTo, at) => ({ after: at === 0 ? null : ends[at - 1]!, upTo }))
}

export const copyOut = (table: Table, piece: Piece): string => `copy (select ${namesOf(table.columns)} from ${table.name} where ${within(table, piece)} order by ${orderOf(table)}) to stdout`

export const copyIn = ({ name, columns }: Pick<Table, 'name' | 'columns'>): string => `copy ${name} (${namesOf(columns)}) from stdin`

/** The condition on a row to be in the piece. The key's first column is bounded by itself too: that, an index finds whatever it sorts letters by. */
export function within({ key }: Table, { after, upTo }: Piece): string {
  const columns = `(${key.map(sorted).join(', ')})`
  const bounded = (bound: Bound | null, beyond: string, first: string) => (bound === null ? [] : [`${columns} ${beyond} (${bound.join(', ')})`, `${sorted(key[0]!)} ${first} ${bound[0]!}`])
  return [...bounded(after, '>', '>='), ...bounded(upTo, '<=', '<=')].join(' and ') || 'true'
}

export const orderOf = (table: Table): string => (table.key.length > 0 ? table.key.map(sorted).join(', ') : `${asText(table)} collate "C"`)

/** A whole row. */
export const asText = ({ columns }: Table): string => `row(${namesOf(columns)})::text`

const sorted = ({ name, collated }: Column): string => (collated ? `${name} collate "C"` : name)

const namesOf = (columns: readonly Column[]): string => columns.map(({ name }) => name).join(', ')
