/** The database as it stands, written as SQL that a reader can follow: tables, what must hold in them, indexes; then views, functions and triggers. */
import type { Sql } from 'postgres'

type Column = { readonly tbl: string; readonly name: string; readonly type: string; readonly required: boolean; readonly otherwise: string | null }
type Part = { readonly tbl: string; readonly text: string }

export async function describeSchema(sql: Sql): Promise<string> {
  const columns = await sql<Column[]>`
    select c.relname as tbl, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required, pg_get_expr(d.adbin, d.adrelid) as otherwise
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`
  const constraints = await sql<Part[]>`
    select c.relname as tbl, pg_get_constraintdef(k.oid) as text from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f', 'c') order by c.relname, k.contype desc, text`
  const indexes = await sql<Part[]>`
    select tablename as tbl, indexdef as text from pg_indexes i
    where schemaname = 'public' and not exists (select from pg_constraint where conname = i.indexname) order by tablename, indexdef`
  const views = await sql<Part[]>`select matviewname as tbl, definition as text from pg_matviews where schemaname = 'public' order by matviewname`
  const functions = await sql<{ text: string }[]>`select pg_get_functiondef(oid) as text from pg_proc p where pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend where objid = p.oid and deptype = 'e') order by proname`
  const triggers = await sql<{ text: string }[]>`select pg_get_triggerdef(t.oid) as text from pg_trigger t join pg_class c on c.oid = tgrelid where relnamespace = 'public'::regnamespace and not tgisinternal order by tgname`
  const tables = [...new Set(columns.map(({ tbl }) => tbl))]
  const described = tables.map((table) => {
    const of = ({ tbl }: { readonly tbl: string }) => tbl === table
    const lines = [
      ...columns.filter(of).map(({ name, type, required, otherwise }) => `${name} ${type}${required ? ' not null' : ''}${otherwise === null ? '' : ` default ${otherwise}`}`),
      ...constraints.filter(of).map(({ text }) => text.toLowerCase().startsWith('check') ? text.replace('CHECK', 'check') : text),
    ]
    return `create table ${table} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);\n${indexes.filter(of).map(({ text }) => `${text};\n`).join('')}`
  })
  const viewed = views.map(({ tbl, text }) => `create materialized view ${tbl} as\n${text}\n${indexes.filter((index) => index.tbl === tbl).map((index) => `${index.text};\n`).join('')}`)
  return [...described, ...viewed, ...[...functions, ...triggers].map(({ text }) => `${text.trim()};\n`)].join('\n')
}
