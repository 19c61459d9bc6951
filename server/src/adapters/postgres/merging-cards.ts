/** A card that both have becomes one, with the memory of every review of either. */
import { sql, type Kysely } from 'kysely'
import type { Both } from './merging-rows.ts'
import { relearn } from './reviews.ts'
import type { Tables } from './tables.ts'

export async function mergeCards(tx: Kysely<Tables>, { from, into }: Both): Promise<void> {
  // It is put aside only where both have put it aside.
  const { rows: same } = await sql<{ card_id: string }>`
    update cards own set created_at_ms = least(own.created_at_ms, other.created_at_ms), example = coalesce(own.example, other.example), mistake_id = coalesce(own.mistake_id, other.mistake_id),
      suspended_at_ms = case when other.suspended_at_ms is null then null else own.suspended_at_ms end
    from cards other where own.learner_id = ${into}::uuid and other.learner_id = ${from}::uuid and own.kind = other.kind and own.front = other.front
    returning own.card_id`.execute(tx)
  // A review that a device has sent as both is one; another that happens to have the same name gets another.
  await sql`
    with coming as materialized (
      select r.review_id, coalesce(own.card_id, r.card_id) as card_id, mine.review_id is not null as is_known, mine.card_id = own.card_id as is_same
      from reviews r join cards c on c.card_id = r.card_id
        left join cards own on own.learner_id = ${into}::uuid and own.kind = c.kind and own.front = c.front
        left join reviews mine on mine.learner_id = ${into}::uuid and mine.review_id = r.review_id
      where r.learner_id = ${from}::uuid)
    update reviews r set learner_id = ${into}::uuid, card_id = coming.card_id, review_id = case when coming.is_known then gen_random_uuid() else r.review_id end
    from coming where r.learner_id = ${from}::uuid and r.review_id = coming.review_id and not coalesce(coming.is_same, false)`.execute(tx)
  await sql`
    update cards other set learner_id = ${into}::uuid where learner_id = ${from}::uuid
      and not exists (select from cards own where own.learner_id = ${into}::uuid and own.kind = other.kind and own.front = other.front)`.execute(tx)
  if (same.length > 0) await relearn(tx, same.map(({ card_id: cardId }) => cardId))
}
