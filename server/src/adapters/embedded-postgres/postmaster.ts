/** A running server as its data folder tells of it: `postmaster.pid`, which PostgreSQL writes and removes. */
import { readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

export type Postmaster = { readonly pid: number; readonly port: number; readonly socketFolder: string; readonly ready: boolean }

const connectMsMax = 2_000
/** Its length and its code: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** What the lock file says, or nothing while it is absent or half written. Line by line: pid, folder, start, port, socket folder, address, memory, state. */
export function readPostmaster(folder: string): Postmaster | undefined {
  let text
  try {
    text = readFileSync(lockFile(folder), 'utf8')
  } catch {
    return undefined
  }
  const [pid, , , port, socketFolder, , , state] = text.split('\n').map((line) => line.trim())
  const number = Number(pid)
  if (!Number.isInteger(number) || number <= 0) return undefined
  return { pid: number, port: Number(port), socketFolder: socketFolder ?? '', ready: state === 'ready' }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether the process of that number is a PostgreSQL at all: numbers are used again. Where it cannot be seen, it is. */
export function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes('(postgres) ') && !isZombie(pid)
  } catch (error) {
    return process.platform !== 'linux' || (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** Asks for encryption, which a socket has not: any byte is an answer. To connect proves little, as the kernel lets one in even where a dying process listens. */
export function answers({ socketFolder, port }: Postmaster): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(`${socketFolder}/.s.PGSQL.${port}`)
    const end = (answer: boolean) => { socket.destroy(); resolve(answer) }
    socket.setTimeout(connectMsMax, () => end(false))
    socket.once('connect', () => socket.write(sslRequest))
    socket.once('data', () => end(true))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}

export const removeLockFile = (folder: string): void => rmSync(lockFile(folder), { force: true })

const lockFile = (folder: string): string => join(folder, 'postmaster.pid')

/** Dead and not yet collected by its parent. */
const isZombie = (pid: number): boolean => / \(postgres\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
