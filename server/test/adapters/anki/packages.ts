/** Packages as Anki's own versions make them, with what a test wants in them. */
import { DatabaseSync } from 'node:sqlite'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { schema11 } from '../../../src/adapters/anki/schema11.ts'
import { zipOf } from '../../../src/adapters/anki/zip.ts'

type MadeCard = { readonly ord?: number; readonly queue?: number; readonly log?: readonly MadeReview[] }
export type MadeNote = { readonly fields: readonly string[]; readonly type?: number; readonly tags?: string; readonly cards?: readonly MadeCard[] }
type MadeReview = readonly [atMs: number, ease: number, type?: number, factor?: number]

export const basic = 1
export const bothWays = 2
export const cloze = 3

/** Front to back; both ways, with a field for examples; gaps. */
const models = [
  { id: basic, type: 0, flds: ['Front', 'Back'], tmpls: [['{{Front}}', '{{FrontSide}}<hr id=answer>{{Back}}']] },
  { id: bothWays, type: 0, flds: ['Obrázek', 'Česky', 'Anglicky', 'Příklad'], tmpls: [['{{Obrázek}}{{Česky}}', '{{FrontSide}} {{Anglicky}} {{#Příklad}}{{Příklad}}{{/Příklad}}'], ['{{type:Anglicky}}', '{{Česky}} {{Příklad}}']] },
  { id: cloze, type: 1, flds: ['Text', 'Extra'], tmpls: [['{{cloze:Text}}', '{{cloze:Text}}<br>{{Extra}}']] },
] as const

export function collection(notes: readonly MadeNote[], schema: 11 | 18 = 11, spoil: (database: DatabaseSync) => void = () => {}): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-test-'))
  const database = new DatabaseSync(join(folder, 'c'))
  try {
    database.exec(schema11())
    const described = models.map(({ id, type, flds, tmpls }) => ({ id, type, flds: flds.map((name) => ({ name })), tmpls: tmpls.map(([qfmt, afmt]) => ({ qfmt, afmt })) }))
    const json = JSON.stringify(Object.fromEntries(described.map((model) => [model.id, model])))
    database.prepare(`insert into col values (1, 0, 0, 0, ?, 0, 0, 0, '{}', ?, '{}', '{}', '{}')`).run(schema, schema === 11 ? json : '')
    if (schema === 18) typesIn18(database)
    let made = 0
    for (const { fields, type = basic, tags = '', cards = [{}] } of notes) {
      const noteId = (made += 1)
      database.prepare(`insert into notes values (?, ?, ?, 0, 0, ?, ?, '', 0, 0, '')`).run(noteId, `guid${noteId}`, type, tags, fields.join('\u{1F}'))
      for (const [at, { ord = at, queue = 0, log = [] }] of cards.entries()) {
        const cardId = noteId * 100 + ord
        database.prepare(`insert into cards values (?, ?, 1, ?, 0, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')`).run(cardId, noteId, ord, queue)
        for (const [atMs, ease, kind = 1, factor = 2500] of log) database.prepare(`insert into revlog values (?, ?, 0, ?, 1, 1, ?, 0, ?)`).run(atMs, cardId, ease, factor, kind)
      }
    }
    spoil(database)
    database.close()
    return readFileSync(join(folder, 'c'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Names sort as Anki alone can: the collation is written in afterwards, as it is there. */
function typesIn18(database: DatabaseSync): void {
  database.exec(`
    create table fields (ntid integer not null, ord integer not null, name text not null, config blob not null, primary key (ntid, ord)) without rowid;
    create unique index idx_fields_name_ntid on fields (name, ntid);
    create table templates (ntid integer not null, ord integer not null, name text not null, mtime_secs integer not null, usn integer not null, config blob not null,
      primary key (ntid, ord)) without rowid;
    create unique index idx_templates_name_ntid on templates (name, ntid);
    create table notetypes (id integer not null primary key, name text not null, mtime_secs integer not null, usn integer not null, config blob not null);
    create unique index idx_notetypes_name on notetypes (name)`)
  for (const { id, type, flds, tmpls } of models) {
    database.prepare('insert into notetypes values (?, ?, 0, 0, ?)').run(id, `type ${id}`, Uint8Array.of(8, type))
    for (const [ord, name] of flds.entries()) database.prepare('insert into fields values (?, ?, ?, ?)').run(id, ord, name, new Uint8Array())
    const template = database.prepare('insert into templates values (?, ?, ?, 0, 0, ?)')
    for (const [ord, sides] of tmpls.entries()) template.run(id, ord, `card ${ord}`, Buffer.concat(sides.map((side, at) => field(at + 1, side))))
  }
  database.enableDefensive(false)
  database.exec(`pragma writable_schema = on; update sqlite_schema set sql = replace(sql, 'name text not null', 'name text not null collate unicase') where type = 'table'; pragma writable_schema = off`)
}

function field(number: number, text: string): Uint8Array {
  const bytes = Buffer.from(text)
  return Buffer.concat([Uint8Array.of((number << 3) | 2, ...(bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7])), bytes])
}

export const oldest = (bytes: Uint8Array) => zipOf({ 'collection.anki2': bytes, media: Buffer.from('{}') })
/** With the one that says to older programs that they are too old. */
const tooOld = (): Uint8Array => collection([{ fields: ['Please update to the latest Anki version', ''] }])
export const middle = (bytes: Uint8Array) => zipOf({ 'collection.anki2': tooOld(), 'collection.anki21': bytes, media: Buffer.from('{}') })
export const newest = (bytes: Uint8Array, version = 3) => zipOf({ meta: Uint8Array.of(8, version), 'collection.anki2': tooOld(), 'collection.anki21b': zstdCompressSync(bytes), media: zstdCompressSync(new Uint8Array()) })
