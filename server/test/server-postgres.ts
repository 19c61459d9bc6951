/** A throwaway cluster of the PostgreSQL server that this machine has, in a temporary folder: to be stopped, killed, paused and started again. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SocketConnection } from '../src/adapters/postgres/line.ts'
import { fastFolder } from './fast-folder.ts'
import { present } from './present.ts'
import { freePort } from './free-port.ts'

export type ServerPostgres = {
  readonly url: string
  readonly port: number
  readonly connection: SocketConnection
  /** Of the postmaster that runs, or ran last. */
  pid(): number
  /** Ends the postmaster, and every session with it: SIGINT as an operator does, SIGKILL as a crash does. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>
  /** After `end`; resolves when it accepts connections. */
  startAgain(): Promise<void>
  /** The postmaster and every session stand still, their connections open. */
  pause(): void
  resume(): void
  /** For good. */
  stop(): Promise<void>
}

/** What a killed postmaster left behind holds its shared memory for a moment. */
const launchAttemptsMax = 100

export async function startServer(): Promise<ServerPostgres> {
  const programs = present('postgres')
  if (programs === undefined) throw new Error('There is no PostgreSQL server here; ask leftOut first.')
  const folder = mkdtempSync(join(await fastFolder(), 'mluv-server-'))
  const account = process.getuid?.() === 0 ? await nobody() : null
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  await promisify(execFile)(join(programs, 'initdb'), ['--pgdata', data, '--auth', 'trust', '--username', 'mluv', '--no-sync', '--encoding', 'UTF8', '--locale', 'C.UTF-8'], { ...account, cwd: folder })
  const port = await freePort()
  const launch = async (attemptsLeft = launchAttemptsMax): Promise<ChildProcess> => {
    const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'], { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    const said = await ready(server.stderr)
    if (said === null) {
      server.unref()
      return server
    }
    if (attemptsLeft > 0 && /shared memory block/.test(said)) return launch(attemptsLeft - 1)
    throw new Error(`PostgreSQL did not start: ${said.slice(-500)}`)
  }
  let server = await launch()
  const signal = (name: NodeJS.Signals) => [server.pid!, ...childrenOf(server.pid!)].forEach((pid) => killIfThere(pid, name))
  const end = async (name: 'SIGINT' | 'SIGKILL') => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.ref()
    const ended = once(server, 'exit')
    signal('SIGCONT')
    server.kill(name)
    await ended
  }
  return {
    url: `postgres://mluv@127.0.0.1:${port}/postgres`,
    port,
    connection: { socketFolder: folder, port, user: 'mluv', password: '', database: 'postgres' },
    pid: () => server.pid!,
    end,
    async startAgain() {
      server = await launch()
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async stop() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** PostgreSQL refuses to run as root. */
async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const idOf = async (flag: string) => Number((await promisify(execFile)('id', [flag, 'nobody'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

/** Null when it accepts connections; else what it said before it ended. */
async function ready(output: NodeJS.ReadableStream): Promise<string | null> {
  let said = ''
  for await (const piece of output) {
    said += String(piece)
    if (said.includes('ready to accept connections')) return null
  }
  return said
}

export const childrenOf = (pid: number): number[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(/\s+/).filter(Boolean).map(Number)

/** A session may end between being listed and being told. */
function killIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
