/**
 * Whether two databases hold the same rows: a hash of every row on either side, first of all rows of a piece together, and one by one
 * where those differ. Says how many rows differ in which table, never which or what is in them: a key may hold a learner's word.
 */
import type { Table } from './catalog.ts'
import { differingSums, sumsOf } from './ledgers.ts'
import { asText, orderOf, pieceRowsMax, piecesOf, within, type Piece } from './pieces.ts'
import type { Side } from './side.ts'

type Asking = Pick<Side, 'ask'>
type Difference = { changed: number; missing: number; surplus: number }

/** A sentence for each difference; none where they are the same. */
export async function differences(here: Asking, there: Asking, tables: readonly Table[], rowsMax = pieceRowsMax): Promise<string[]> {
  const sentences: string[] = []
  for (const table of tables) {
    const sum: Difference = { changed: 0, missing: 0, surplus: 0 }
    for (const piece of await piecesOf(here, table, rowsMax)) await compare(here, there, table, piece, sum)
    const { changed, missing, surplus } = sum
    if (changed + missing + surplus > 0) sentences.push(`${table.name}: ${changed} rows differ, ${missing} are missing, ${surplus} are too many`)
  }
  const [sums, otherSums] = await Promise.all([sumsOf(here), sumsOf(there)])
  return [...sentences, ...differingSums(sums, otherSums)]
}

async function compare(here: Asking, there: Asking, table: Table, piece: Piece, sum: Difference): Promise<void> {
  const both = <Row extends object>(statement: string) => Promise.all([here.ask<Row>(statement), there.ask<Row>(statement)])
  const rows = `from ${table.name} where ${within(table, piece)}`
  const [[one], [other]] = await both<{ hash: string | null }>(`select encode(sha256(string_agg(${hashOf(table)}, ''::bytea order by ${orderOf(table)})), 'hex') as hash ${rows}`)
  if (one!.hash === other!.hash) return
  const [ours, theirs] = await both<{ key: string; hash: string }>(`select encode(sha256(convert_to(${keyOf(table)}, 'UTF8')), 'hex') as key, encode(${hashOf(table)}, 'hex') as hash ${rows}`)
  const waiting = new Map(theirs.map(({ key, hash }) => [key, hash]))
  for (const { key, hash } of ours) {
    const found = waiting.get(key)
    if (found === undefined) sum.missing += 1
    else if (found !== hash) sum.changed += 1
    waiting.delete(key)
  }
  sum.surplus += waiting.size
}

/** Every value as a literal: none can be taken for another, nor two neighbours for one. Bytes are hashed by themselves, which spares writing them out. */
function hashOf({ columns }: Table): string {
  const values = columns.map(({ name, type }) => (type === 'bytea' ? `quote_nullable(encode(sha256(${name}), 'hex'))` : `quote_nullable(${name}::text)`))
  return `sha256(convert_to(concat_ws(',', ${["''", ...values].join(', ')}), 'UTF8'))`
}

/** Where there is no key, the row itself, and which of its twins it is. */
function keyOf(table: Table): string {
  if (table.key.length > 0) return table.key.map(({ name }) => `quote_literal(${name}::text)`).join(' || ')
  return `${asText(table)} || row_number() over (partition by ${asText(table)})`
}
