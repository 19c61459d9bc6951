/**
 * One door to PostgreSQL, embedded or not: the pool, its limits and its transactions.
 *
 * A statement that runs for 10 s is ended by the server, so is a transaction in which nothing happens for 10 s: nothing from
 * outside may be awaited inside one. Callers beyond the pool's size wait (slots.ts).
 */
import { Kysely } from 'kysely'
import postgres, { type Options, type PostgresType, type Sql } from 'postgres'
import { Failure } from '../../domain/failure.ts'
import { postgresDialect, valueTypes } from './dialect.ts'
import { isWorthRepeating, withoutValues } from './refusal.ts'
import { slots } from './slots.ts'

export type SocketConnection = {
  readonly socketFolder: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export type DatabaseOptions = {
  readonly connection: SocketConnection | { readonly url: string }
  readonly poolMax: number
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string
  /** How long a caller waits for its turn; 10 s when not given. */
  readonly waitMsMax?: number
}

export type Database<Schema = unknown> = {
  readonly kysely: Kysely<Schema>
  /** The pool itself, for what Kysely does not do. It does not wait in line, and its errors may quote values. */
  readonly sql: Sql
  /** Commits what `work` did, or nothing of it. After a serialization failure or a deadlock `work` is run again: it touches nothing but `tx`. */
  inTransaction<T>(work: (tx: Kysely<Schema>) => Promise<T>): Promise<T>
  /** Hears every NOTIFY on `channel` from now on. `connected` is called at first and whenever the connection was lost and is back: what was sent meanwhile is lost. */
  listen(channel: string, hear: (payload: string) => void, connected?: () => void): Promise<{ stop(): Promise<void> }>
  /** A connection of one's own, for what belongs to a session. No statement limit; `onLost` is told once when it ends unasked. */
  openSession(applicationName: string, onLost?: () => void): Promise<Session>
  /** Lets running statements end, for 5 s at most. Calling it again is harmless. */
  close(): Promise<void>
}

export type Session = { readonly sql: Sql; isLost(): boolean; close(): Promise<void> }

const statementMsMax = 10_000
const idleInTransactionMsMax = 10_000
const waitMsMax = 10_000
const connectMsMax = 10_000
const reconnectMsMax = 1_000
const closeMsMax = 5_000
const transactionAttemptsMax = 3
const serverVersionMin = 150_000

/** Opens the pool and makes sure that a server of a known kind answers. */
export async function openDatabase<Schema>(options: DatabaseOptions): Promise<Database<Schema>> {
  const sql = client(options.connection, options.poolMax, {
    application_name: options.applicationName,
    statement_timeout: statementMsMax,
    idle_in_transaction_session_timeout: idleInTransactionMsMax,
    jit: 'off',
  })
  const line = slots(options.poolMax, options.waitMsMax ?? waitMsMax)
  const kysely = new Kysely<Schema>({ dialect: postgresDialect(sql, line) })
  try {
    await refuseOldServer(sql)
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw withoutValues(error)
  }
  return {
    kysely,
    sql,
    inTransaction: (work) => repeated(() => kysely.transaction().execute(work)),
    listen: (channel, hear, connected) => listenOn(sql, channel, hear, connected),
    openSession: (applicationName, onLost) => openSession(options.connection, applicationName, onLost),
    async close() {
      line.close()
      await sql.end({ timeout: closeMsMax / 1000 })
    },
  }
}

function client(to: DatabaseOptions['connection'], max: number, connection: Record<string, string | number>, more: Options<Record<string, PostgresType>> = {}): Sql {
  const options: Options<Record<string, PostgresType>> = {
    max,
    connect_timeout: connectMsMax / 1000,
    backoff: (attempt: number) => Math.min(0.02 * 2 ** attempt, reconnectMsMax / 1000),
    types: valueTypes,
    onnotice: () => {},
    connection,
    ...more,
  }
  if ('url' in to) return postgres(to.url, { ...options, ...socketIn(to.url) })
  const { socketFolder, port, user, password, database } = to
  return postgres({ ...options, host: socketFolder, path: `${socketFolder}/.s.PGSQL.${port}`, port, user, password, database } as typeof options)
}

/** PostgreSQL's way to name a socket in an address: a host that begins with `%2F` is the folder it is in. */
function socketIn(url: string): { readonly path?: string } {
  const { hostname, port } = new URL(url)
  const folder = decodeURIComponent(hostname)
  return folder.startsWith('/') ? { path: `${folder}/.s.PGSQL.${port || 5432}` } : {}
}

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

async function listenOn(sql: Sql, channel: string, hear: (payload: string) => void, connected?: () => void): Promise<{ stop(): Promise<void> }> {
  try {
    const listening = await sql.listen(channel, hear, connected)
    return { stop: async () => { await listening.unlisten() } }
  } catch (error) {
    throw withoutValues(error)
  }
}

async function openSession(to: DatabaseOptions['connection'], applicationName: string, onLost: () => void = () => {}): Promise<Session> {
  let state: 'opening' | 'open' | 'lost' | 'closed' = 'opening'
  const sql = client(to, 1, { application_name: applicationName }, {
    max_lifetime: null,
    onclose: () => {
      if (state !== 'open') return
      state = 'lost'
      onLost()
    },
  })
  try {
    await sql`select 1`
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw withoutValues(error)
  }
  state = 'open'
  return {
    sql,
    isLost: () => state === 'lost',
    async close() {
      state = 'closed'
      await sql.end({ timeout: closeMsMax / 1000 })
    },
  }
}
