/** Writes cards as a package that every Anki since 2.0 takes in: how each card stands, and its reviews, so that it is learnt on from where it is. */
import { createHash } from 'node:crypto'
import type { StatementSync } from 'node:sqlite'
import type { LoggedCard } from '../../domain/card.ts'
import { newMemory, reviewed, type CardMemory } from '../../domain/card-memory.ts'
import { htmlOf } from '../../domain/field-text.ts'
import { deckId, notetypeId, settingsOf } from './first-row.ts'
import { columnsOf, schema11, type TableName } from './schema11.ts'
import { writtenCollection } from './collection.ts'
import { zipOf } from './zip.ts'

const dayMs = 86_400_000
/** Anki's day begins at four in the morning. */
const dayBeginsMs = 14_400_000

type Row = Readonly<Record<string, string | number>>
type Numbered = { readonly card: LoggedCard; readonly id: number; readonly at: number }

export function writePackage(cards: readonly LoggedCard[], nowMs: number): Uint8Array {
  const collection = writtenCollection((database) => {
    database.exec(schema11())
    const into = (table: TableName): ((row: Row) => void) => {
      const columns = columnsOf(table)
      const statement: StatementSync = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
      return (row) => void statement.run(...columns.map((column) => row[column]!))
    }
    const beginsMs = beginOf(cards, nowMs)
    into('col')(settingsOf(beginsMs, nowMs, cards.length))
    const [note, card, review] = [into('notes'), into('cards'), into('revlog')]
    const numbered = numberedBy(cards, ({ createdAtMs }) => createdAtMs).map(([each, id], at): Numbered => ({ card: each, id, at }))
    for (const each of numbered) {
      note(noteOf(each, nowMs))
      card(cardOf(each, beginsMs, nowMs))
    }
    for (const [{ row }, id] of numberedBy(numbered.flatMap(reviewsOf), ({ atMs }) => atMs)) review({ ...row, id })
  })
  return zipOf({ 'collection.anki2': collection, media: new TextEncoder().encode('{}') })
}

/** The morning before everything, from which Anki counts days. */
function beginOf(cards: readonly LoggedCard[], nowMs: number): number {
  const firstMs = cards.reduce((least, { createdAtMs, reviews }) => Math.min(least, createdAtMs, reviews[0]?.reviewedAtMs ?? createdAtMs), nowMs)
  return Math.max(0, Math.floor((firstMs - dayBeginsMs) / dayMs) * dayMs + dayBeginsMs)
}

/** Anki names things by the millisecond they were made in, so no two share one. */
function numberedBy<Thing>(things: readonly Thing[], madeMs: (thing: Thing) => number): (readonly [Thing, number])[] {
  let last = 0
  return things.toSorted((one, other) => madeMs(one) - madeMs(other)).map((thing) => [thing, (last = Math.max(madeMs(thing), last + 1))] as const)
}

const seconds = (ms: number): number => Math.floor(ms / 1000)

function noteOf({ card: { cardId, kind, front, back, example }, id }: Numbered, nowMs: number): Row {
  const fields = [front, back, example ?? ''].map(htmlOf)
  const checksum = Number.parseInt(createHash('sha1').update(front).digest('hex').slice(0, 8), 16)
  return { id, guid: cardId, mid: notetypeId, mod: seconds(nowMs), usn: -1, tags: ` mluv-${kind} `, flds: fields.join('\u{1F}'), sfld: front, csum: checksum, flags: 0, data: '' }
}

/** 0 new, 1 learning, 2 review, 3 relearning. */
const types = { new: 0, learning: 1, review: 2, relearning: 3 } as const

function cardOf({ card: { memory, suspended }, id, at }: Numbered, beginsMs: number, nowMs: number): Row {
  const type = types[memory.stage]
  const queue = suspended ? -1 : memory.stage === 'relearning' ? 1 : type
  const dueAtMs = { new: at + 1, learning: seconds(memory.dueAtMs), relearning: seconds(memory.dueAtMs), review: Math.floor((memory.dueAtMs - beginsMs) / dayMs) }[memory.stage]
  const isKnown = memory.stage === 'review' || memory.stage === 'relearning'
  return {
    id, nid: id, did: deckId, ord: 0, mod: seconds(nowMs), usn: -1, type, queue, due: dueAtMs,
    ivl: isKnown ? daysOf(memory) : 0, factor: isKnown ? 2500 : 0, reps: memory.reviews, lapses: memory.lapses, left: memory.stage === 'new' || memory.stage === 'review' ? 0 : 1001,
    odue: 0, odid: 0, flags: 0, data: memory.stage === 'new' ? '{}' : JSON.stringify(fsrsOf(memory)),
  }
}

/** As Anki keeps it (from 23.10 on), whose curve of forgetting falls by the exponent that FSRS-6 begins with, as ours does. */
const fsrsOf = ({ stability, difficulty }: CardMemory) => ({ s: Number(stability.toFixed(4)), d: Number(difficulty.toFixed(3)), dr: 0.9, decay: 0.1542 })

const daysOf = ({ dueAtMs, reviewedAtMs }: CardMemory): number => Math.max(1, Math.round((dueAtMs - (reviewedAtMs ?? dueAtMs)) / dayMs))

type ReviewRow = { readonly atMs: number; readonly row: Row }

/** Each with how long the card was put off by it and before it: days, or less than a day as seconds below zero. */
function reviewsOf({ card: { createdAtMs, reviews }, id }: Numbered): ReviewRow[] {
  let before = newMemory(createdAtMs)
  return reviews.map(({ rating, reviewedAtMs }) => {
    const after = reviewed(before, rating, reviewedAtMs)
    const type = before.stage === 'review' ? 1 : before.stage === 'relearning' ? 2 : 0
    const row = { cid: id, usn: -1, ease: rating, ivl: putOff(after), lastIvl: before.reviewedAtMs === null ? 0 : putOff(before), factor: Math.round(((after.difficulty - 1) / 9 + 0.1) * 1000), time: 0, type }
    before = after
    return { atMs: reviewedAtMs, row }
  })
}

function putOff(memory: CardMemory): number {
  const ms = memory.dueAtMs - (memory.reviewedAtMs ?? memory.dueAtMs)
  return ms >= dayMs ? Math.round(ms / dayMs) : -Math.round(ms / 1000)
}
