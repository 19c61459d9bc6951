/** Rows as COPY reads them, and their way into a table. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PendingQuery, Row, TransactionSql } from 'postgres'

export type Value = string | number | boolean | null | Uint8Array
export type Rows = {
  /** One row: its values in the order of the columns. */
  add(table: string, values: readonly Value[]): void
  /** What was added since it was last taken, as COPY's text, by table. */
  take(): Map<string, readonly string[]>
}

const pieceLength = 64 * 1024

export function rows(): Rows {
  let waiting = new Map<string, string[]>()
  return {
    add(table, values) {
      const pieces = waiting.get(table)
      const line = lineOf(values)
      if (pieces === undefined) waiting.set(table, [line])
      else if (pieces.at(-1)!.length < pieceLength) pieces[pieces.length - 1] += line
      else pieces.push(line)
    },
    take() {
      const taken = waiting
      waiting = new Map()
      return taken
    },
  }
}

const lineOf = (values: readonly Value[]): string => values.map(written).join('\t') + '\n'

function written(value: Value): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return special.test(value) ? value.replace(everySpecial, (letter) => escapes[letter]!) : value
  if (value === null) return '\\N'
  return value instanceof Uint8Array ? `\\\\x${Buffer.from(value).toString('hex')}` : String(value)
}

const special = /[\\\n\r\t]/
const everySpecial = /[\\\n\r\t]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** What the server refuses after the last line is told by the statement alone, whose promise postgres.js has settled by then: its `reject` is taken over. */
export async function copyIn(tx: TransactionSql, table: string, columns: readonly string[], pieces: readonly string[]): Promise<void> {
  const statement: PendingQuery<Row[]> = tx.unsafe(`copy ${table} (${columns.join(', ')}) from stdin`)
  const writable = await statement.writable()
  const { promise, reject } = Promise.withResolvers<never>()
  void Object.assign(statement, { reject })
  await Promise.race([pipeline(Readable.from(pieces), writable), promise])
}
