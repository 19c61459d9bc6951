import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { ankiPackages } from '../../../src/adapters/anki/anki.ts'
import { entriesOf, unpacked, zipOf } from '../../../src/adapters/anki/zip.ts'
import { cardKinds, type LoggedCard } from '../../../src/domain/card.ts'
import { replayed, type Rating } from '../../../src/domain/card-memory.ts'
import type { CardId } from '../../../src/domain/identity.ts'
import { givenClock, startMs } from '../../given-clock.ts'
import { ankiIndexes, ankiTables } from './anki-schema.ts'
import { bothWays, cloze, collection, middle, newest, oldest, type MadeNote } from './packages.ts'

const dayMs = 86_400_000
const nowMs = startMs
const clock = givenClock()
const anki = ankiPackages({ clock })
after(() => anki.close())

const read = async (bytes: Uint8Array) => anki.read(bytes, nowMs)
const card = (front: string, log: readonly (readonly [Rating, number])[] = [], more: Partial<LoggedCard> = {}): LoggedCard => {
  const createdAtMs = more.createdAtMs ?? nowMs - 400 * dayMs
  const reviews = log.map(([rating, reviewedAtMs]) => ({ reviewId: clock.newId(), rating, reviewedAtMs }))
  return { cardId: clock.newId() as CardId, kind: 'word', front, back: 'b', example: null, mistakeId: null, suspended: false, ...more, createdAtMs, reviews, memory: replayed(createdAtMs, reviews) }
}
/** As its directory says, it is another one than it is. */
function changedOnItsWay(bytes: Uint8Array): Uint8Array {
  const directory = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 6, true)
  bytes[directory + 16]! ^= 1
  return bytes
}
/** Opens what is in a package. */
function inside<Result>(bytes: Uint8Array, look: (database: DatabaseSync) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-test-'))
  writeFileSync(join(folder, 'c'), unpacked(bytes, entriesOf(bytes).get('collection.anki2')!, 1e9))
  const database = new DatabaseSync(join(folder, 'c'))
  try {
    return look(database)
  } finally {
    database.close()
    rmSync(folder, { recursive: true })
  }
}

describe('a package that Mluv writes', () => {
  it('holds the tables and indexes that Anki says', async () => {
    inside(await anki.write([card('pivo')], nowMs), (database) => {
      const rows = (sql: string) => database.prepare(sql).all() as Record<string, string | number>[]
      const columns = (table: string) => rows(`pragma table_info(${table})`).map(({ name, type, notnull, pk }) => `${name} ${String(type).toLowerCase()}${pk ? '*' : ''}${notnull ? '!' : ''}`).join(', ')
      assert.deepEqual(rows("select name from sqlite_schema where type = 'table' order by name").map(({ name }) => name), Object.keys(ankiTables).toSorted())
      for (const [table, described] of Object.entries(ankiTables)) assert.equal(columns(table), described, table)
      const indexes = rows("select name, tbl_name as tbl from sqlite_schema where type = 'index'").map(({ name, tbl }) => [name, `${tbl}(${rows(`pragma index_info(${name})`).map((each) => each['name']).join(',')})`])
      assert.deepEqual(Object.fromEntries(indexes), ankiIndexes)
      assert.equal(database.prepare('pragma integrity_check').get()?.['integrity_check'], 'ok')
    })
  })

  it('says how each card stands as Anki would: when it is due, how it was learnt, and what FSRS knows', async () => {
    const known = card('known', [[4, nowMs - 300 * dayMs], [3, nowMs - 290 * dayMs], [1, nowMs - 40 * dayMs], [3, nowMs - 40 * dayMs + 600_000]])
    const cards = [card('fresh'), known, card('learning', [[3, nowMs - 1000]]), card('aside', [], { suspended: true }), card('slipped', [[4, nowMs - 30 * dayMs], [1, nowMs - 1000]])]
    inside(await anki.write(cards, nowMs), (database) => {
      const begins = Number(database.prepare('select crt from col').get()!['crt'])
      const stands = database.prepare('select n.sfld, c.* from cards c join notes n on n.id = c.nid order by c.id').all() as Record<string, number>[]
      assert.deepEqual(stands.map(({ sfld, type, queue, reps, lapses }) => [sfld, type, queue, reps, lapses]), [['fresh', 0, 0, 0, 0], ['known', 2, 2, 4, 1], ['learning', 1, 1, 1, 0], ['aside', 0, -1, 0, 0], ['slipped', 3, 1, 2, 1]])
      const { due, ivl, data } = stands[1]!
      assert.equal(due, Math.floor((known.memory.dueAtMs / 1000 - begins) / 86_400))
      assert.equal(ivl, Math.round((known.memory.dueAtMs - known.memory.reviewedAtMs!) / dayMs))
      const { s, d } = JSON.parse(String(data)) as { s: number; d: number }
      assert.ok(Math.abs(s - known.memory.stability) < 1e-3 && Math.abs(d - known.memory.difficulty) < 1e-2)
      assert.equal(stands[2]!['due'], Math.floor(cards[2]!.memory.dueAtMs / 1000))
      const log = database.prepare('select ease, type, ivl, lastIvl from revlog where cid = ? order by id').all(Number(stands[1]!['id'])) as Record<string, number>[]
      assert.deepEqual(log.map(({ ease, type }) => [ease, type]), [[4, 0], [3, 1], [1, 1], [3, 2]])
      assert.ok(log[0]!['ivl']! > 0 && log[2]!['ivl']! < 0 && log[1]!['lastIvl'] === log[0]!['ivl'])
    })
  })

  it('is read as it was written: every text, and all that was learnt', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((each) => each.replaceAll(/[\r\u{A0}\0]|\[sound:|\{\{c\d/gu, '').split('\n').map((line) => line.trim()).filter(Boolean).join('\n')).filter(Boolean)
    const rating = fc.constantFrom<Rating>(1, 2, 3, 4)
    const made = fc.record({
      front: text, back: text, example: fc.option(text), kind: fc.constantFrom(...cardKinds), suspended: fc.boolean(), log: fc.array(rating, { maxLength: 8 }),
      createdAtMs: fc.integer({ min: nowMs - 400 * dayMs, max: nowMs }),
    })
    await fc.assert(fc.asyncProperty(fc.uniqueArray(made, { maxLength: 12, selector: ({ createdAtMs }) => createdAtMs }), async (all) => {
      // One learner reviews one card at a time.
      let last = 0
      const next = () => (last = Math.max(last + 60_000, nowMs - 200 * dayMs))
      const cards = all.map(({ front, log, ...more }) => card(front, log.map((each) => [each, next()]), more)).toSorted((one, other) => one.createdAtMs - other.createdAtMs)
      const { drafts } = await anki.read(await anki.write(cards, nowMs), nowMs)
      assert.deepEqual(
        drafts.map(({ front, back, example, kind, suspended, createdAtMs, memory, reviews }) => ({ front, back, example: example || null, kind, suspended, createdAtMs, memory, reviews })),
        cards.map(({ front, back, example, kind, suspended, createdAtMs, memory, reviews }) => ({
          front, back, example, kind, suspended, createdAtMs, memory: reviews.length === 0 ? null : memory, reviews: reviews.map(({ rating, reviewedAtMs }) => ({ rating, reviewedAtMs })),
        })),
      )
    }), { numRuns: 25 })
  })
})

describe('a package of Anki’s', () => {
  const notes: readonly MadeNote[] = [
    { fields: ['<b>kočka</b>', 'cat'], cards: [{ log: [[nowMs - 9 * dayMs, 3], [nowMs - 8 * dayMs, 0, 4, 0], [nowMs - 5 * dayMs, 4], [nowMs - 4 * dayMs, 1, 3, 0], [nowMs + dayMs, 4], [nowMs - 3 * dayMs, 2]] }] },
    { fields: ['<img src="pes.jpg">', 'pes', 'dog [sound:pes.mp3]', 'Pes štěká.'], type: bothWays, cards: [{ queue: -1 }, {}] },
    { fields: ['{{c1::Praha::which town}} leží na {{c2::Vltavě}}.', 'geography'], type: cloze, cards: [{}, {}] },
  ]
  const sides = [
    ['kočka', 'cat', '', false], ['pes', 'dog', 'Pes štěká.', true], ['dog', 'pes', 'Pes štěká.', false],
    ['[which town] leží na Vltavě.', 'Praha leží na Vltavě.', 'geography', false], ['Praha leží na […].', 'Praha leží na Vltavě.', 'geography', false],
  ]
  const versions = { 'of the first version': () => oldest(collection(notes)), 'of the second version': () => middle(collection(notes)), 'of the newest version': () => newest(collection(notes, 18)) }
  for (const [called, made] of Object.entries(versions))
    it(`${called} is read: what its cards show as text, and how they stand`, async () => {
      const { drafts, media } = await read(made())
      assert.deepEqual(drafts.map(({ front, back, example, suspended }) => [front, back, example, suspended]), sides)
      assert.equal(media, 4)
      assert.deepEqual(drafts[0]!.reviews.map(({ rating, reviewedAtMs }) => [rating, nowMs - reviewedAtMs]), [[4, 5 * dayMs], [2, 3 * dayMs]], 'what was before it was made new again, crammed or is yet to come does not count')
      assert.equal(drafts[0]!.memory?.reviews, 2)
    })

  const spoilt = (sql: string) => oldest(collection(notes, 11, (database) => database.exec(sql)))
  const forever = 'with recursive n(i) as (select 1 union all select i + 1 from n) select i as id, i as cid, 1 as ease, 1 as factor, 1 as type from n'
  const refused: Readonly<Record<string, readonly [() => Uint8Array, string]>> = {
    'no zip': [() => Buffer.from('PK\u{3}\u{4} and so on'), 'invalid'],
    'a zip of something else': [() => zipOf({ 'word/document.xml': Buffer.from('<w/>') }), 'unsupported'],
    'cut off': [() => oldest(collection(notes)).subarray(0, 1_500), 'invalid'],
    'with a letter changed on its way': [() => changedOnItsWay(oldest(collection(notes))), 'invalid'],
    'with a collection that is none': [() => oldest(Buffer.from('SQLite format 3\0 or so')), 'invalid'],
    'with half a collection': [() => oldest(collection(notes).subarray(0, 9_000)), 'invalid'],
    'of a version yet to come': [() => newest(collection(notes, 18), 4), 'unsupported'],
    'of a schema that nobody knows': [() => spoilt('update col set ver = 99'), 'unsupported'],
    'without reviews': [() => spoilt('drop table revlog'), 'unsupported'],
    'with a table that computes for ever': [() => spoilt(`drop table revlog; create view revlog as ${forever}`), 'unsupported'],
    'with a column that is computed': [() => spoilt('create table n2 (id integer, mid, tags, flds as (zeroblob(1000000000))); drop table notes; alter table n2 rename to notes'), 'unsupported'],
    'that unpacks to more than anybody needs': [() => zipOf({ 'collection.anki2': new Uint8Array(97 * 2 ** 20) }), 'too-large'],
    'that unpacks twice to more': [() => zipOf({ meta: Uint8Array.of(8, 3), 'collection.anki21b': zstdCompressSync(new Uint8Array(97 * 2 ** 20)) }), 'too-large'],
    'with a number that is no number': [() => spoilt('update cards set id = 9223372036854775807 where id = 100'), 'invalid'],
  }
  for (const [called, [made, code]] of Object.entries(refused))
    it(`is refused ${called}`, async () => {
      await assert.rejects(read(made()), { code })
    })

  it('leaves nothing behind', () => {
    assert.deepEqual(readdirSync(tmpdir()).filter((name) => name.startsWith('mluv-deck-')), [])
  })
})
