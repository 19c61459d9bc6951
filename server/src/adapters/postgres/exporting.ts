/**
 * Everything that refers to a learner or to what they sign in with, read from whatever tables there are, as of one moment: a table that is new is read too.
 * What is told of each kind is what it holds; what only says how it is kept, and secrets, are left out.
 */
import type { Sql } from 'postgres'
import type { LearnerId } from '../../domain/identity.ts'
import type { PersonalData, PersonalRow } from '../../ports/personal-data.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Read and handed on at once. */
const rowsMax = 500

type Kind = { readonly kind: string; readonly columns: readonly string[]; readonly key: readonly string[]; /** It names the learner; otherwise one of their identities. */ readonly isOwn: boolean }

/** A hash of a secret is a secret; what is put after these names is known from the rest, or is nobody's business but the program's. */
const left: ReadonlySet<string> = new Set(['owner', 'run', 'lease_until_ms', 'body_hash', 'idempotency_key', 'dedup_key', 'version', 'total_after', 'entry_id', 'scene_ordinal', 'timing', 'phc', 'user_handle', 'given', 'transports'])
const isLeft = (column: string): boolean => left.has(column) || /(^|_)(hash|secret|token|key)$/.test(column)

export const exporting = ({ openSession }: Database<Tables>): Pick<PersonalData, 'read'> => ({
  async *read(learnerId: LearnerId, only) {
    // A session of its own: it may take longer than statements of the pool are let to.
    const session = await openSession('mluv export')
    try {
      await session.sql`begin isolation level repeatable read read only`
      for (const { kind, columns, key, isOwn } of await kindsIn(session.sql)) {
        if (only && !only.includes(kind)) continue
        const shown = columns.map((column) => `'${column}', ${quoted(column)}`).join(', ')
        const order = key.length > 0 ? ` order by ${key.map(quoted).join(', ')}` : ''
        const asked = session.sql.unsafe<{ row: PersonalRow }[]>(`select json_build_object(${shown}) as row from ${quoted(kind)} where ${isOwn ? 'learner_id = $1' : 'identity_id in (select identity_id from identities where learner_id = $1)'}${order}`, [learnerId])
        for await (const rows of asked.cursor(rowsMax)) yield { kind, rows: rows.map(({ row }) => row) }
      }
      await session.sql`commit`
    } finally {
      await session.close()
    }
  },
})

const quoted = (name: string): string => `"${name}"`

/** The learner first, then the others by name. */
async function kindsIn(sql: Sql): Promise<readonly Kind[]> {
  const kinds = await sql<Kind[]>`
    select c.relname as kind, bool_or(a.attname = 'learner_id') as "isOwn", array_agg(a.attname::text order by a.attnum) as columns,
      array(select k.attname::text from pg_index, unnest(indkey) with ordinality as part (number, place), pg_attribute k
        where indrelid = c.oid and indisprimary and k.attrelid = c.oid and k.attnum = number order by place) as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    group by c.oid, c.relname having bool_or(a.attname in ('learner_id', 'identity_id')) order by c.relname <> 'learners', c.relname`
  return kinds.map(({ columns, ...each }) => ({ ...each, columns: columns.filter((column) => !isLeft(column) && (column !== 'learner_id' || each.kind === 'learners')) }))
}
