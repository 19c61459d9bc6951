/** Takes in cards that somebody kept elsewhere: a table, or a package of Anki's. */
import { draftsMax, sifted, tooManyDrafts, type DraftedCard, type LeftOut } from '../domain/card-draft.ts'
import { tableIn } from '../domain/card-table.ts'
import { newMemory } from '../domain/card-memory.ts'
import { Failure } from '../domain/failure.ts'
import type { CardId, LearnerId } from '../domain/identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeckFile } from '../ports/deck-file.ts'
import type { CardStore, TakenIn } from '../ports/store.ts'

export type Bringing = { readonly cards: Pick<CardStore, 'takeIn'>; readonly deckFile: Pick<DeckFile, 'read'>; readonly clock: Pick<Clock, 'now' | 'newId'> }

export type Brought = {
  readonly taken: number
  /** Reviews that came with those that were taken. */
  readonly reviews: number
  /** Cards that were kept already, or stood in the file twice. */
  readonly known: number
  readonly leftOut: readonly LeftOut[]
  /** Pictures and sounds, which no card here has. */
  readonly media: number
}

/** It is read where everybody waits for it. */
const tableBytesMax = 4 * 2 ** 20

/** `name`: what it is called where it comes from; empty where nobody says. */
export type BroughtFile = { readonly bytes: Uint8Array; readonly name: string }

/** All of it or nothing. What is kept already stays as it is, so that a file brought twice changes nothing. */
export async function bringCards({ cards, deckFile, clock }: Bringing, learnerId: LearnerId, { bytes, name }: BroughtFile): Promise<Brought> {
  if (/\.(apkg|colpkg)$/i.test(name) && !isPackage(bytes)) throw new Failure('unsupported', 'This is no package of Anki’s, whatever it is called. Export the deck from Anki as .apkg, and bring that file.')
  const nowMs = clock.now()
  const { drafts, media } = isPackage(bytes) ? await deckFile.read(bytes, nowMs) : { drafts: tableIn(textIn(bytes), draftsMax), media: 0 }
  if (drafts.length > draftsMax) throw tooManyDrafts(draftsMax)
  if (drafts.length === 0) throw new Failure('invalid', 'There are no cards in this file.')
  const { cards: coming, leftOut, doubles } = sifted(drafts)
  const { taken, reviews } = coming.length === 0 ? { taken: 0, reviews: 0 } : await cards.takeIn(learnerId, coming.map((card, at) => takenIn(card, clock, nowMs - at)), nowMs)
  return { taken, reviews, known: doubles + coming.length - taken, leftOut, media }
}

/** What does not say when it was made was made now, each a moment before the one above it: the list shows them as the file does. */
function takenIn({ createdAtMs, memory, reviews, ...card }: DraftedCard, clock: Bringing['clock'], nowMs: number): TakenIn {
  const sinceMs = Math.min(createdAtMs ?? nowMs, nowMs)
  return {
    ...card, cardId: clock.newId() as CardId, mistakeId: null, createdAtMs: sinceMs, memory: memory ?? newMemory(sinceMs),
    reviews: reviews.map((review) => ({ ...review, reviewId: clock.newId() })),
  }
}

/** A zip file, which a table never is. */
const isPackage = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2]! < 8

function textIn(bytes: Uint8Array): string {
  if (bytes.length > tableBytesMax) throw new Failure('too-large', `A table of cards has at most ${tableBytesMax / 2 ** 20} MB.`)
  const text = decoded(bytes)
  if (!isText(text)) throw new Failure('unsupported', 'This file is no table. Save it as “CSV UTF-8” in your spreadsheet, and bring that file.')
  return text
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Failure('unsupported', 'This file is not written in UTF-8. Save it as “CSV UTF-8” in your spreadsheet, or as UTF-8 in your editor, and bring it again.', { cause: error })
  }
}

/** A PDF may be all letters, and UTF-16 is read as UTF-8 with an empty character beside each; in a text there is none. */
const isText = (text: string): boolean => !text.startsWith('%PDF-') && !text.includes('\0')
