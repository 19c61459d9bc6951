/** A collection of Anki's as bytes, opened in a folder that is gone afterwards: SQLite wants a file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Failure } from '../../domain/failure.ts'

/** Reads what somebody sent: nothing of it is run, and what SQLite refuses is damaged. */
export function readCollection<Result>(bytes: Uint8Array, read: (database: DatabaseSync) => Result): Result {
  return inFolder((file) => {
    writeFileSync(file, sortedPlainly(bytes), { mode: 0o600 })
    const database = opened(file)
    try {
      database.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma temp_store = memory')
      return read(database)
    } catch (error) {
      throw isSqlite(error) ? damaged(error) : error
    } finally {
      database.close()
    }
  })
}

/**
 * Names in a collection of schema 18 sort by a collation that Anki brings with it; without it SQLite reads none of those tables. They are read in no
 * order of names, so another one of the same length does.
 */
function sortedPlainly(bytes: Uint8Array): Uint8Array {
  const plain = Buffer.from(bytes)
  for (let at = plain.indexOf(ankis); at !== -1; at = plain.indexOf(ankis, at)) plain.write(plains, at)
  return plain
}
const ankis = 'collate unicase'
const plains = 'collate binary '

const damaged = (cause: unknown) => new Failure('invalid', 'The collection in this package is damaged. Export it again.', { cause })
const isSqlite = (error: unknown): boolean => /^ERR_(SQLITE_ERROR|OUT_OF_RANGE)$/.test((error as { code?: string }).code ?? '')

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true })
  } catch (error) {
    throw damaged(error)
  }
}

export function writtenCollection(write: (database: DatabaseSync) => void): Uint8Array {
  return inFolder((file) => {
    const database = new DatabaseSync(file)
    try {
      // Nobody else sees it before it is whole.
      database.exec('pragma journal_mode = off; pragma synchronous = off; begin')
      write(database)
      database.exec('commit')
    } finally {
      database.close()
    }
    return readFileSync(file)
  })
}

function inFolder<Result>(work: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-deck-'))
  try {
    return work(join(folder, 'collection'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
