/** Looks for words in everything that a database keeps: every column of every table and view of every schema, whatever is in it and whoever made it. */
import type { Database } from './database.ts'

/** Where one of the words was found. */
export type Trace = { readonly place: string; readonly word: string }

/** Each place and word once. Reads the whole database. */
export async function tracesIn(database: Pick<Database, 'openSession'>, words: readonly string[]): Promise<Trace[]> {
  const spellings = words.flatMap((word) => spellingsOf(word).map((spelling) => ({ word, spelling })))
  // A session of its own: it may take longer than statements of the pool are let to.
  const session = await database.openSession('mluv traces')
  try {
    const tables = await session.sql<{ name: string; columns: string[] }[]>`
      select format('%I.%I', n.nspname, c.relname) as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' group by 1 order by 1`
    const found: Trace[] = []
    for (const { name, columns } of tables) {
      const values = columns.map((column) => `('${column.replaceAll("'", "''")}', t.${column}::text)`).join(', ')
      const rows = await session.sql.unsafe<{ place: string; spelling: string }[]>(
        `select distinct $2 || '.' || cell.place as place, word.spelling from ${name} t, lateral (values ${values}) as cell (place, value), unnest($1::text[]) as word (spelling)
         where strpos(cell.value, word.spelling) > 0 order by 1, 2`,
        [spellings.map(({ spelling }) => spelling), name],
      )
      for (const { place, spelling } of rows) found.push({ place, word: spellings.find((each) => each.spelling === spelling)!.word })
    }
    return found
  } finally {
    await session.close()
  }
}

/** As it stands; as JSON escapes it; and as bytes are shown, an id as its own sixteen too. */
function spellingsOf(word: string): string[] {
  const bytes = Buffer.from(word).toString('hex')
  const plain = /^[0-9a-f-]{36}$/.test(word) ? [word.replaceAll('-', '')] : []
  return [...new Set([word, JSON.stringify(word).slice(1, -1), bytes, ...plain])]
}
