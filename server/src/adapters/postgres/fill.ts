/** What it takes to fill a database beside its rows: the shape they were in, no triggers, and what follows from rows. */
import { Failure } from '../../domain/failure.ts'
import { viewsOf, type Sequence, type Table } from './catalog.ts'
import type { Inside, Side } from './side.ts'

/** Brings a database to the shape it has after the migration `through`, or to the newest. */
export type Shape = (through?: string) => Promise<void>
export type Applied = { readonly name: string; readonly checksum: string }

export const appliedTo = ({ ask }: Pick<Side, 'ask'>): Promise<Applied[]> => ask<Applied>('select name, checksum from migrations order by name')

/** The same migrations, to the letter: the columns are the same then. */
export async function shapeLike(target: Side, migrations: readonly Applied[], shape: Shape): Promise<void> {
  await shape(migrations.at(-1)!.name)
  if (JSON.stringify(await appliedTo(target)) === JSON.stringify(migrations)) return
  throw new Failure('conflict', 'The data were made by another version of Mluv, with other migrations. Do this with that version.')
}

/** Takes away what migrations wrote, which comes with the rows, and what an earlier try left. */
export async function empty(inside: Inside, tables: readonly Table[]): Promise<void> {
  await withoutTriggers(inside, tables, () => inside.ask(`truncate ${tables.map(({ name }) => name).join(', ')} cascade`))
}

/**
 * What triggers keep in step comes over as rows. They are switched off within the transaction and for it alone, which the owner of a table
 * may do; to switch off the checks of foreign keys too takes a superuser, whom a hosted database does not give: so the order of tables minds them.
 */
export async function withoutTriggers({ ask }: Inside, tables: readonly Table[], work: () => Promise<unknown>): Promise<void> {
  const triggered = tables.filter(({ triggers }) => triggers)
  for (const { name } of triggered) await ask(`alter table ${name} disable trigger user`)
  await work()
  for (const { name } of triggered) await ask(`alter table ${name} enable trigger user`)
}

/** Where sequences go on, what materialised views hold, what the planner knows. */
export async function follow(target: Side, sequences: readonly Sequence[], tables: readonly Table[]): Promise<void> {
  for (const { name, value, called } of sequences) await target.ask(`select setval('${name}', ${value}, ${called})`)
  for (const name of await viewsOf(target)) await target.ask(`refresh materialized view ${name}`)
  for (const { name } of tables) await target.ask(`analyze ${name}`)
}
