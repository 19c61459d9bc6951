/**
 * One connection to PostgreSQL at a time, that can be given up.
 *
 * postgres.js waits for an answer for as long as its socket lives, and a server that is paused or unreachable ends no socket. Nor does it always tell the statements
 * of a connection that broke from those of the next: one that is sent between a socket's error and its end is never answered, and the next connection's first
 * answer may hold the last words of the one before. So a line that failed, or was waited for long enough, is given up: what was asked of it is refused, and the next statement opens another.
 */
import { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Options, type PostgresType, type Sql } from 'postgres'
import { silence } from './refusal.ts'
import { valueTypes } from './values.ts'

export type SocketConnection = {
  readonly socketFolder: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export type Connection = SocketConnection | { readonly url: string }

export type LineOptions = {
  readonly to: Connection
  /** What the server is told of every connection: names and limits. */
  readonly connection: Readonly<Record<string, string | number>>
  /** The connection ended, for whatever reason. */
  readonly onClose?: () => void
  readonly onNotify?: (channel: string, payload: string) => void
}

export type Line = {
  /** postgres.js on this connection. After `giveUp` it is another: do not keep it. */
  readonly sql: Sql
  /** Whether the server has answered on the connection that there is now. */
  readonly isOpen: boolean
  /** How many connections of it have ended so far, or were given up; one that was given up ends once. */
  readonly endings: number
  /** How much this line has heard from the server so far. */
  heardBytes(): number
  giveUp(): void
  /** Replaces a connection that is old, if there is nothing that runs on it: a server keeps much for each. */
  renew(): void
  /** Lets the running statement end, for `msMax` at most. What is asked from now on is refused, and opens nothing. */
  end(msMax: number): Promise<void>
}

const connectMsMax = 10_000
/** Where nobody answers, the next attempt waits, twice as long each time: less than anybody is patient. */
const reconnectMsMin = 10
const reconnectMsMax = 500
/** When a connection is old. */
const oldMs = 45 * 60_000
/** A machine that is gone is noticed after this and ten more seconds, also by who asks nothing. */
const keepAliveMs = 5_000

export function openLine(options: LineOptions): Line {
  let client: Client | undefined
  let isEnded = false
  let endings = 0
  const giveUp = () => {
    endings += 1
    void client?.end(0)
    if (!isEnded) client = undefined
  }
  return {
    get sql() {
      if (client === undefined) {
        const closed = () => {
          if (opened === client) endings += 1
          options.onClose?.()
        }
        const opened: Client = client = openClient({ ...options, onClose: closed }, () => opened === client && giveUp())
        if (isEnded) void opened.end(0)
      }
      return client.sql
    },
    get isOpen() {
      return client?.isOpen() ?? false
    },
    get endings() {
      return endings
    },
    heardBytes: () => client?.heardBytes() ?? 0,
    giveUp,
    renew() {
      if (client !== undefined && performance.now() > client.oldAtMs) giveUp()
    },
    async end(msMax) {
      isEnded = true
      await client?.end(msMax)
    },
  }
}

/** What the server answers, if it does so in time. */
export async function answered<T>(msMax: number, pending: PromiseLike<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(silence()), msMax)
  try {
    return await Promise.race([pending, late])
  } finally {
    clearTimeout(timer)
  }
}

type Client = { readonly sql: Sql; readonly oldAtMs: number; isOpen(): boolean; heardBytes(): number; end(msMax: number): Promise<void> }

/** `broken` is told when a connection that worked fails. */
function openClient({ to, connection, onClose, onNotify }: LineOptions, broken: () => void): Client {
  let socket: Socket | undefined
  let ended: Socket | undefined
  let heardBefore = 0
  let attempts = 0
  let fruitless = 0
  let isOver = false

  /** Never rejects: postgres.js would forget the connection. It writes at once, and hears of errors from the next turn of the loop on: connecting waits for that. */
  async function openSocket({ host, port, path }: { readonly host: readonly string[]; readonly port: readonly number[]; readonly path: string | false }): Promise<Socket> {
    heardBefore += socket?.bytesRead ?? 0
    fruitless = socket?.bytesRead === 0 ? fruitless + 1 : 0
    if (fruitless > 0) await pause(Math.min(reconnectMsMin * 2 ** fruitless, reconnectMsMax))
    const at = attempts % port.length
    attempts += 1
    const opened = socket = Object.assign(new Socket(), { host: host[at], port: port[at] })
    opened.once('error', () => opened.bytesRead > 0 && broken())
    setImmediate(() => {
      if (isOver) opened.destroy()
      else if (path) opened.connect(path)
      else opened.connect(port[at]!, host[at]!)
    })
    return opened
  }

  const options = {
    max: 1,
    connect_timeout: connectMsMax / 1000,
    keep_alive: keepAliveMs / 1000,
    backoff: () => 0,
    types: valueTypes,
    fetch_types: false,
    onnotice: () => {},
    connection,
    socket: openSocket,
    no_subscribe: true,
    max_lifetime: null,
    onclose() {
      ended = socket
      onClose?.()
    },
    ...(onNotify && { onnotify: onNotify }),
  }
  const sql = clientOf(to, options as Options<Record<string, PostgresType>>)
  return {
    sql,
    oldAtMs: performance.now() + oldMs,
    isOpen: () => socket !== undefined && socket !== ended && socket.bytesRead > 0,
    heardBytes: () => heardBefore + (socket?.bytesRead ?? 0),
    async end(msMax) {
      isOver = msMax === 0
      await sql.end({ timeout: msMax / 1000 })
      isOver = true
      socket?.destroy()
    },
  }
}

function clientOf(to: Connection, options: Options<Record<string, PostgresType>>): Sql {
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
