/** A database into a backup, as it was at one moment; and a backup into an empty database, proved to hold the same afterwards. */
import { checkBackup, openBackup, summing, writeBackup, type BackupHead, type BackupTable, type Checked } from '../backup-file.ts'
import { Failure } from '../../domain/failure.ts'
import { sequencesOf, tablesOf, type Sequence, type Table } from './catalog.ts'
import { appliedTo, empty, follow, shapeLike, withoutTriggers, type Shape } from './fill.ts'
import { differingSums, sumsOf, type Sum } from './ledgers.ts'
import { copyIn, copyOut } from './pieces.ts'
import type { Inside, Side } from './side.ts'

type Facts = { readonly sequences: readonly Sequence[]; readonly sums: readonly Sum[] }

const whole = { after: null, upTo: null }

/** Others may go on writing. */
export async function backUp(side: Side, path: string): Promise<void> {
  await side.transact(async (inside) => {
    await inside.ask('set transaction isolation level repeatable read, read only')
    const facts = async (): Promise<Facts> => ({ sequences: await sequencesOf(inside), sums: await sumsOf(inside) })
    await writeBackup(path, await headOf(inside), contentsOf(inside), facts)
  })
}

async function headOf(inside: Inside): Promise<BackupHead> {
  const [server] = await inside.ask<{ version: string }>(`select current_setting('server_version') as version`)
  return { mluv: 'backup', format: 1, postgres: server!.version, migrations: await appliedTo(inside) }
}

async function* contentsOf(inside: Inside): AsyncGenerator<BackupTable> {
  for (const table of await tablesOf(inside)) yield { table: table.name, columns: table.columns.map(({ name }) => name), rows: inside.read(copyOut(table, whole)) }
}

export const readBackup = (path: string): Promise<Checked<Facts>> => checkBackup(path)

/** Into an empty database. */
export async function restore(target: Side, { path, head, end }: Checked<Facts>, shape: Shape): Promise<void> {
  await shapeLike(target, head.migrations, shape)
  const tables = await tablesOf(target)
  await target.transact((inside) => empty(inside, tables))
  const different: string[] = []
  for await (const { table: name, columns, rows } of (await openBackup(path)).tables) {
    const found = tables.find((each) => each.name === name)
    if (found === undefined) throw new Failure('conflict', `The backup holds ${name}, which this version of Mluv does not know. Restore it with that version.`)
    const table = { ...found, columns: found.columns.filter((column) => columns.includes(column.name)) }
    await target.transact((inside) => withoutTriggers(inside, [table], () => inside.write(copyIn(table), rows)))
    const { sha256 } = end.tables.find((each) => each.name === name)!
    if (await hashOf(target, table) !== sha256) different.push(`${name}: the rows differ`)
  }
  await follow(target, end.facts.sequences, tables)
  different.push(...differingSums(end.facts.sums, await sumsOf(target)))
  if (different.length > 0) throw new Failure('internal', `What was restored is not what the backup holds:\n${different.map((each) => `  - ${each}.`).join('\n')}`)
  await shape()
}

/** Of the rows as a backup would hold them. */
async function hashOf(side: Side, table: Table): Promise<string> {
  const sum = summing()
  for await (const piece of side.read(copyOut(table, whole))) sum.add(piece)
  return sum.end().sha256
}
