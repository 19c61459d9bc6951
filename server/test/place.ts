/** A data folder with an installation in it: opened, filled, and recognised again; or one that an older PostgreSQL made. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseAccount, environment } from '../src/adapters/embedded-postgres/account.ts'
import { binariesIn } from '../src/adapters/embedded-postgres/binaries.ts'
import { isPostgres, isRunning, readPostmaster } from '../src/adapters/embedded-postgres/postmaster.ts'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/start.ts'
import { openDatabase, type Database } from '../src/adapters/postgres/database.ts'
import { migrate } from '../src/adapters/postgres/migrate.ts'
import { readConfig, type Config } from '../src/config.ts'
import { openHome } from '../src/installation.ts'
import { fastFolder } from './fast-folder.ts'
import { migrationsFolder } from './postgres.ts'

export type Place = {
  readonly folder: string
  readonly config: Config
  open(): Promise<{ readonly database: Database; close(): Promise<void> }>
  /** Stops what was left running there, and removes it. */
  remove(): Promise<void>
}

const silent = () => {}
const sound = Buffer.from([0, 10, 92, 46, 10, 255])

/** Of a folder that nobody has made yet. */
export async function newPlace(): Promise<Place> {
  const root = mkdtempSync(join(await fastFolder(), 'mluv-place-'))
  chmodSync(root, 0o755)
  const folder = join(root, 'data')
  const config = readConfig({ MLUV_DATA: folder })
  return {
    folder, config,
    async open() {
      const closing: (() => Promise<unknown>)[] = []
      const close = async () => { for (const each of closing.reverse()) await each() }
      try {
        return { database: (await openHome(config, silent, silent, closing)) as Database, close }
      } catch (error) {
        await close()
        throw error
      }
    },
    async remove() {
      for (const home of ['postgres', 'postgres.next']) {
        const left = readPostmaster(join(folder, home))
        if (left !== undefined && isRunning(left.pid) && isPostgres(left.pid)) process.kill(left.pid, 'SIGQUIT')
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

export async function fill({ sql }: Database): Promise<void> {
  await sql`insert into sounds (sound_id, bytes, media_type, created_at_ms) values (${'ab'.repeat(32)}, ${sound}, 'audio/ogg', 1)`
}

export async function assertFilled({ open }: Place): Promise<void> {
  const { database, close } = await open()
  try {
    assert.deepEqual((await database.sql`select bytes, media_type from sounds`).map((row) => ({ ...row })), [{ bytes: sound, media_type: 'audio/ogg' }])
  } finally {
    await close()
  }
}

/** What a Mluv that came with these programs would have made, and filled. */
export async function makeOld(folder: string, programs: string): Promise<void> {
  const binaries = binariesIn(programs)
  mkdirSync(folder, { recursive: true })
  const account = chooseAccount(folder, [binaries.initdb, binaries.postgres])
  if (account.owner) spawnSync('chown', [`${account.owner.uid}:${account.owner.gid}`, folder])
  const { file, parameters, as } = account.command(binaries.initdb, ['--pgdata', folder, '--username', 'mluv', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'])
  const { status, stderr } = spawnSync(file, parameters, { ...as, env: environment, cwd: '/', encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  writeFileSync(join(folder, 'mluv-password'), 'old')
  const server = await startEmbeddedPostgres({ folder, log: silent, binaries })
  const database = await openDatabase({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
  await migrate(database, migrationsFolder)
  await fill(database)
  await database.close()
  await server.stop()
}
