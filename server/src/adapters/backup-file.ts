/**
 * A backup as a file: what it is of, each table as the text of COPY, and what all of it came to.
 *
 *     {"mluv":"backup","format":1,…}            zstdcat FILE shows it, and a person could take it apart
 *     {"table":"public.days","columns":[…]}
 *     a row of COPY in each line
 *     \.
 *     {"tables":[{"name","rows","sha256"}],…}   the last line: without it the file is not whole
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Failure } from '../domain/failure.ts'

export type BackupHead = { readonly mluv: 'backup'; readonly format: 1; readonly postgres: string; readonly migrations: readonly { readonly name: string; readonly checksum: string }[] }
export type BackupTable = { readonly table: string; readonly columns: readonly string[]; readonly rows: AsyncIterable<Buffer> }
export type TableSum = { readonly name: string; readonly rows: number; readonly sha256: string }
/** `facts` is what the maker wants to find again. */
export type BackupEnd<Facts = unknown> = { readonly tables: readonly TableSum[]; readonly facts: Facts }

const endOfRows = Buffer.from('\\.\n')
const endOfRowsBelow = Buffer.from('\n\\.\n')
const newline = 10

/** Under another name until it is whole and on the disk; only its owner may read it. */
export async function writeBackup(path: string, head: BackupHead, tables: AsyncIterable<BackupTable>, facts: () => Promise<unknown>): Promise<void> {
  const partial = `${path}.partial`
  try {
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
    await pipeline(Readable.from(written(head, tables, facts), { objectMode: false }), compress, createWriteStream(partial, { mode: 0o600, flush: true }))
    await rename(partial, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function* written(head: BackupHead, tables: AsyncIterable<BackupTable>, facts: () => Promise<unknown>): AsyncGenerator<Buffer> {
  const sums: TableSum[] = []
  yield line(head)
  for await (const { table, columns, rows } of tables) {
    const sum = summing()
    yield line({ table, columns })
    for await (const piece of rows) {
      sum.add(piece)
      yield piece
    }
    yield endOfRows
    sums.push({ name: table, ...sum.end() })
  }
  yield line({ tables: sums, facts: await facts() } satisfies BackupEnd)
}

const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`)

/** Counts rows and hashes them as they pass. */
export function summing(): { add(piece: Buffer): void; end(): { readonly rows: number; readonly sha256: string } } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add(piece) {
      hash.update(piece)
      for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) rows += 1
    },
    end: () => ({ rows, sha256: hash.digest('hex') }),
  }
}

export type Checked<Facts = unknown> = { readonly path: string; readonly head: BackupHead; readonly end: BackupEnd<Facts> }

/** Reads a backup through and compares every sum. */
export async function checkBackup<Facts>(path: string): Promise<Checked<Facts>> {
  const sums: TableSum[] = []
  const backup = await openBackup<Facts>(path)
  for await (const { table, rows } of backup.tables) {
    const sum = summing()
    for await (const piece of rows) sum.add(piece)
    sums.push({ name: table, ...sum.end() })
  }
  const end = backup.end()
  const wrong = sums.find((sum, at) => JSON.stringify(sum) !== JSON.stringify(end.tables[at]))
  if (wrong !== undefined || sums.length !== end.tables.length) throw damaged(path)
  return { path, head: backup.head, end }
}

/** `end` answers when the tables have been read. Each table's rows are read before the next table. */
export async function openBackup<Facts>(path: string): Promise<{ readonly head: BackupHead; readonly tables: AsyncIterable<BackupTable>; end(): BackupEnd<Facts> }> {
  const lines = linesOf(path)
  const head = await lines.value<BackupHead>()
  if (head?.mluv !== 'backup') throw new Failure('invalid', `${path} is not a backup of Mluv.`)
  if (head.format !== 1) throw new Failure('unsupported', `${path} was made by a newer version of Mluv. Restore it with that version.`)
  let end: BackupEnd<Facts> | undefined
  async function* tables(): AsyncGenerator<BackupTable> {
    for (;;) {
      const next = await lines.value<Omit<BackupTable, 'rows'> | BackupEnd<Facts>>()
      if (next === undefined) throw damaged(path)
      if ('tables' in next) {
        if (await lines.value() !== undefined) throw damaged(path)
        end = next
        return
      }
      yield { ...next, rows: lines.rows() }
    }
  }
  return {
    head,
    tables: tables(),
    end() {
      if (end === undefined) throw damaged(path)
      return end
    },
  }
}

/** What has been read and not yet handed on always begins with a line. */
function linesOf(path: string) {
  const chunks = decompressed(path)
  let rest: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next()
    if (!done) rest = rest.length === 0 ? value : Buffer.concat([rest, value])
    return !done
  }
  const take = (bytes: number): Buffer => {
    const taken = rest.subarray(0, bytes)
    rest = rest.subarray(bytes)
    return taken
  }
  return {
    /** The next line, as the JSON that it is; nothing at the end. */
    async value<Value>(): Promise<Value | undefined> {
      while (!rest.includes(newline)) if (!await more()) return rest.length === 0 ? undefined : Promise.reject(damaged(path))
      try {
        return JSON.parse(take(rest.indexOf(newline) + 1).toString()) as Value
      } catch {
        throw damaged(path)
      }
    },
    /** Whole lines up to the one that ends them. */
    async *rows(): AsyncGenerator<Buffer> {
      for (;;) {
        if (rest.subarray(0, endOfRows.length).equals(endOfRows)) return void take(endOfRows.length)
        const end = rest.indexOf(endOfRowsBelow)
        const whole = end >= 0 ? end + 1 : rest.lastIndexOf(newline) + 1
        if (whole > 0) yield take(whole)
        else if (!await more()) throw damaged(path)
      }
    },
  }
}

async function* decompressed(path: string): AsyncGenerator<Buffer> {
  try {
    const decompress = createZstdDecompress()
    const reading = pipeline(createReadStream(path), decompress)
    reading.catch(() => {
      // The loop below meets the same error.
    })
    for await (const chunk of decompress as AsyncIterable<Buffer>) yield chunk
    await reading
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(ENOENT|EACCES|EISDIR)$/.test(String(error.code))) throw new Failure('not-found', `${path} cannot be read.`, { cause: error })
    throw damaged(path, error)
  }
}

const damaged = (path: string, cause?: unknown): Failure => new Failure('invalid', `The backup ${path} is damaged or not whole. Take another one.`, { cause })

/** A renamed file is there after a power cut once its folder is written. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
