/** A transaction on a line that nobody else uses meanwhile. */
import type { TransactionSettings } from 'kysely'
import type { Sql } from 'postgres'
import type { Line } from './line.ts'
import { unreachable } from './refusal.ts'

export type Transaction = {
  /** Throws where its connection is gone, and the transaction with it: postgres.js would give its successor our statements, outside any transaction. */
  readonly sql: Sql
  /** A statement of it was refused, whoever heard of that: there is nothing to commit any more. */
  refused(why: unknown): void
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** `bounded` ends each wait for the server; `giveUp` ends the line. */
type Means = { readonly bounded: <T>(ask: () => Promise<T>) => Promise<T>; readonly giveUp: () => void; readonly isGivenUp: () => boolean }

/**
 * On a connection that answers, nobody waits for its beginning: the first statement is sent right behind. On one that is being opened it is waited for, since
 * postgres.js may open another for what comes after. Without postgres.js's own `begin`, whose end is told through a callback, and by which each transaction is a client of its own.
 */
export async function beginOn(line: Line, { isolationLevel, accessMode }: TransactionSettings, { bounded, giveUp, isGivenUp }: Means): Promise<Transaction> {
  const { sql, isOpen, endings } = line
  const isLost = () => isGivenUp() || line.endings !== endings
  const begun = sql.unsafe(['begin', ...(isolationLevel ? ['isolation level', isolationLevel] : []), accessMode ?? ''].join(' ')).execute()
  begun.catch(() => {})
  if (!isOpen) await bounded(() => begun)
  let refusal: { readonly why: unknown } | null = null
  return {
    get sql() {
      if (isLost()) throw unreachable('CONNECTION_CLOSED')
      return sql
    },
    refused: (why) => void (refusal ??= { why }),
    async commit() {
      if (isLost()) throw unreachable('CONNECTION_CLOSED')
      if (refusal) throw refusal.why
      await bounded(async () => {
        await begun
        await sql.unsafe('commit')
      })
    },
    async rollback() {
      if (!isLost()) await bounded(async () => sql.unsafe('rollback')).catch(giveUp)
    },
  }
}
