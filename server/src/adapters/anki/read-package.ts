/** Reads a package of Anki's (.apkg, .colpkg) of any of its three versions: cards as text, how they stand, and their reviews. */
import { zstdDecompressSync } from 'node:zlib'
import type { DatabaseSync } from 'node:sqlite'
import { draftsMax, type CardDraft } from '../../domain/card-draft.ts'
import { replayed, type Rating } from '../../domain/card-memory.ts'
import { Failure } from '../../domain/failure.ts'
import { readCollection } from './collection.ts'
import { notetypesIn11, notetypesIn18, sidesOf } from './notetypes.ts'
import { fieldsOf } from './protobuf.ts'
import { entriesOf, unpacked, within, type Zip } from './zip.ts'

export type PackageRead = { readonly drafts: readonly CardDraft[]; readonly media: number }

/** Of the collection; pictures and sounds are not unpacked at all. */
const collectionBytesMax = 96 * 2 ** 20
const metaBytesMax = 1_000
/** One more than is taken, so that too many are noticed. */
const cardsMax = draftsMax + 1
const reviewsMax = 200_000

export function readPackage(bytes: Uint8Array, nowMs: number): PackageRead {
  const entries = entriesOf(bytes)
  return readCollection(collectionIn(bytes, entries), (database) => {
    const schema = schemaOf(database)
    const notetypes = schema === 11 ? notetypesIn11(database) : notetypesIn18(database)
    const logs = logsIn(database, nowMs)
    let media = 0
    const drafts = database.prepare(cardsSql).all().map((row, at): CardDraft => {
      const { media: shown, ...sides } = sidesOf(String(row['flds']).split('\u{1F}'), notetypes.get(Number(row['mid'])), Number(row['ord']))
      media += shown
      const noteId = Number(row['nid'])
      const createdAtMs = noteId > 0 && noteId <= nowMs ? noteId : nowMs
      const reviews = logs.get(Number(row['id'])) ?? []
      const memory = reviews.length === 0 ? null : replayed(createdAtMs, reviews.map((review) => ({ ...review, reviewId: '' })))
      return { at: at + 1, ...sides, kind: kindIn(String(row['tags'])), suspended: Number(row['queue']) === suspendedQueue, createdAtMs, memory, reviews }
    })
    return { drafts, media }
  })
}

const suspendedQueue = -1
const cardsSql = `select c.id, c.nid, c.ord, c.queue, n.mid, n.flds, n.tags from cards c join notes n on n.id = c.nid order by c.id limit ${cardsMax}`

/** As what Mluv writes is tagged. */
const kindIn = (tags: string): string | null => /(?:^|\s)mluv-(\w+)(?:\s|$)/.exec(tags)?.[1] ?? null

/** By version, from 1. The last one is packed by zstd; beside a newer one stands an older one that says only to update Anki. */
const collections = ['collection.anki2', 'collection.anki21', 'collection.anki21b'] as const

/** `meta` says which it is (`PackageMetadata` in Anki's import_export.proto); older ones have none, and the newest collection they have counts. */
function collectionIn(bytes: Uint8Array, entries: Zip): Uint8Array {
  const meta = entries.get('meta')
  const version = meta && fieldsOf(unpacked(bytes, meta, metaBytesMax))?.get(1)
  if (meta && !(version === 1 || version === 2 || version === 3)) throw unknown()
  const name = version === undefined ? collections.findLast((each) => entries.has(each)) : collections[Number(version) - 1]
  const entry = name === undefined ? undefined : entries.get(name)
  if (!entry) throw new Failure('unsupported', 'This is no package of Anki’s: there is no collection in it.')
  const collection = unpacked(bytes, entry, collectionBytesMax)
  return name === 'collection.anki21b' ? within(collectionBytesMax, () => zstdDecompressSync(collection, { maxOutputLength: collectionBytesMax })) : collection
}

const unknown = () => new Failure('unsupported', 'This package is of a version of Anki’s that Mluv does not know. Export it with “Support older Anki versions” ticked.')

const needed = {
  col: ['ver', 'models'], notes: ['id', 'mid', 'tags', 'flds'], cards: ['id', 'nid', 'ord', 'queue'], revlog: ['id', 'cid', 'ease', 'factor', 'type'],
} as const
const needed18 = { notetypes: ['id', 'config'], fields: ['ntid', 'ord', 'name'], templates: ['ntid', 'ord', 'config'] } as const

/** 11 or 18. Only real tables with real columns are read: a view, or a column that is computed, might compute for ever. */
function schemaOf(database: DatabaseSync): 11 | 18 {
  check(database, needed)
  const version = Number(database.prepare('select ver from col limit 1').get()?.['ver'])
  if (version === 18) check(database, needed18)
  if (version !== 11 && version !== 18) throw unknown()
  return version
}

function check(database: DatabaseSync, tables: Readonly<Record<string, readonly string[]>>): void {
  for (const [table, columns] of Object.entries(tables)) {
    const made = database.prepare("select sql from sqlite_schema where type = 'table' and name = ?").get(table)?.['sql']
    const there = new Set(database.prepare(`select name from pragma_table_info('${table}')`).all().map(({ name }) => name))
    if (!/^create table/i.test(String(made)) || !columns.every((column) => there.has(column))) throw new Failure('unsupported', 'The collection in this package is not as Anki makes them.')
  }
}

/** What Anki did itself is no review: it moved a card, or made it new again, after which what was before counts no more. */
const byAnki = 4
/** Cramming that changed nothing. */
const crammed = 3

type Log = { readonly rating: Rating; readonly reviewedAtMs: number }[]

function logsIn(database: DatabaseSync, nowMs: number): Map<number, Log> {
  const logs = new Map<number, Log>()
  let count = 0
  for (const { id, cid, ease, factor, type } of database.prepare('select id, cid, ease, factor, type from revlog order by id').iterate()) {
    count += 1
    if (count > reviewsMax) throw new Failure('too-large', `This package has more than ${reviewsMax} reviews. Export it deck by deck, or without them.`)
    const log = logs.get(Number(cid)) ?? []
    const [rating, reviewedAtMs] = [Number(ease), Number(id)]
    if (Number(type) >= byAnki && rating === 0 && Number(factor) === 0) log.length = 0
    const counts = [1, 2, 3, 4].includes(rating) && reviewedAtMs > 0 && reviewedAtMs <= nowMs && Number(type) < byAnki && !(Number(type) === crammed && Number(factor) === 0)
    if (counts) log.push({ rating: rating as Rating, reviewedAtMs })
    logs.set(Number(cid), log)
  }
  return logs
}
