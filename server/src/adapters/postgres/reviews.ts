/** Reviews, each kept once, and what the cards are by all of theirs. */
import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely'
import type { KeptCard } from '../../domain/card.ts'
import { replayed, type Rating } from '../../domain/card-memory.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { CardStore } from '../../ports/store.ts'
import { cardOf, type CardRow } from './card-rows.ts'
import { changedBy } from './changes.ts'
import type { Tables } from './tables.ts'

type Reviews = Parameters<CardStore['review']>[1]
type LogRow = Pick<Selectable<Tables['reviews']>, 'review_id' | 'rating' | 'reviewed_at_ms'>
type FreshRow = LogRow & { readonly card_id: string }
/** `log`: every review of it. */
type ReviewedCard = CardRow & { readonly log: readonly LogRow[] }
/** `known`: of the reviews that are given, the ids of those that are kept already. */
type Before = { readonly version: number; readonly cards: readonly ReviewedCard[]; readonly known: readonly string[] }

/**
 * From what is read without a lock. Null where somebody changes something of the learner's meanwhile, or there is no such learner: then nothing is kept. Reviews of cards
 * that are not there are let go by.
 */
export async function reviewAtOnce(db: Kysely<Tables>, learnerId: LearnerId, given: Reviews, nowMs: number): Promise<KeptCard[] | null> {
  const before = await readBefore(db, learnerId, given)
  if (before === null) return null
  const fresh = freshOf(given, before, nowMs)
  const learnt = before.cards.map(({ log, ...card }) => learntBy(card, [...log, ...fresh.filter(({ card_id: cardId }) => cardId === card.card_id)]))
  const raised = sql`update learners set version = version + 1 where learner_id = ${learnerId}::uuid and version = ${before.version} returning learner_id, version`
  const isKept = await changedBy(db, raised, ['review'], sql`reviews_kept as (
      insert into reviews (learner_id, review_id, card_id, rating, reviewed_at_ms, received_at_ms)
      select learner_id, review_id, card_id, rating, reviewed_at_ms, ${nowMs}::bigint
      from raised, jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as v (card_id uuid, review_id uuid, rating smallint, reviewed_at_ms bigint)
    ), cards_kept as (${keep(learnt, sql`exists (select from raised)`)})`)
  return isKept ? learnt.map(cardOf) : null
}

/** In a transaction, in which nobody else can change anything of the learner's: turns lock the learner, too, before anything is read. */
export async function reviewLocked(tx: Kysely<Tables>, learnerId: LearnerId, given: Reviews, nowMs: number): Promise<KeptCard[]> {
  await sql`select from learners where learner_id = ${learnerId}::uuid for no key update`.execute(tx)
  return (await reviewAtOnce(tx, learnerId, given, nowMs)) ?? []
}

/** Brings cards' memories up to all that is known of them. */
export async function relearn(tx: Kysely<Tables>, cardIds: readonly string[]): Promise<void> {
  const { rows } = await sql<ReviewedCard>`${logged} where c.card_id = any(${cardIds}::uuid[])`.execute(tx)
  await keep(rows.map(({ log, ...card }) => learntBy(card, log)), sql`true`).execute(tx)
}

const logged = sql`select c.*, (select coalesce(json_agg(json_build_object('review_id', review_id, 'rating', rating, 'reviewed_at_ms', reviewed_at_ms)), '[]') from reviews where card_id = c.card_id) as log from cards c`

async function readBefore(db: Kysely<Tables>, learnerId: LearnerId, given: Reviews): Promise<Before | null> {
  const [cardIds, reviewIds] = [given.map(({ cardId }) => cardId), given.map(({ reviewId }) => reviewId)]
  const { rows: [before] } = await sql<Before>`
    select l.version, (select coalesce(json_agg(c), '[]') from (${logged} where c.learner_id = l.learner_id and c.card_id = any(${cardIds}::uuid[])) c) as cards,
      array(select review_id from reviews r where r.learner_id = l.learner_id and review_id = any(${reviewIds}::uuid[])) as known
    from learners l where l.learner_id = ${learnerId}::uuid`.execute(db)
  return before ?? null
}

function freshOf(given: Reviews, { cards, known }: Before, nowMs: number): FreshRow[] {
  const cardIds = new Set(cards.map(({ card_id: cardId }) => cardId))
  const fresh = new Map<string, FreshRow>()
  for (const { cardId, reviewId, rating, reviewedAtMs } of given)
    if (cardIds.has(cardId) && !known.includes(reviewId) && !fresh.has(reviewId)) fresh.set(reviewId, { card_id: cardId, review_id: reviewId, rating, reviewed_at_ms: Math.min(reviewedAtMs, nowMs) })
  return [...fresh.values()]
}

function learntBy(card: CardRow, log: readonly LogRow[]): CardRow {
  const reviews = log.map((each) => ({ reviewId: each.review_id, rating: each.rating as Rating, reviewedAtMs: each.reviewed_at_ms }))
  const { dueAtMs, reviewedAtMs, ...memory } = replayed(card.created_at_ms, reviews)
  return { ...card, ...memory, due_at_ms: dueAtMs, reviewed_at_ms: reviewedAtMs }
}

const keep = (learnt: readonly CardRow[], onlyWhere: RawBuilder<unknown>) => sql`
  update cards c set due_at_ms = v.due_at_ms, stage = v.stage, stability = v.stability, difficulty = v.difficulty, steps = v.steps,
    reviews = v.reviews, lapses = v.lapses, reviewed_at_ms = v.reviewed_at_ms
  from jsonb_to_recordset(${JSON.stringify(learnt)}::jsonb)
    as v (card_id uuid, due_at_ms bigint, stage text, stability double precision, difficulty double precision, steps smallint, reviews integer, lapses integer, reviewed_at_ms bigint)
  where c.card_id = v.card_id and ${onlyWhere}`
