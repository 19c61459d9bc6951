/**
 * What a database holds, read from its catalog: tables so that each comes after those it refers to, sequences, materialised views.
 *
 * Nothing is listed here but what each database says of itself and none takes from another.
 */
import { Failure } from '../../domain/failure.ts'
import type { Side } from './side.ts'

export type Table = {
  /** As SQL names it: `public.turns`. */
  readonly name: string
  /** Those that have values of their own; generated ones follow from them. */
  readonly columns: readonly Column[]
  /** The primary key; a table without one is handled in one piece. */
  readonly key: readonly Column[]
  readonly needs: readonly string[]
  /** Triggers of ours, which have done their work where the rows come from. */
  readonly triggers: boolean
}

export type Column = { readonly name: string; readonly type: string; readonly collated: boolean }

/** Where a move keeps how far it is. */
export const moveSchema = 'mluv_move'
/** What is not written to the disk's log is not kept either: it is of the moment. */
const isKept = `c.relpersistence = 'p'`
/** How the database came to its shape, and the queue's statistics and notes about its own tables. */
const ownToEach = ['public.migrations', 'pgboss.version', 'pgboss.bam', 'pgboss.queue_stats']

const inOurSchemas = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${moveSchema}')`
const ofNoExtension = `not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`
const column = `json_build_object('name', quote_ident(attname), 'type', format_type(atttypid, atttypmod), 'collated', attcollation <> 0)`
const named = `format('%I.%I', n.nspname, c.relname)`

export async function tablesOf(side: Pick<Side, 'ask'>): Promise<Table[]> {
  const tables = await side.ask<Table>(`
    select ${named} as name,
      (select coalesce(json_agg(${column} order by attnum), '[]') from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (select coalesce(json_agg(${column} order by place), '[]') from pg_index, unnest(indkey) with ordinality as part (number, place), pg_attribute
        where indrelid = c.oid and indisprimary and place <= indnkeyatts and attrelid = c.oid and attnum = number) as key,
      (select coalesce(json_agg(distinct format('%I.%I', nspname, relname)), '[]') from pg_constraint, pg_class r join pg_namespace on pg_namespace.oid = relnamespace
        where contype = 'f' and coalesce(pg_partition_root(conrelid), conrelid) = c.oid and r.oid = coalesce(pg_partition_root(confrelid), confrelid)) as needs,
      exists (select from pg_trigger where tgrelid = c.oid and not tgisinternal) as triggers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and ${isKept} and not c.relispartition and ${inOurSchemas} and ${ofNoExtension}
    order by 1`)
  return inOrder(tables.filter(({ name }) => !ownToEach.includes(name)))
}

export type Sequence = { readonly name: string; readonly value: string; readonly called: boolean }

export async function sequencesOf(side: Pick<Side, 'ask'>): Promise<Sequence[]> {
  const sequences = await side.ask<{ name: string }>(`
    select ${named} as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${inOurSchemas} and ${ofNoExtension} order by 1`)
  const found: Sequence[] = []
  for (const { name } of sequences) {
    const [row] = await side.ask<Omit<Sequence, 'name'>>(`select last_value::text as value, is_called as called from ${name}`)
    found.push({ name, ...row! })
  }
  return found
}

/** Those that are read by another come first: they are older. */
export async function viewsOf(side: Pick<Side, 'ask'>): Promise<string[]> {
  const views = await side.ask<{ name: string }>(`
    select ${named} as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'm' and ${inOurSchemas} and ${ofNoExtension} order by c.oid`)
  return views.map(({ name }) => name)
}

/** Each after those it refers to. One that refers to itself stands once: within one statement the order of rows does not matter. */
function inOrder(tables: readonly Table[]): Table[] {
  const sorted: Table[] = []
  const waiting = new Map(tables.map((table) => [table.name, table]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ name, needs }) => needs.every((other) => other === name || !waiting.has(other)))
    if (ready.length === 0) throw new Failure('internal', `These tables refer to each other in a circle, so none can be filled first: ${[...waiting.keys()].join(', ')}.`)
    for (const table of ready) waiting.delete(table.name)
    sorted.push(...ready)
  }
  return sorted
}
