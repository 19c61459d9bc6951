/**
 * The folder of an embedded database as a first start leaves it: made once for a whole run, then copied. Making one takes a second of
 * processor, a copy a tenth. What is about first starts makes its own.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/start.ts'
import { openDatabase } from '../src/adapters/postgres/database.ts'
import { migrate } from '../src/adapters/postgres/migrate.ts'
import { fastFolder } from './fast-folder.ts'
import { migrationsFolder } from './postgres.ts'

/** Of a run, which removes it. */
export const runFolderVariable = 'MLUV_TEST_FOLDER'

/** Becomes `folder`, which is not there yet. */
export async function copyMadeDatabase(folder: string): Promise<void> {
  const made = join(process.env[runFolderVariable] ?? (await ownFolder()), 'made')
  if (!existsSync(made)) await make(made)
  mkdirSync(dirname(folder), { recursive: true })
  const { status, stderr } = spawnSync('cp', ['-a', made, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** Of several processes that do this at once, the first to finish made it for all. */
async function make(made: string): Promise<void> {
  const workshop = mkdtempSync(`${made}-`)
  chmodSync(workshop, 0o755)
  try {
    const folder = join(workshop, 'postgres')
    const server = await startEmbeddedPostgres({ folder, log: () => {} })
    const database = await openDatabase({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
    await migrate(database, migrationsFolder)
    await database.close()
    await server.stop()
    renameSync(folder, made)
  } catch (error) {
    if (!existsSync(made)) throw error
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

let own: string | undefined

/** For a file that runs alone. */
async function ownFolder(): Promise<string> {
  if (own !== undefined) return own
  const folder = own = mkdtempSync(join(await fastFolder(), 'mluv-run-'))
  chmodSync(folder, 0o755)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
