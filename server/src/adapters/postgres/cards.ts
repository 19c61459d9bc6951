/** Cards: kept, listed, dropped. */
import { sql, type Selectable } from 'kysely'
import type { Card } from '../../domain/card.ts'
import { Failure } from '../../domain/failure.ts'
import type { CardId, MistakeId } from '../../domain/identity.ts'
import type { CardStore } from '../../ports/store.ts'
import { changed } from './changes.ts'
import { cursorOf, placeOf, uuid, wholeNumber } from './cursors.ts'
import type { Database } from './database.ts'
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
        .values({ card_id: cardId, learner_id: learnerId, kind, front, back, example, mistake_id: mistakeId, created_at_ms: createdAtMs })
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

  async list(learnerId, { before, limit }) {
    let query = kysely.selectFrom('cards').selectAll().where('learner_id', '=', learnerId).where('suspended_at_ms', 'is', null)
    if (before !== null) {
      const [atMs, id] = placeOf(before, wholeNumber, uuid)
      query = query.where(sql<boolean>`(created_at_ms, card_id) < (${Number(atMs)}::bigint, ${id}::uuid)`)
    }
    const rows = await query.orderBy('created_at_ms', 'desc').orderBy('card_id', 'desc').limit(limit + 1).execute()
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(cardOf), next: last ? cursorOf(last.created_at_ms, last.card_id) : null }
  },

  drop: (learnerId, cardId) =>
    inTransaction(async (tx) => {
      const dropped = await tx.deleteFrom('cards').where('card_id', '=', cardId).where('learner_id', '=', learnerId).executeTakeFirst()
      if (dropped.numDeletedRows === 0n) return false
      await changed(tx, learnerId, 'card')
      return true
    }),
})

const cardOf = (row: Selectable<Tables['cards']>): Card => ({
  cardId: row.card_id as CardId, kind: row.kind, front: row.front, back: row.back, example: row.example, mistakeId: row.mistake_id as MistakeId | null, createdAtMs: row.created_at_ms,
})
