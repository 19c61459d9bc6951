/**
 * Kysely on postgres.js: prepared statements on the pool, a connection of one's own only inside a transaction.
 *
 * What belongs to a session (locks, `set`, `listen`) is not for Kysely's `connection()`: statements outside a
 * transaction may each run on another connection.
 */
import {
  PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type QueryResult, type TransactionSettings,
} from 'kysely'
import type { Line } from './line.ts'
import type { Pulse } from './pulse.ts'
import { isUnreachable, withoutValues } from './refusal.ts'
import type { Slots } from './slots.ts'
import { beginOn, type Transaction } from './transaction.ts'

type Lease = DatabaseConnection & {
  begin(settings: TransactionSettings): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  release(): void
}

/** Texts beyond these are sent unprepared: a connection keeps what it prepared for as long as it lives. */
const preparedTextsMax = 500
/** A text that begins with it is never prepared: what is the best way to run it changes with how full its tables are, and a prepared one keeps to the way that was best when they were empty. */
export const plannedAnew = '/* planned anew */'

export function postgresDialect(lines: Slots<Line>, pulse: Pulse): Dialect {
  const prepared = new Set<string>()
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => leaseOf(await lines.take(), lines, pulse, prepared),
      beginTransaction: (connection, settings) => (connection as Lease).begin(settings),
      commitTransaction: (connection) => (connection as Lease).commit(),
      rollbackTransaction: (connection) => (connection as Lease).rollback(),
      releaseConnection: async (connection) => (connection as Lease).release(),
      destroy: async () => {},
    }),
  }
}

function leaseOf(line: Line, lines: Slots<Line>, pulse: Pulse, prepared: Set<string>): Lease {
  let transaction: Transaction | undefined
  let isReleased = false
  let isGivenUp = false

  const run = (query: CompiledQuery) => {
    const { sql } = transaction ?? line
    const parameters = query.parameters.map((value) => (value === null ? null : sql.typed(value as never, serverDecides)))
    return sql.unsafe(query.sql, parameters as never[], { prepare: mayPrepare(query.sql, prepared), simple: false } as { prepare: boolean })
  }
  const giveUp = () => {
    isGivenUp = true
    if (!isReleased) line.giveUp()
  }
  /** Each wait for the server has an end. A line that failed carries nothing more. */
  const bounded = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await pulse.bounded(ask, giveUp)
    } catch (error) {
      if (isUnreachable(error)) giveUp()
      const told = withoutValues(error)
      transaction?.refused(told)
      throw told
    }
  }

  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const result = await bounded(async () => run(query))
      const rows = Array.from<unknown>(result) as Row[]
      return changesRows.has(result.command) ? { rows, numAffectedRows: BigInt(result.count) } : { rows }
    },
    async *streamQuery<Row>(query: CompiledQuery, chunkSize = 100): AsyncIterableIterator<QueryResult<Row>> {
      const cursor = run(query).cursor(chunkSize)[Symbol.asyncIterator]()
      try {
        for (let next = await bounded(() => cursor.next()); !next.done; next = await bounded(() => cursor.next())) yield { rows: Array.from<unknown>(next.value) as Row[] }
      } finally {
        await cursor.return?.()
      }
    },
    async begin(settings) {
      transaction = await beginOn(line, settings, { bounded, giveUp, isGivenUp: () => isGivenUp })
    },
    commit: () => transaction!.commit(),
    rollback: () => transaction!.rollback(),
    release() {
      isReleased = true
      line.renew()
      lines.giveBack(line)
    },
  }
}

function mayPrepare(text: string, prepared: Set<string>): boolean {
  if (text.startsWith(plannedAnew)) return false
  if (prepared.size < preparedTextsMax) prepared.add(text)
  return prepared.has(text)
}

/** A type that is left to the server. */
export const serverDecides = 0
const changesRows = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])
