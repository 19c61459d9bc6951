/**
 * A whole database as it is read out or filled: on one connection, by statements written from its catalog, its rows as the text of COPY.
 *
 * Values have the same text on every server that Mluv runs on, whatever it is set to.
 */
import type { Writable } from 'node:stream'
import type { Sql } from 'postgres'
import { Failure } from '../../domain/failure.ts'
import type { Session } from './database.ts'
import { unreachable, withoutValues } from './refusal.ts'

export type Side = {
  ask<Row extends object>(statement: string, parameters?: readonly (string | number)[]): Promise<Row[]>
  /** The rows of `copy … to stdout`, a line each, several to a piece. */
  read(statement: string): AsyncIterable<Buffer>
  /** Commits what `work` did, or nothing of it. */
  transact<T>(work: (inside: Inside) => Promise<T>): Promise<T>
}

/** A side within a transaction. */
export type Inside = Pick<Side, 'ask' | 'read'> & {
  /** Gives the pieces to `copy … from stdin`; resolves when the server has taken them all. */
  write(statement: string, pieces: AsyncIterable<Buffer>): Promise<void>
}

/** Rows that are not larger are handed on together. */
const pieceBytes = 64 * 1024
const plainText = `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 1; set client_min_messages = 'warning'`

export async function sideOf(session: Session): Promise<Side> {
  const refused = (error: unknown) => Promise.reject(withoutValues(error))
  const on = (sql: Sql): Inside => {
    /** A connection that was lost is replaced, and with it the transaction would be: nothing more is sent. */
    const live = () => {
      if (session.isLost()) throw unreachable('CONNECTION_CLOSED')
      return sql
    }
    return {
      ask: async (statement, parameters = []) => Array.from(await live().unsafe(statement, [...parameters]).catch(refused)) as never,
      read: (statement) => readFrom(live(), statement),
      write: (statement, pieces) => writeTo(live(), statement, pieces).catch(refused),
    }
  }
  await session.sql.unsafe(plainText).catch(refused)
  const { ask, read } = on(session.sql)
  return { ask, read, transact: (work) => session.sql.begin((inside) => work(on(inside as unknown as Sql))).catch(refused) as Promise<never> }
}

async function* readFrom(sql: Sql, statement: string): AsyncGenerator<Buffer> {
  try {
    let rows: Buffer[] = []
    let bytes = 0
    for await (const row of await sql.unsafe(statement).readable() as AsyncIterable<Buffer>) {
      rows.push(row)
      bytes += row.length
      if (bytes < pieceBytes) continue
      yield Buffer.concat(rows)
      rows = []
      bytes = 0
    }
    if (bytes > 0) yield Buffer.concat(rows)
  } catch (error) {
    throw withoutValues(error)
  }
}

/** postgres.js tells nobody when the server refuses after the last piece, or is gone: the statement's promise is settled by then, so its `reject` is taken over. */
async function writeTo(sql: Sql, statement: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const pending = sql.unsafe(statement)
  const writable: Writable = await pending.writable()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  void Object.assign(pending, { reject })
  writable.once('error', reject)
  promise.catch(() => {
    // It is awaited below, or what stopped the pieces is thrown instead.
  })
  const drained = () => Promise.race([promise, new Promise<void>((go) => writable.once('drain', go))])
  try {
    for await (const piece of pieces) if (!writable.write(piece)) await drained()
  } catch (error) {
    writable.destroy(error instanceof Error ? error : new Failure('internal', 'The rows stopped coming.'))
    throw error
  }
  writable.end((error?: Error | null) => (error ? reject(error) : resolve()))
  await promise
}
