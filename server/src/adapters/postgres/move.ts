/**
 * Carries everything from one database to another that is empty, so that it may be stopped at any moment and started again.
 *
 *     shaping ──▶ copying ──▶ verified ──▶ finished
 *
 * How far it is stands in the target, written with the rows it tells of. A source that was used in between is carried over from the
 * start: what was copied may be stale. The source is only read.
 */
import { Failure } from '../../domain/failure.ts'
import { moveSchema, sequencesOf, tablesOf, type Table } from './catalog.ts'
import { differences } from './compare.ts'
import { appliedTo, empty, follow, shapeLike, withoutTriggers, type Applied, type Shape } from './fill.ts'
import { sumsOf } from './ledgers.ts'
import { copyIn, copyOut, pieceRowsMax, piecesOf } from './pieces.ts'
import { isLockNotFree } from './refusal.ts'
import type { Side } from './side.ts'

export type Move = {
  readonly source: Side
  readonly target: Side
  readonly shape: Shape
  readonly say: (sentence: string) => void
  readonly rowsMax?: number
}

type Step = 'shaping' | 'copying' | 'verified' | 'finished'
type Mark = { readonly source: string; readonly contents: string; readonly step: Step }

/** Any number that nothing else locks in the target: the letters of "move". */
const lockKey = 0x6d6f7665
const waitForDeadMsMax = 5_000
/** A sentence is said after so many rows. */
const saidRows = 100_000

export async function move(moving: Move): Promise<void> {
  const { source, target, shape, say } = moving
  await source.ask('set default_transaction_read_only = on')
  await takeTarget(target)
  const migrations = await migrationsOf(source)
  const tables = await tablesOf(source)
  const mark = await markTarget(moving, tables)
  if (mark.step === 'finished') return say('Everything is there already.')
  if (mark.step !== 'verified') {
    if (mark.step === 'shaping') await begin(moving, migrations, tables)
    for (const table of tables) await copyTable(moving, table)
    await follow(target, await sequencesOf(source), tables)
    await verify(moving, tables)
  }
  await shape()
  await target.transact(async ({ ask }) => {
    await ask(`update ${moveSchema}.move set step = 'finished'`)
    await ask(`drop table ${moveSchema}.progress`)
  })
}

/** For as long as the connection lives. That of a process that was just killed ends in a moment. */
async function takeTarget({ ask }: Side): Promise<void> {
  await ask(`set lock_timeout = ${waitForDeadMsMax}`)
  try {
    await ask(`select pg_advisory_lock(${lockKey})`)
  } catch (error) {
    if (isLockNotFree(error)) throw new Failure('conflict', 'Another move to that database is running.')
    throw error
  }
  await ask('set lock_timeout = 0')
}

async function migrationsOf(source: Side): Promise<Applied[]> {
  const [found] = await source.ask<{ there: boolean }>(`select to_regclass('public.migrations') is not null as there`)
  const applied = found!.there ? await appliedTo(source) : []
  if (applied.length === 0) throw new Failure('not-found', 'There is nothing to move: nobody has used this installation yet.')
  return applied
}

/** Writes into an empty target whose it will be; leaves the mark of an earlier move of the same source; refuses any other. */
async function markTarget({ source, target, say, rowsMax }: Move, tables: readonly Table[]): Promise<Mark> {
  const [identity] = await source.ask<{ source: string }>(`select system_identifier || '/' || oid as source from pg_control_system(), pg_database where datname = current_database()`)
  const now = { source: identity!.source, contents: await contentsOf(source, tables, rowsMax ?? pieceRowsMax) }
  const [found] = await target.ask<{ marked: boolean }>(`select to_regclass('${moveSchema}.move') is not null as marked`)
  const [mark] = found!.marked ? await target.ask<Mark>(`select source, contents, step from ${moveSchema}.move`) : []
  if (mark === undefined) return markEmpty(target, now)
  if (mark.source !== now.source) throw new Failure('conflict', 'That database holds what was moved there from another installation. Make an empty one, and move to that.')
  if (mark.contents === now.contents) {
    if (mark.step !== 'finished') say('Going on with the move that was begun.')
    return mark
  }
  if (mark.step === 'finished' || mark.step === 'verified') throw new Failure('conflict', 'This installation was moved to that database before, and was used since. Make an empty database, and move to that.')
  say('This installation was used since the move was begun: everything is copied anew.')
  await target.ask(`update ${moveSchema}.move set contents = $1, step = 'shaping'`, [now.contents])
  return { ...now, step: 'shaping' }
}

async function markEmpty(target: Side, { source, contents }: Omit<Mark, 'step'>): Promise<Mark> {
  const [table] = await tablesOf(target)
  const [migrations] = await target.ask<{ there: boolean }>(`select to_regclass('public.migrations') is not null as there`)
  if (table !== undefined || migrations!.there) throw new Failure('conflict', 'That database is not empty. Make an empty one (createdb), and move to that.')
  await target.transact(async ({ ask }) => {
    await ask(`create schema if not exists ${moveSchema}`)
    await ask(`create table ${moveSchema}.move (only_row boolean primary key default true check (only_row), source text not null, contents text not null, step text not null)`)
    await ask(`create table ${moveSchema}.progress (name text primary key, pieces integer not null)`)
    await ask(`insert into ${moveSchema}.move (source, contents, step) values ($1, $2, 'shaping')`, [source, contents])
  })
  return { source, contents, step: 'shaping' }
}

/** Which rows there are in which version, without reading them: a row that is written anew has another place and another transaction. */
async function contentsOf(source: Side, tables: readonly Table[], rowsMax: number): Promise<string> {
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await source.ask<{ rows: string }>(`select count(*) || ' ' || coalesce(sum(hashtextextended(tableoid::text || ctid::text || xmin::text, 0)), 0) as rows from ${name}`)
    found.push(`${name} ${row!.rows}`)
  }
  const [hash] = await source.ask<{ hash: string }>(`select encode(sha256(convert_to($1, 'UTF8')), 'hex') as hash`, [`${rowsMax}\n${found.join('\n')}`])
  return hash!.hash
}

async function begin({ target, shape, say }: Move, migrations: readonly Applied[], tables: readonly Table[]): Promise<void> {
  await shapeLike(target, migrations, shape)
  await target.transact(async (inside) => {
    await empty(inside, tables)
    await inside.ask(`delete from ${moveSchema}.progress`)
    await inside.ask(`update ${moveSchema}.move set step = 'copying'`)
  })
  say(`Copying ${tables.length} tables.`)
}

async function copyTable({ source, target, say, rowsMax = pieceRowsMax }: Move, table: Table): Promise<void> {
  const pieces = await piecesOf(source, table, rowsMax)
  const [progress] = await target.ask<{ pieces: number }>(`select pieces from ${moveSchema}.progress where name = $1`, [table.name])
  for (let done = progress?.pieces ?? 0; done < pieces.length; done += 1) {
    await target.transact(async (inside) => {
      await withoutTriggers(inside, [table], () => inside.write(copyIn(table), source.read(copyOut(table, pieces[done]!))))
      await inside.ask(`insert into ${moveSchema}.progress (name, pieces) values ($1, $2) on conflict (name) do update set pieces = excluded.pieces`, [table.name, done + 1])
    })
    const rows = (done + 1) * rowsMax
    if (done + 1 < pieces.length && rows % saidRows === 0) say(`  ${table.name}: ${rows.toLocaleString('en')} rows so far`)
  }
}

/** A difference is a fault of ours or of somebody who wrote into the target: the next run begins anew. */
async function verify({ source, target, say, rowsMax }: Move, tables: readonly Table[]): Promise<void> {
  say('Comparing every row with its original.')
  const found = await differences(source, target, tables, rowsMax)
  if (found.length > 0) {
    await target.ask(`update ${moveSchema}.move set step = 'shaping'`)
    throw new Failure('conflict', `The copy is not what it is a copy of:\n${found.map((each) => `  - ${each}.`).join('\n')}\nStart the move again; it copies everything anew.`)
  }
  for (const { name, unequal } of await sumsOf(target)) if (unequal > 0) say(`The ${name} do not add up for ${unequal} of them, and did not where they come from.`)
  await target.ask(`update ${moveSchema}.move set step = 'verified'`)
}
