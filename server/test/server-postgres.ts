/** A throwaway cluster of the PostgreSQL server that this machine has, in a temporary folder. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { present } from './present.ts'

export type ServerPostgres = { readonly url: string; readonly stop: () => Promise<void> }

export async function startServer(): Promise<ServerPostgres> {
  const programs = present('postgres')
  if (programs === undefined) throw new Error('There is no PostgreSQL server here; ask leftOut first.')
  const folder = mkdtempSync(join(tmpdir(), 'mluv-server-'))
  const account = process.getuid?.() === 0 ? await nobody() : null
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  await promisify(execFile)(join(programs, 'initdb'), ['--pgdata', data, '--auth', 'trust', '--username', 'mluv', '--no-sync', '--encoding', 'UTF8', '--locale', 'C.UTF-8'], { ...account, cwd: folder })
  const port = await freePort()
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'], { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  await ready(server.stderr)
  return {
    url: `postgres://mluv@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGINT')
      await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. */
async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const idOf = async (flag: string) => Number((await promisify(execFile)('id', [flag, 'nobody'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function ready(output: NodeJS.ReadableStream): Promise<void> {
  let said = ''
  for await (const piece of output) {
    said += String(piece)
    if (said.includes('ready to accept connections')) return void output.resume()
  }
  throw new Error(`PostgreSQL did not start: ${said.slice(-500)}`)
}
