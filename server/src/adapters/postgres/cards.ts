/** Cards: kept, due, reviewed, changed, dropped. */
import { sql, type Kysely } from 'kysely'
import type { CardChanges, KeptCard } from '../../domain/card.ts'
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
import { reviewAtOnce, reviewLocked } from './reviews.ts'
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

  review: async (...given) => (await reviewAtOnce(kysely, ...given)) ?? inTransaction((tx) => reviewLocked(tx, ...given)),

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
