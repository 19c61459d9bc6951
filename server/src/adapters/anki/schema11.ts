/**
 * Tables and indexes of a collection of Anki's, schema 11, which every Anki since 2.0 reads: names and types as `rslib/src/storage/schema11.sql` of
 * https://github.com/ankitects/anki has them. Everything is `not null`, and no default is given.
 */
export const tables = {
  col: 'id:key crt mod scm ver dty usn ls conf:text models:text decks:text dconf:text tags:text',
  notes: 'id:key guid:text mid mod usn tags:text flds:text sfld csum flags data:text',
  cards: 'id:key nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data:text',
  revlog: 'id:key cid usn ease ivl lastIvl factor time type',
  graves: 'usn oid type',
} as const
export type TableName = keyof typeof tables

const indexes = ['notes usn', 'notes csum', 'cards usn', 'cards nid', 'cards did,queue,due', 'revlog usn', 'revlog cid'] as const
/** An index is called after its column, but for this one. */
const scheduling = 'did,queue,due'

export const columnsOf = (table: TableName): string[] => tables[table].split(' ').map((column) => column.split(':')[0]!)

export function schema11(): string {
  const made = Object.entries(tables).map(([table, columns]) => `create table ${table} (${columns.split(' ').map(columnSql).join(', ')});`)
  const found = indexes.map((index) => {
    const [table, columns] = index.split(' ') as [string, string]
    return `create index ix_${table}_${columns === scheduling ? 'sched' : columns} on ${table} (${columns});`
  })
  return [...made, ...found].join('\n')
}

function columnSql(column: string): string {
  const [name, kind] = column.split(':')
  return `${name} ${kind === 'key' ? 'integer primary key' : kind === 'text' ? 'text not null' : 'integer not null'}`
}
