/** Where an installation keeps everything: opened to serve, moved to a server, backed up and restored, carried over to a newer PostgreSQL. */
import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { addBackup, newestMs } from './adapters/backup-folder.ts'
import { binariesIn, locateBinaries, type Binaries } from './adapters/embedded-postgres/binaries.ts'
import { holdInstallation } from './adapters/embedded-postgres/hold.ts'
import { isInitialised, majorOf } from './adapters/embedded-postgres/initialise.ts'
import { keepAlive } from './adapters/embedded-postgres/keep-alive.ts'
import { startEmbeddedPostgres } from './adapters/embedded-postgres/start.ts'
import { addErased, erasedIn } from './adapters/erased-list.ts'
import { finishSuccession, succeed, successorOf } from './adapters/embedded-postgres/successor.ts'
import { backUp, readBackup, restore } from './adapters/postgres/backup.ts'
import { openDatabase, type Database, type DatabaseOptions } from './adapters/postgres/database.ts'
import { erasing } from './adapters/postgres/erasing.ts'
import type { Shape } from './adapters/postgres/fill.ts'
import { refuseHalfMoved } from './adapters/postgres/half-moved.ts'
import { leaderboard } from './adapters/postgres/leaderboard.ts'
import { migrate } from './adapters/postgres/migrate.ts'
import { move } from './adapters/postgres/move.ts'
import { sideOf, type Side } from './adapters/postgres/side.ts'
import type { Tables } from './adapters/postgres/tables.ts'
import { realClock } from './adapters/real-clock.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import { codeOf, Failure } from './domain/failure.ts'
import type { Clock } from './ports/clock.ts'
import type { PersonalData } from './ports/personal-data.ts'
import type { Trace } from './ports/trace.ts'

type Say = (sentence: string) => void

const migrationsFolder = resolve(import.meta.dirname, '../migrations')

/** The database that was set, or the embedded one, held by this process alone. */
export async function openHome(config: Config, say: Say, lost: () => void, closing: Closing, trace: Trace | null = null): Promise<Database<Tables>> {
  if (config.DATABASE_URL !== null) {
    const database = await openDatabase<Tables>({ connection: { url: config.DATABASE_URL }, ...poolOf(config), trace })
    closing.push(() => database.close())
    await refuseHalfMoved(database)
    await bringUpToDate(database, say)
    return database
  }
  const { database, close } = await openEmbedded({ folder: homeOf(config), pool: { ...poolOf(config), trace }, say, lost })
  closing.push(close)
  await bringUpToDate(database, say)
  return database
}

async function bringUpToDate(database: Database<Tables>, say: Say): Promise<void> {
  const { ahead } = await migrate(database, migrationsFolder)
  if (ahead.length > 0) say(`The database is that of a newer version of Mluv, which lets this one work with it (${ahead.join(', ')}): docs/upgrading.md.`)
}

type Pool = Omit<DatabaseOptions, 'connection'>
const poolOf = (config: Config): Pool => ({
  poolMax: Number(config.DATABASE_POOL_MAX), waitMsMax: Number(config.DATABASE_WAIT_MS), statementMsMax: Number(config.DATABASE_STATEMENT_MS), applicationName: `mluv ${process.pid}`,
})
/** For a command: what it copies goes through connections of its own. */
const smallPool: Pool = { poolMax: 2, applicationName: `mluv ${process.pid}` }

const dataOf = (config: Config): string => resolve(config.MLUV_DATA ?? './data')
const homeOf = (config: Config): string => join(dataOf(config), 'postgres')

const shapeOf = (database: Database<Tables>): Shape => async (through) => void await migrate(database, migrationsFolder, through)

type Embedded = { readonly folder: string; readonly pool?: Pool; readonly say?: Say; readonly binaries?: Binaries; readonly lost?: () => void }

/** `close` stops the server too. */
async function openEmbedded({ folder, pool = smallPool, say = () => {}, binaries, lost }: Embedded): Promise<{ readonly database: Database<Tables>; readonly close: () => Promise<void> }> {
  const start = () => startEmbeddedPostgres({ folder, log: say, ...(binaries && { binaries }) })
  const running = await start()
  const database = await openDatabase<Tables>({ connection: running.connection, ...pool })
  try {
    const kept = await keepAlive({ running, start, hold: (onLost) => holdInstallation(database, onLost), say, lost })
    return {
      database,
      async close() {
        await database.close()
        await kept.stop()
      },
    }
  } catch (error) {
    // Somebody else's installation: leave it as it is.
    await database.close()
    throw error
  }
}

/** Carries the embedded installation to the server at `to`, which is from then on the place to serve from. */
export async function moveInstallation(config: Config, to: string, say: Say): Promise<void> {
  refuseServer(config, 'moved')
  if (!/^postgres(ql)?:$/.test(URL.parse(to)?.protocol ?? '')) throw new Failure('invalid', '--to must be the address of a PostgreSQL database, as in postgres://user:password@host/name.')
  await within(existing(config), async (source) => {
    const target = await openDatabase<Tables>({ connection: { url: to }, ...smallPool })
    try {
      await carry(source, target, say)
    } finally {
      await target.close()
    }
  })
  say(`Everything is there. From now on start Mluv with that address:\n  DATABASE_URL=${withoutPassword(to)}\nWhat is in ${dataOf(config)} is as it was; keep it until you are sure.`)
}

/** An address to show to people. */
function withoutPassword(address: string): string {
  const url = new URL(address)
  if (url.password !== '') url.password = '…'
  url.search = ''
  return decodeURI(url.href)
}

/** Writes a backup to the file `to`, or among those that are kept in the data folder. Somebody may be served meanwhile. */
export async function backUpInstallation(config: Config, to: string | undefined, say: Say, clock: Clock = realClock()): Promise<void> {
  refuseServer(config, 'backed up')
  const { folder } = existing(config)
  const make = to === undefined ? nightlyBackup(config, clock) : async (database: Database<Tables>) => {
    await onOneSide(database, (side) => backUp(side, resolve(to)))
    return resolve(to)
  }
  const path = await beside({ folder }, make)
  say(`Everything is in ${path}.`)
}

/** Holds the installation while `work` lasts; where somebody else does, works beside them. */
async function beside<T>({ folder }: Embedded, work: (database: Database<Tables>) => Promise<T>): Promise<T> {
  return within({ folder }, work).catch(async (error: unknown) => {
    if (codeOf(error) !== 'conflict') throw error
    const { connection } = await startEmbeddedPostgres({ folder, log: () => {} })
    const database = await openDatabase<Tables>({ connection, ...smallPool })
    try {
      return await work(database)
    } finally {
      await database.close()
    }
  })
}

/** The database that was set, or the embedded one, whether somebody is being served from it or not. */
export async function wherever<T>(config: Config, work: (database: Database<Tables>) => Promise<T>): Promise<T> {
  if (config.DATABASE_URL === null) return beside(existing(config), work)
  const database = await openDatabase<Tables>({ connection: { url: config.DATABASE_URL }, ...smallPool })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** The backup of every night: of the database that is being served from, into the data folder, of which the newest are kept. */
export const nightlyBackup = (config: Config, clock: Clock) => (database: Database<Tables>): Promise<string> =>
  addBackup(backupsOf(config), clock.now(), async (path) => {
    await noteErased(config, erasing(database))
    await onOneSide(database, (side) => backUp(side, path))
  })

/** Tells the backups of this installation who was erased; a server has backups of its own. */
export async function noteErased(config: Config, personalData: Pick<PersonalData, 'erased'>): Promise<void> {
  if (config.DATABASE_URL === null) await addErased(backupsOf(config), await personalData.erased())
}

/** When the newest of them was made; null where there is none. */
export const lastBackupMs = (config: Config): Promise<number | null> => newestMs(backupsOf(config))

const backupsOf = (config: Config): string => join(dataOf(config), 'backups')

/** Makes an installation out of a backup, where there is none. Who was erased since it was made, by the lists beside it and in the data folder, does not come back. */
export async function restoreInstallation(config: Config, from: string, say: Say, clock: Clock = realClock()): Promise<void> {
  refuseServer(config, 'restored')
  const folder = homeOf(config)
  finishSuccession(folder)
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Failure('conflict', `${dataOf(config)} holds an installation already. Set MLUV_DATA to another folder, or move this one away.`)
  const backup = await readBackup(resolve(from))
  const erased = [...(await erasedIn(dirname(resolve(from)))), ...(await erasedIn(backupsOf(config)))]
  await inSuccessor(folder, async (database) => {
    await onOneSide(database, (side) => restore(side, backup, shapeOf(database)))
    // Its versions went back: what caches remember of the one that was backed up is of another lineage.
    await database.sql`update everyone set lineage = gen_random_uuid()`
    const again = await erasing(database).eraseAgain(erased.map(({ hash }) => hash), clock.now())
    if (again > 0) {
      await leaderboard(database).refresh()
      say(`Erased again, as they were since the backup was made: ${again}.`)
    }
    await addErased(backupsOf(config), erased)
  })
  succeed(folder)
  say(`Everything is restored to ${dataOf(config)}. npm start serves from it.`)
}

/** Carries data of an older PostgreSQL, which the programs in `programs` can open, to the one that comes along. */
export async function upgradeInstallation(config: Config, programs: string, say: Say): Promise<void> {
  refuseServer(config, 'upgraded')
  const { folder } = existing(config)
  const binaries = binariesIn(resolve(programs))
  const major = majorOf(folder)
  if (major === locateBinaries().major) throw new Failure('conflict', `The data in ${folder} belong to PostgreSQL ${major} already. There is nothing to do.`)
  const past = `${folder}.${major}`
  if (existsSync(past)) throw new Failure('conflict', `${past} is in the way. Move it elsewhere.`)
  await within({ folder, binaries }, (source) => inSuccessor(folder, (target) => carry(source, target, say)))
  succeed(folder, past)
  say(`Everything is carried over. npm start serves from it; the old data are in ${past}, until you remove them.`)
}

function refuseServer(config: Config, done: string): void {
  if (config.DATABASE_URL !== null) throw new Failure('conflict', `Only the embedded database is ${done} by Mluv, and DATABASE_URL is set. Take it away, or use the tools of that server, such as pg_dump.`)
}

function existing(config: Config): Embedded {
  const folder = homeOf(config)
  finishSuccession(folder)
  if (!isInitialised(folder)) throw new Failure('not-found', `There is no installation in ${dataOf(config)}. Set MLUV_DATA to the folder that holds it.`)
  return { folder }
}

/** Holds the installation while `work` lasts. */
async function within<T>(embedded: Embedded, work: (database: Database<Tables>) => Promise<T>): Promise<T> {
  const { database, close } = await openEmbedded(embedded)
  try {
    return await work(database)
  } finally {
    await close()
  }
}

/** Fills a new data folder beside `folder`; what an earlier try left there is removed. */
async function inSuccessor(folder: string, work: (database: Database<Tables>) => Promise<void>): Promise<void> {
  const next = { folder: successorOf(folder) }
  const remove = () => rm(next.folder, { recursive: true, force: true })
  if (isInitialised(next.folder)) await within(next, async () => {})
  await remove()
  try {
    await within(next, work)
  } catch (error) {
    await remove()
    throw error
  }
}

async function carry(source: Database<Tables>, target: Database<Tables>, say: Say): Promise<void> {
  await onOneSide(source, (from) => onOneSide(target, (to) => move({ source: from, target: to, shape: shapeOf(target), say })))
}

async function onOneSide<T>(database: Database<Tables>, work: (side: Side) => Promise<T>): Promise<T> {
  const session = await database.openSession(`mluv copy ${process.pid}`)
  try {
    return await work(await sideOf(session))
  } finally {
    await session.close()
  }
}
