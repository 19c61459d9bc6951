/** The two homes a database may have: the embedded PostgreSQL, and a server of this machine's own PostgreSQL, both durable. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { startEmbeddedPostgres } from '../../server/src/adapters/embedded-postgres/start.ts'
import { openDatabase, type Database, type DatabaseOptions } from '../../server/src/adapters/postgres/database.ts'
import { migrate } from '../../server/src/adapters/postgres/migrate.ts'
import type { Tables } from '../../server/src/adapters/postgres/tables.ts'
import { freePort } from '../../server/test/free-port.ts'
import { belowOf, everyProcess } from './installation.ts'

export type HomeName = 'embedded' | 'server'
export type Home = {
  readonly name: HomeName
  readonly connection: DatabaseOptions['connection']
  /** Migrated; closed with the home. */
  readonly database: Database<Tables>
  /** Ends the server, and removes what it kept unless it was given a folder. */
  stop(): Promise<void>
}

export type ServerHome = Home & {
  /** Ended as an operator does. */
  end(): Promise<void>
  startAgain(): Promise<void>
  isRunning(): boolean
  /** The postmaster and its sessions stand still, or go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
}

const poolMax = 10
const migrationsFolder = join(import.meta.dirname, '../../server/migrations')

export async function embeddedHome(folder?: string): Promise<Home> {
  const place = folder ?? mkdtempSync(join(tmpdir(), 'mluv-bench-'))
  const server = await startEmbeddedPostgres({ folder: join(place, 'postgres'), log: () => {} })
  return home('embedded', server.connection, async () => {
    await server.stop()
    if (folder === undefined) rmSync(place, { recursive: true, force: true })
  })
}

/** Null where this machine has no PostgreSQL of its own. `folder` is where an earlier call left its data, or where this one shall. */
export async function serverHome(folder?: string): Promise<ServerHome | null> {
  const programs = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)
  if (programs === undefined) return null
  const place = folder ?? mkdtempSync(join(tmpdir(), 'mluv-bench-'))
  const account = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : null
  const data = join(place, 'server')
  const isNew = mkdirSync(place, { recursive: true }) !== undefined
  if (account && (isNew || folder === undefined)) chownSync(place, account.uid, account.gid)
  if (globSync(join(data, 'PG_VERSION')).length === 0)
    await promisify(execFile)(join(programs, 'initdb'), ['--pgdata', data, '--auth', 'trust', '--username', 'mluv', '--encoding', 'UTF8', '--locale', 'C.UTF-8'], { ...account, cwd: place })
  const port = await freePort()
  const launch = async (): Promise<ChildProcess> => {
    const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-c', `unix_socket_directories=${place}`], { ...account, cwd: place, stdio: ['ignore', 'ignore', 'pipe'] })
    await ready(server.stderr)
    return server
  }
  let server = await launch()
  const isRunning = () => server.exitCode === null && server.signalCode === null
  const end = async () => {
    if (!isRunning()) return
    server.kill('SIGINT')
    await once(server, 'exit')
  }
  const made = await home('server', { url: `postgres://mluv@127.0.0.1:${port}/postgres` }, async () => {
    await end()
    if (folder === undefined) rmSync(place, { recursive: true, force: true })
  })
  return {
    ...made, end, isRunning,
    async startAgain() {
      await end()
      server = await launch()
    },
    signal: (name) => belowOf(everyProcess(), ({ pid }) => pid === server.pid).forEach(({ pid }) => process.kill(pid, name)),
  }
}

/** What it says afterwards is let go by, and holds nothing up. */
async function ready(output: Readable): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    output.on('data', (piece: Buffer) => {
      if (said.length < saidMax) said += piece.toString()
      if (said.includes('ready to accept connections')) resolve()
    })
    output.once('end', () => reject(new Error(`PostgreSQL did not start: ${said.slice(-500)}`)))
  })
}

const saidMax = 10_000

async function home(name: HomeName, connection: DatabaseOptions['connection'], stop: () => Promise<void>): Promise<Home> {
  const database = await openDatabase<Tables>({ connection, poolMax, applicationName: 'mluv bench' })
  await migrate(database, migrationsFolder)
  return {
    name, connection, database,
    async stop() {
      await database.close()
      await stop()
    },
  }
}

const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody']))
