/**
 * One door to PostgreSQL, embedded or not: the pool, its limits and its transactions.
 *
 * A statement that runs too long is ended by the server, so is a transaction in which nothing happens for as long: nothing from outside may be
 * awaited inside one. Callers beyond the pool's size wait (slots.ts). Who waits for a server that does not answer is refused (pulse.ts).
 */
import { Kysely } from 'kysely'
import type { Sql } from 'postgres'
import { Failure } from '../../domain/failure.ts'
import type { Trace } from '../../ports/trace.ts'
import type { DatabaseVitals } from '../../ports/vitals.ts'
import { postgresDialect, serverDecides } from './dialect.ts'
import { answered, openLine, type Connection, type Line } from './line.ts'
import { listeners, type Hearing } from './listeners.ts'
import { pulse, type Pulse } from './pulse.ts'
import { isWorthRepeating, withoutValues } from './refusal.ts'
import { slots } from './slots.ts'
import { statements, type Statements } from './statements.ts'

export type DatabaseOptions = {
  readonly connection: Connection
  readonly poolMax: number
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string
  /** How long a caller waits for its turn; 10 s when not given. */
  readonly waitMsMax?: number
  /** What a statement may take, and how long a transaction may stand still; 10 s when not given. */
  readonly statementMsMax?: number
  /** What statements are recorded in; nowhere when not given. */
  readonly trace?: Trace | null
}

export type Database<Schema = unknown> = {
  readonly kysely: Kysely<Schema>
  /** One connection beside the pool, for tools and tests: it waits for nobody, nothing bounds it, and its errors may quote values. */
  readonly sql: Sql
  /** Commits what `work` did, or nothing of it. After a serialization failure or a deadlock `work` is run again: it touches nothing but `tx`. */
  inTransaction<T>(work: (tx: Kysely<Schema>) => Promise<T>): Promise<T>
  /** A connection of the pool while `work` runs, for what Kysely does not do. All of it counts as one statement. */
  onConnection<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** One statement, in a transaction of its own, that does not wait for the disk: when the server's machine dies, what it did in its last second may never have been. */
  unflushed(text: string, values: readonly unknown[]): Promise<{ readonly rows: unknown[] }>
  /** Hears every NOTIFY on `channel` from now on. */
  listen(channel: string, hear: Hearing['hear'], connected?: Hearing['connected'], lost?: Hearing['lost']): Promise<{ stop(): Promise<void> }>
  /** Whether the server answers now, however busy the pool is: rejects with `unavailable` in a few seconds when it does not. */
  ping(): Promise<void>
  /** A connection of one's own, for what belongs to a session. No statement limit; `onLost` is told once when it ends unasked. */
  openSession(applicationName: string, onLost?: () => void): Promise<Session>
  /** Of the pool. What tools and sessions do beside it is not counted. */
  vitals(): DatabaseVitals
  /** How long those waited for a connection, one with another, who got one since this was asked before; 0 where nobody did. */
  waitedLatelyMs(): number
  /** Lets running statements end, for 5 s at most. Calling it again is harmless. */
  close(): Promise<void>
}

export type Session = { readonly sql: Sql; isLost(): boolean; close(): Promise<void> }

const statementMsMax = 10_000
/** The server's own word, that it took too long, comes first. */
const graceMs = 1_000
const waitMsMax = 10_000
/** A busy machine takes its time to accept a connection. */
const firstAnswerMsMax = 15_000
const closeMsMax = 5_000
const transactionAttemptsMax = 3
const serverVersionMin = 150_000

/** Opens the pool and makes sure that a server of a known kind answers. */
export async function openDatabase<Schema>(options: DatabaseOptions): Promise<Database<Schema>> {
  const { connection: to, applicationName, poolMax } = options
  const limitMs = options.statementMsMax ?? statementMsMax
  const connection = { application_name: applicationName, statement_timeout: limitMs, idle_in_transaction_session_timeout: limitMs, jit: 'off' }
  const all = Array.from({ length: poolMax }, () => openLine({ to, connection }))
  const lines = slots(all, options.waitMsMax ?? waitMsMax)
  const times = statements(options.trace ?? null)
  const beat = timedBy(times, pulse(openLine({ to, connection }), limitMs + graceMs))
  const ears = listeners((events) => openLine({ to, connection: { ...connection, application_name: `${applicationName} listening` }, ...events }))
  const kysely = new Kysely<Schema>({ dialect: postgresDialect(lines, beat) })
  const onConnection = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    const line = await lines.take()
    try {
      return await beat.bounded(() => work(line.sql), () => {})
    } catch (error) {
      // Whatever state it is in: it may be in the middle of a transaction.
      line.giveUp()
      throw withoutValues(error)
    } finally {
      lines.giveBack(line)
    }
  }
  const beside = openLine({ to, connection })
  const close = async (msMax: number) => {
    lines.close()
    await Promise.all([beat.close(), ears.close(), beside.end(msMax), ...all.map((line) => line.end(msMax))])
  }
  try {
    await answered(firstAnswerMsMax, refuseOldServer(all.at(-1)!.sql))
  } catch (error) {
    await close(0)
    throw withoutValues(error)
  }
  return {
    kysely,
    get sql() {
      return beside.sql
    },
    onConnection,
    unflushed: (text, values) =>
      onConnection(async (sql) => {
        const parameters = values.map((value) => (value === null ? null : sql.typed(value as never, serverDecides)))
        const [, rows] = await Promise.all([sql.unsafe('begin; set local synchronous_commit = off'), sql.unsafe(text, parameters as never[]), sql.unsafe('commit')])
        return { rows }
      }),
    inTransaction: (work) => repeated(() => kysely.transaction().execute(work)),
    listen: (channel, hear, connected, lost) => ears.listen(channel, { hear, connected, lost }),
    openSession: (name, onLost) => openSession(to, name, onLost),
    ping: beat.ping,
    vitals: () => ({ ...lines.read(), statementsMs: times.read() }),
    waitedLatelyMs: lines.waitedLatelyMs,
    close: () => close(closeMsMax),
  }
}

/** Whatever is asked of the pool is waited for there. */
const timedBy = (times: Statements, beat: Pulse): Pulse => ({ ...beat, bounded: (ask, giveUp) => times.timed(() => beat.bounded(ask, giveUp)) })

async function refuseOldServer(sql: Sql): Promise<void> {
  const [row] = await sql<{ version: number; name: string }[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as name`
  if (row!.version < serverVersionMin) {
    throw new Failure('unsupported', `Mluv needs PostgreSQL 15 or newer; this server is version ${row!.name}.`)
  }
}

async function repeated<T>(transact: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact()
    } catch (error) {
      if (!isWorthRepeating(error)) throw error
      if (attempt === transactionAttemptsMax) throw new Failure('busy', 'Too many changes at the same moment. Please try again.', { cause: error, retryAfterMs: 1_000 })
    }
  }
}

async function openSession(to: Connection, applicationName: string, onLost: () => void = () => {}): Promise<Session> {
  let state: 'opening' | 'open' | 'lost' | 'closed' = 'opening'
  const line: Line = openLine({
    to, connection: { application_name: applicationName },
    onClose: () => {
      if (state !== 'open') return
      state = 'lost'
      onLost()
    },
  })
  try {
    await answered(firstAnswerMsMax, line.sql`select 1`)
  } catch (error) {
    await line.end(0)
    throw withoutValues(error)
  }
  state = 'open'
  return {
    sql: line.sql,
    isLost: () => state === 'lost',
    async close() {
      const isLost = state === 'lost'
      state = 'closed'
      await line.end(isLost ? 0 : closeMsMax)
    },
  }
}
