/**
 * The database that comes with Mluv: a real PostgreSQL as a process of its own, reached through a socket that only this user may open.
 *
 * It is not a child that dies with us: Ctrl-C in a terminal must not stop the database before the application, and what a
 * kill -9 of the application leaves running is adopted by the next start. Who may use it at all is for hold.ts.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, closeSync, fchownSync, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../domain/failure.ts'
import { chooseAccount, environment, giveTo, type Account } from './account.ts'
import { locateBinaries, type Binaries } from './binaries.ts'
import { initialise, isInitialised, passwordFile, refuseOtherMajor, superuser } from './initialise.ts'
import { answers, isPostgres, isRunning, readPostmaster, removeLockFile, type Postmaster } from './postmaster.ts'
import { finishSuccession } from './successor.ts'

export type EmbeddedPostgres = {
  readonly connection: { readonly socketFolder: string; readonly port: number; readonly user: string; readonly password: string; readonly database: string }
  /** Whether it was running already. */
  readonly adopted: boolean
  /** Ends every session and the server, and resolves when it is gone. For the process that holds the installation only. */
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  readonly folder: string
  readonly log: (message: string) => void
  /** Where those that come along cannot open the data. */
  readonly binaries?: Binaries
}

/** A name, not a number that is listened on: part of the socket's name. */
const port = 5432
/** What fits into `sockaddr_un` everywhere is 104 bytes with the closing zero. */
const socketPathBytesMax = 100
/** A crash is recovered from before the server is ready: reading back what was written since the last checkpoint. */
const startMsMax = 120_000
const startPollMs = 10
const retryMs = 100
const stopMsMax = 15_000
const quitMsMax = 5_000
const logBytesMax = 1_000_000

export async function startEmbeddedPostgres({ folder: given, log, binaries = locateBinaries() }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(given)
  finishSuccession(folder)
  const account = chooseAccount(folder, [binaries.postgres, binaries.initdb])
  if (!isInitialised(folder)) {
    log('Making the database. This happens once.')
    await initialise(folder, binaries, account)
  }
  refuseOtherMajor(folder, binaries)
  const deadlineMs = performance.now() + startMsMax
  while (performance.now() < deadlineMs) {
    const running = await adopt(folder, deadlineMs)
    if (running !== undefined) {
      log('The database was still running and is used again.')
      return embedded(folder, running, true)
    }
    const started = await launch(folder, binaries, account, deadlineMs)
    if (started !== undefined) return embedded(folder, started, false)
    await pause(retryMs)
  }
  throw new Failure('unavailable', `The embedded database did not start in time. Its own words are in ${logFile(folder)}.`)
}

function embedded(folder: string, { pid, port, socketFolder }: Postmaster, adopted: boolean): EmbeddedPostgres {
  const password = readFileSync(passwordFile(folder), 'utf8')
  return { connection: { socketFolder, port, user: superuser, password, database: 'postgres' }, adopted, stop: () => stop(pid) }
}

/** Waits for the server that the lock file names while there is one; removes a lock file that another process's number makes look alive. */
async function adopt(folder: string, deadlineMs: number): Promise<Postmaster | undefined> {
  while (performance.now() < deadlineMs) {
    const found = readPostmaster(folder)
    if (found === undefined || !isRunning(found.pid)) return undefined
    if (found.ready && await answers(found)) return found
    if (!isPostgres(found.pid)) {
      if (readPostmaster(folder)?.pid === found.pid) removeLockFile(folder)
      return undefined
    }
    await pause(startPollMs)
  }
  return undefined
}

/** Starts a server and waits until it is ready. Nothing when it is worth another try. */
async function launch(folder: string, binaries: Binaries, account: Account, deadlineMs: number): Promise<Postmaster | undefined> {
  giveTo(account, folder)
  const socketFolder = socketFolderFor(folder, account)
  const output = openLog(folder, account)
  const saidBefore = fstatSync(output).size
  const { file, parameters, as } = account.command(binaries.postgres, ['-D', folder, ...settings(socketFolder, binaries)])
  const child = spawn(file, parameters, { ...as, env: environment, cwd: '/', detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  let ended: string | undefined
  child.once('error', (error) => { ended = error.message })
  child.once('exit', (code, signal) => { ended = `it ended with ${code ?? signal}` })
  child.unref()
  while (performance.now() < deadlineMs && ended === undefined) {
    const found = readPostmaster(folder)
    if (found?.ready && found.pid === child.pid && await answers(found)) return found
    await pause(startPollMs)
  }
  const said = readFileSync(logFile(folder)).subarray(saidBefore).toString()
  if (ended !== undefined && passes.test(said)) return undefined
  throw new Failure('unavailable', `The embedded database did not start: ${/FATAL: +(.*)/.exec(said)?.[1] ?? ended ?? 'it was not ready in time'}. Its own words are in ${logFile(folder)}.`)
}

/** What a server says that is stopped by the remains of the one before it, or by a twin that was quicker. */
const passes = /pre-existing shared memory block|lock file ".*" already exists|is another postmaster/

function settings(socketFolder: string, { major }: Binaries): string[] {
  const values = {
    listen_addresses: '',
    port: port,
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: 60,
    // durable: an acknowledged turn survives a power cut
    fsync: 'on',
    synchronous_commit: 'on',
    // small: one household's data, and no standby reads the log
    shared_buffers: '64MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
    max_logical_replication_workers: 0,
    max_parallel_workers_per_gather: 0,
    ...(major >= 18 && { io_method: 'sync' }),
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // learners' words come as parameters and return in errors and their details: neither is written down
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** The data folder itself, unless its name is too long for a socket: then a folder of ours among the temporary ones. */
function socketFolderFor(folder: string, { owner }: Account): string {
  if (fitsSocket(folder)) return folder
  const name = `mluv-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  const short = [tmpdir(), '/tmp'].map((place) => join(place, name)).find(fitsSocket)
  if (short === undefined) throw new Failure('unavailable', 'There is no folder with a name short enough for the socket of the database. Set MLUV_DATA to a shorter one.')
  const uid = owner?.uid ?? process.getuid!()
  if (!lstatSync(short, { throwIfNoEntry: false })) {
    mkdirSync(short, { mode: 0o700 })
    if (owner !== undefined) chownSync(short, owner.uid, owner.gid)
  }
  const made = lstatSync(short)
  if (!made.isDirectory() || made.uid !== uid || (made.mode & 0o077) !== 0) {
    throw new Failure('conflict', `${short} belongs to somebody else. Remove it, or set MLUV_DATA to a folder with a shorter name.`)
  }
  return short
}

const fitsSocket = (folder: string): boolean => Buffer.byteLength(join(folder, `.s.PGSQL.${port}.lock`)) <= socketPathBytesMax

function openLog(folder: string, { owner }: Account): number {
  const path = logFile(folder)
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) truncateSync(path)
  const output = openSync(path, 'a', 0o600)
  if (owner !== undefined) fchownSync(output, owner.uid, owner.gid)
  return output
}

const logFile = (folder: string): string => join(folder, 'server.log')

/** SIGINT ends sessions and writes everything; SIGQUIT leaves the rest to the recovery of the next start. */
async function stop(pid: number): Promise<void> {
  for (const [signal, waitMs] of [['SIGINT', stopMsMax], ['SIGQUIT', quitMsMax]] as const) {
    if (isGone(pid)) return
    process.kill(pid, signal)
    const deadlineMs = performance.now() + waitMs
    while (performance.now() < deadlineMs) {
      if (isGone(pid)) return
      await pause(startPollMs)
    }
  }
  throw new Failure('unavailable', `The embedded database (process ${pid}) does not stop.`)
}

const isGone = (pid: number): boolean => !isRunning(pid) || !isPostgres(pid)
