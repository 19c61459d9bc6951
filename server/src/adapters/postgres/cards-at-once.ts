/** All of a learner's cards in one go: given, and taken in. */
import { sql, type Kysely } from 'kysely'
import { keptMax, type LoggedCard } from '../../domain/card.ts'
import type { Rating } from '../../domain/card-memory.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { TakenIn } from '../../ports/store.ts'
import { cardOf, type CardRow } from './card-rows.ts'
import { changed } from './changes.ts'
import type { Tables } from './tables.ts'

export async function takeIn(tx: Kysely<Tables>, learnerId: LearnerId, cards: readonly TakenIn[], nowMs: number): Promise<{ taken: number; reviews: number }> {
  // This locks the learner: the same file brought twice at once is brought once.
  await changed(tx, learnerId, 'card', 'review')
  const rows = cards.map(({ memory: { dueAtMs, reviewedAtMs, ...memory }, ...card }) => ({
    card_id: card.cardId, kind: card.kind, is_kind_known: card.isKindKnown, front: card.front, back: card.back, example: card.example, created_at_ms: card.createdAtMs,
    suspended_at_ms: card.suspended ? nowMs : null, due_at_ms: dueAtMs, stage: memory.stage, stability: memory.stability, difficulty: memory.difficulty, steps: memory.steps,
    reviews: memory.reviews, lapses: memory.lapses, reviewed_at_ms: reviewedAtMs,
  }))
  const kept = await sql<{ card_id: string; kept: number }>`
    with coming as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v (card_id uuid, kind text, is_kind_known boolean, front text, back text, example text, created_at_ms bigint, suspended_at_ms bigint,
        due_at_ms bigint, stage text, stability double precision, difficulty double precision, steps smallint, reviews integer, lapses integer, reviewed_at_ms bigint)),
    mine as materialized (select kind, front from cards where learner_id = ${learnerId}::uuid)
    insert into cards (card_id, learner_id, kind, front, back, example, created_at_ms, suspended_at_ms, due_at_ms, stage, stability, difficulty, steps, reviews, lapses, reviewed_at_ms)
    select card_id, ${learnerId}::uuid, kind, front, back, example, created_at_ms, suspended_at_ms, due_at_ms, stage, stability, difficulty, steps, reviews, lapses, reviewed_at_ms
    from coming where not exists (select from mine where mine.front = coming.front and (mine.kind = coming.kind or not coming.is_kind_known))
    on conflict do nothing
    returning card_id, (select count(*)::int from mine) as kept`.execute(tx)
  if (kept.rows.length > 0 && kept.rows[0]!.kept + kept.rows.length > keptMax) throw new Failure('too-large', `These would be more than ${keptMax} cards, which is as many as one may keep.`)
  const taken = new Set(kept.rows.map(({ card_id: cardId }) => cardId))
  const reviews = cards.filter(({ cardId }) => taken.has(cardId)).flatMap(({ cardId, reviews: log }) =>
    log.map(({ reviewId, rating, reviewedAtMs }) => ({ card_id: cardId, review_id: reviewId, rating, reviewed_at_ms: reviewedAtMs })))
  if (reviews.length > 0)
    await sql`
      insert into reviews (learner_id, review_id, card_id, rating, reviewed_at_ms, received_at_ms)
      select ${learnerId}::uuid, review_id, card_id, rating, reviewed_at_ms, ${nowMs}::bigint
      from jsonb_to_recordset(${JSON.stringify(reviews)}::jsonb) as v (card_id uuid, review_id uuid, rating smallint, reviewed_at_ms bigint)`.execute(tx)
  return { taken: taken.size, reviews: reviews.length }
}

export async function everyCard(kysely: Kysely<Tables>, learnerId: LearnerId): Promise<LoggedCard[]> {
  type Row = CardRow & { readonly log: readonly (readonly [reviewId: string, rating: Rating, reviewedAtMs: number])[] }
  const { rows } = await sql<Row>`
    select c.*, (select coalesce(json_agg(json_build_array(review_id, rating, reviewed_at_ms) order by reviewed_at_ms, review_id), '[]') from reviews where card_id = c.card_id) as log
    from cards c where learner_id = ${learnerId}::uuid order by created_at_ms, card_id limit ${keptMax}`.execute(kysely)
  return rows.map(({ log, ...row }) => ({ ...cardOf(row), reviews: log.map(([reviewId, rating, reviewedAtMs]) => ({ reviewId, rating, reviewedAtMs })) }))
}
