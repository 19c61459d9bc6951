/** Cards: kept, due, reviewed, changed, dropped. */
import { sql, type Kysely, type Selectable } from 'kysely'
import type { CardChanges, KeptCard } from '../../domain/card.ts'
import { replayed, type Rating, type Review } from '../../domain/card-memory.ts'
import { Failure } from '../../domain/failure.ts'
import type { CardId, LearnerId } from '../../domain/identity.ts'
import type { Settings } from '../../domain/learner.ts'
import { dayEndsMs, dayMsMax } from '../../domain/progress.ts'
import type { CardStore, Versioned } from '../../ports/store.ts'
import { listCards } from './card-list.ts'
import { cardOf, type CardRow } from './card-rows.ts'
import { everyCard, takeIn } from './cards-at-once.ts'
import { changed } from './changes.ts'
import type { Database } from './database.ts'
import { lastDayOf, type LastDayRow } from './last-day.ts'
import { isUniqueViolation } from './refusal.ts'
import type { Tables } from './tables.ts'

export const cards = ({ kysely, inTransaction }: Database<Tables>): CardStore => ({
  keep: (learnerId, card) =>
    inTransaction(async (tx) => {
      if (card.mistakeId !== null) {
        const mine = await tx.selectFrom('mistakes').select('mistake_id').where('mistake_id', '=', card.mistakeId).where('learner_id', '=', learnerId).executeTakeFirst()
        if (!mine) throw new Failure('not-found', 'There is no such mistake.')
      }
      const { cardId, kind, front, back, example, mistakeId, createdAtMs } = card
      const made = await tx
        .insertInto('cards')
        .values({ card_id: cardId, learner_id: learnerId, kind, front, back, example, mistake_id: mistakeId, created_at_ms: createdAtMs, due_at_ms: createdAtMs })
        // What was put aside with its mistake, and is kept again for another one, comes back.
        .onConflict((row) => row.columns(['learner_id', 'kind', 'front']).doUpdateSet({ suspended_at_ms: null, back, mistake_id: mistakeId }).where('cards.suspended_at_ms', 'is not', null))
        .returningAll()
        .executeTakeFirst()
      if (made) {
        await changed(tx, learnerId, 'card')
        return cardOf(made)
      }
      return cardOf(await tx.selectFrom('cards').selectAll().where('learner_id', '=', learnerId).where('kind', '=', kind).where('front', '=', front).executeTakeFirstOrThrow())
    }),

  list: (learnerId, page) => listCards(kysely, learnerId, page),

  async find(learnerId, cardId) {
    const row = await kysely.selectFrom('cards').selectAll().where('card_id', '=', cardId).where('learner_id', '=', learnerId).where('suspended_at_ms', 'is', null).executeTakeFirst()
    return row ? cardOf(row) : null
  },

  async due(learnerId, nowMs, limit) {
    const { rows } = await sql<LastDayRow & DueRow & Versioned & { readonly settings: Settings; readonly cards: readonly CardRow[] }>`
      select l.version, l.settings, l.last_day, l.last_day_first_at_ms, l.last_day_time_zone, ${dueOf(nowMs)},
        (select coalesce(json_agg(c order by due_at_ms, card_id), '[]') from (
           select * from cards where learner_id = l.learner_id and suspended_at_ms is null and due_at_ms <= ${nowMs + dayMsMax}
           order by due_at_ms, card_id limit ${limit}) c) as cards
      from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    const row = rows[0]
    if (!row) throw new Failure('not-found', 'There is no such learner.')
    const endsMs = dayEndsMs(nowMs, row.settings.timeZone, lastDayOf(row))
    return { items: row.cards.filter((card) => card.due_at_ms < endsMs).map(cardOf), total: dueBefore(row, endsMs), version: row.version, dayEndsMs: endsMs }
  },

  review: (learnerId, reviews, nowMs) => inTransaction((tx) => keepReviews(tx, learnerId, reviews, nowMs)),

  takeIn: (learnerId, taken, nowMs) => inTransaction((tx) => takeIn(tx, learnerId, taken, nowMs)),

  all: (learnerId) => everyCard(kysely, learnerId),

  change: (learnerId, cardId, changes, nowMs) => inTransaction((tx) => changeCard(tx, learnerId, cardId, changes, nowMs)),

  drop: (learnerId, cardId) =>
    inTransaction(async (tx) => {
      const dropped = await tx.deleteFrom('cards').where('card_id', '=', cardId).where('learner_id', '=', learnerId).executeTakeFirst()
      if (dropped.numDeletedRows === 0n) return false
      await changed(tx, learnerId, 'card')
      return true
    }),
})

/** Of a learner `l`: how many cards are due at a moment, and when those are that the longest day may still bring. */
export type DueRow = { readonly overdue: number; readonly due_soon: readonly number[] }
export const dueOf = (nowMs: number) => sql`
  (select count(*)::int from cards where learner_id = l.learner_id and suspended_at_ms is null and due_at_ms <= ${nowMs}) as overdue,
  (select coalesce(json_agg(due_at_ms), '[]') from cards
   where learner_id = l.learner_id and suspended_at_ms is null and due_at_ms > ${nowMs} and due_at_ms <= ${nowMs + dayMsMax}) as due_soon`
export const dueBefore = ({ overdue, due_soon: dueSoon }: DueRow, endsMs: number): number => overdue + dueSoon.filter((dueAtMs) => dueAtMs < endsMs).length

type ReviewRow = Pick<Selectable<Tables['reviews']>, 'review_id' | 'rating' | 'reviewed_at_ms'>
/** `log`: every review of it. */
export type ReviewedCard = CardRow & { readonly log: readonly ReviewRow[] }

/** Reviews of cards that are not there are let go by. */
async function keepReviews(tx: Kysely<Tables>, learnerId: LearnerId, reviews: Parameters<CardStore['review']>[1], nowMs: number): Promise<KeptCard[]> {
  // This locks the learner, as turns do, before anything is read: two devices that send the same reviews wait for each other.
  await changed(tx, learnerId, 'review')
  const given = reviews.map(({ cardId, reviewId, rating, reviewedAtMs }) => ({ card_id: cardId, review_id: reviewId, rating, reviewed_at_ms: Math.min(reviewedAtMs, nowMs) }))
  const { rows } = await sql<ReviewedCard>`
    with given as materialized (
      select c.card_id, v.review_id, v.rating, v.reviewed_at_ms
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as v (card_id uuid, review_id uuid, rating smallint, reviewed_at_ms bigint)
      join cards c on c.card_id = v.card_id and c.learner_id = ${learnerId}::uuid),
    kept as (
      insert into reviews (learner_id, review_id, card_id, rating, reviewed_at_ms, received_at_ms)
      select ${learnerId}::uuid, review_id, card_id, rating, reviewed_at_ms, ${nowMs}::bigint from given
      on conflict do nothing returning card_id, review_id, rating, reviewed_at_ms)
    select c.*, (
      select coalesce(json_agg(r), '[]') from (
        select review_id, rating, reviewed_at_ms from reviews where card_id = c.card_id
        union all select review_id, rating, reviewed_at_ms from kept where card_id = c.card_id) r) as log
    from cards c where c.card_id in (select card_id from given)`.execute(tx)
  return relearn(tx, rows)
}

async function changeCard(tx: Kysely<Tables>, learnerId: LearnerId, cardId: CardId, { suspended, ...said }: CardChanges, nowMs: number): Promise<KeptCard> {
  await changed(tx, learnerId, 'card')
  const suspension = suspended === undefined ? {} : { suspended_at_ms: suspended ? nowMs : null }
  const row = await tx
    .updateTable('cards')
    // What changes nothing is a change, too: the card is answered.
    .set({ card_id: cardId, ...said, ...suspension })
    .where('card_id', '=', cardId).where('learner_id', '=', learnerId)
    .returningAll()
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new Failure('conflict', 'You keep a card that asks the same.', { cause: error }) : error
    })
  if (!row) throw new Failure('not-found', 'There is no such card.')
  return cardOf(row)
}

/** Brings the cards' memories up to all that is known of them. */
export async function relearn(tx: Kysely<Tables>, cards: readonly ReviewedCard[]): Promise<KeptCard[]> {
  const learnt = cards.map(({ log, ...row }): CardRow => {
    const reviews = log.map((each): Review => ({ reviewId: each.review_id, rating: each.rating as Rating, reviewedAtMs: each.reviewed_at_ms }))
    const { dueAtMs, reviewedAtMs, ...memory } = replayed(row.created_at_ms, reviews)
    return { ...row, ...memory, due_at_ms: dueAtMs, reviewed_at_ms: reviewedAtMs }
  })
  await sql`
    update cards c set due_at_ms = v.due_at_ms, stage = v.stage, stability = v.stability, difficulty = v.difficulty, steps = v.steps,
      reviews = v.reviews, lapses = v.lapses, reviewed_at_ms = v.reviewed_at_ms
    from jsonb_to_recordset(${JSON.stringify(learnt)}::jsonb)
      as v (card_id uuid, due_at_ms bigint, stage text, stability double precision, difficulty double precision, steps smallint, reviews integer, lapses integer, reviewed_at_ms bigint)
    where c.card_id = v.card_id`.execute(tx)
  return learnt.map(cardOf)
}
