/**
 * Kysely on postgres.js: prepared statements on the pool, a connection of one's own only inside a transaction.
 *
 * The server alone decides the type of a parameter, so a value is passed as what it is:
 * numbers for int8 (and int8 comes back as a number: beyond 2^53 it is an error, never a wrong figure), arrays for
 * text[] (without NULL: postgres.js reads one as the text "NULL"), a Uint8Array for bytea (a Buffer comes back), 'YYYY-MM-DD' text for date both ways. For jsonb an object, array,
 * number or boolean is the value, and text is JSON already written: `JSON.stringify(x)` and `x` store the same.
 * `sum` of int8 is numeric and comes back as text: cast it.
 *
 * What belongs to a session (locks, `set`, `listen`) is not for Kysely's `connection()`: statements outside a
 * transaction may each run on another connection.
 */
import {
  PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type QueryResult, type TransactionSettings,
} from 'kysely'
import type { PostgresType, Sql, TransactionSql } from 'postgres'
import { isUnreachable, unreachable, withoutValues } from './refusal.ts'
import type { Slots } from './slots.ts'

type Transaction = {
  readonly sql: TransactionSql
  readonly finish: PromiseWithResolvers<void>
  readonly done: Promise<unknown>
  /** The connection is gone, and the transaction with it: postgres.js would give its successor our statements, outside any transaction. */
  lost: boolean
}
type Lease = DatabaseConnection & {
  begin(settings: TransactionSettings): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** How often a statement is handed over that found a dead connection and was not sent. */
const unsentAttemptsMax = 3
/** Texts beyond these are sent unprepared: a connection keeps what it prepared for as long as it lives. */
const preparedTextsMax = 500

export function postgresDialect(sql: Sql, slots: Slots): Dialect {
  const prepared = new Set<string>()
  const lease = async (): Promise<Lease> => {
    await slots.take()
    return leaseOf(sql, prepared)
  }
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: lease,
      beginTransaction: (connection, settings) => (connection as Lease).begin(settings),
      commitTransaction: (connection) => (connection as Lease).commit(),
      rollbackTransaction: (connection) => (connection as Lease).rollback(),
      releaseConnection: async () => slots.giveBack(),
      destroy: async () => {},
    }),
  }
}

function leaseOf(sql: Sql, prepared: Set<string>): Lease {
  let transaction: Transaction | undefined

  const run = (query: CompiledQuery) => {
    if (transaction?.lost) throw unreachable('CONNECTION_CLOSED')
    const parameters = query.parameters.map((value) => (value === null ? null : sql.typed(value as never, serverDecides)))
    return (transaction?.sql ?? sql).unsafe(query.sql, parameters as never[], { prepare: mayPrepare(query.sql, prepared), simple: false } as { prepare: boolean })
  }
  const refused = (error: unknown): unknown => {
    if (transaction !== undefined && isUnreachable(error)) transaction.lost = true
    return withoutValues(error)
  }

  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        const result = await repeatUnsent(() => run(query))
        const rows = rowsOf<Row>(result)
        return changesRows.has(result.command) ? { rows, numAffectedRows: BigInt(result.count) } : { rows }
      } catch (error) {
        throw refused(error)
      }
    },
    async *streamQuery<Row>(query: CompiledQuery, chunkSize = 100): AsyncIterableIterator<QueryResult<Row>> {
      try {
        for await (const rows of run(query).cursor(chunkSize)) yield { rows: rowsOf<Row>(rows) }
      } catch (error) {
        throw refused(error)
      }
    },
    async begin(settings) {
      transaction = await repeatBegin(() => beginOn(sql, settings))
    },
    async commit() {
      const { lost, finish, done } = transaction!
      if (lost) throw unreachable('CONNECTION_CLOSED')
      finish.resolve()
      await done.catch((error: unknown) => Promise.reject(withoutValues(error)))
    },
    async rollback() {
      const { lost, finish, done } = transaction!
      if (lost) return
      finish.reject(new Error('rolled back'))
      await done.catch(() => {})
    },
  }
}

/**
 * postgres.js runs a transaction inside a callback; Kysely has a call for each end of it. The callback therefore waits for `finish`. It does not use `reserve`, which
 * does not tell when its connection is lost. A lost one is never finished: postgres.js would write to a socket that is no more.
 */
async function beginOn(sql: Sql, { isolationLevel, accessMode }: TransactionSettings): Promise<Transaction> {
  const started = Promise.withResolvers<TransactionSql>()
  const finish = Promise.withResolvers<void>()
  const modes = `${isolationLevel ? `isolation level ${isolationLevel}` : ''} ${accessMode ?? ''}`
  const done = sql.begin(modes, (inside) => {
    started.resolve(inside)
    return finish.promise
  })
  const inside = await Promise.race([started.promise, done as Promise<never>])
  const transaction: Transaction = { sql: inside, finish, done, lost: false }
  done.catch((error: unknown) => { transaction.lost ||= isUnreachable(error) })
  return transaction
}

/**
 * postgres.js gives the last words of a connection that the server ended to the first statement of its successor too. That
 * one was never sent (`state` is set by sending), so it may be sent again, whatever it does.
 */
async function repeatUnsent<Rows>(send: () => Promise<Rows> & { readonly state?: unknown }): Promise<Rows> {
  for (let attempt = 1; ; attempt += 1) {
    const pending = send()
    try {
      return await pending
    } catch (error) {
      if (!isUnreachable(error) || pending.state !== null || attempt === unsentAttemptsMax) throw error
    }
  }
}

/**
 * Without holes: where a connection is lost in the middle of an answer, postgres.js goes on counting rows in the first
 * answer of its successor. `filter` passes over what was never set.
 */
const rowsOf = <Row>(result: readonly unknown[]): Row[] => Array.prototype.filter.call(result, () => true) as Row[]

/** As above: a `begin` does nothing yet, sent or not. */
async function repeatBegin(begin: () => Promise<Transaction>): Promise<Transaction> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await begin()
    } catch (error) {
      if (!isUnreachable(error) || attempt === unsentAttemptsMax) throw withoutValues(error)
    }
  }
}

function mayPrepare(text: string, prepared: Set<string>): boolean {
  if (prepared.size < preparedTextsMax) prepared.add(text)
  return prepared.has(text)
}

const serverDecides = 0
const changesRows = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** How values travel: for the `types` option of postgres.js. The numbers are those of `pg_type.oid`. */
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
