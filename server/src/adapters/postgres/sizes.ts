/** How large tables are, read from the catalog. */
import { sql } from 'kysely'
import type { DatabaseSizes, TableSize } from '../../ports/database-sizes.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

export const sizes = ({ kysely }: Pick<Database<Tables>, 'kysely'>): DatabaseSizes => named('sizes', {
  async tables(limit) {
    const { rows } = await sql<TableSize & { all: number }>`
      select c.oid::regclass::text as table, pg_total_relation_size(c.oid)::int8 as bytes, greatest(c.reltuples, 0)::int8 as rows, pg_database_size(current_database())::int8 as all
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 2 desc limit ${limit}`.execute(kysely)
    return { bytes: rows[0]?.all ?? 0, tables: rows.map(({ table, bytes, rows: estimated }) => ({ table, bytes, rows: estimated })) }
  },
})
