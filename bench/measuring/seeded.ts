/** A home that is filled: anew in a temporary folder, or as `--data FOLDER` keeps it from one run to the next. */
import { createReadStream, globSync } from 'node:fs'
import { join } from 'node:path'
import { fill, small, whole, type Size } from '../seeding/fill.ts'
import { filler } from '../seeding/filler.ts'
import { embeddedHome, serverHome, type Home, type HomeName } from './homes.ts'

export type Seeded = Home & { readonly size: Size; /** Null where it was filled before. */ readonly tookMs: number | null; /** The end of the year that was lived. */ readonly nowMs: number }

export const quick = process.argv.includes('--quick')
export const size: Size = quick ? small : whole
const kept = process.argv.includes('--data') ? process.argv[process.argv.indexOf('--data') + 1]! : undefined

/** Where a home is kept from one run to the next; below `otherwise` where nothing shall be. */
export const folderOf = (name: HomeName, otherwise: string): string => join(kept ?? otherwise, `${name}-${size.learners}`)

/** Null where there is no such home on this machine. */
export async function seeded(name: HomeName): Promise<Seeded | null> {
  const folder = kept && folderOf(name, kept)
  const home = await (name === 'embedded' ? embeddedHome(folder) : serverHome(folder))
  return home && filled(home)
}

/** The embedded home in this data folder. */
export const seededAt = async (folder: string): Promise<Seeded> => filled(await embeddedHome(folder))

async function filled(home: Home): Promise<Seeded> {
  const sql = filler(home.connection)
  try {
    const [{ newest } = { newest: null }] = await sql<{ newest: string | null }[]>`select max(expires_at_ms) - 180 * 86400000::bigint as newest from sessions`
    if (newest !== null) return { ...home, size, tookMs: null, nowMs: Number(newest) }
    const [beganMs, nowMs] = [performance.now(), Date.now()]
    await fill(sql, size, nowMs)
    return { ...home, size, tookMs: performance.now() - beganMs, nowMs }
  } finally {
    await sql.end()
  }
}

/** Reads the tables and indexes once, so that the machine has them in memory: what is measured is not how fast its disk is. */
export async function warm({ database }: Home): Promise<void> {
  const files = await database.sql<{ path: string }[]>`
    select current_setting('data_directory') || '/' || pg_relation_filepath(oid) as path from pg_class
    where relkind in ('r', 'i', 't', 'm') and relpersistence = 'p' and pg_relation_size(oid) > 0`
  for (const { path } of files)
    for (const segment of globSync(`${path}{,.[0-9]*}`)) for await (const piece of createReadStream(segment, { highWaterMark: 2 ** 22 })) void piece
}
