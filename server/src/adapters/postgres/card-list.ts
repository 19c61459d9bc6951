/** A learner's cards, newest first: all that are not put aside, or those that are looked for. */
import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { leechLapses, type KeptCard } from '../../domain/card.ts'
import { beginningsOf } from '../../domain/czech/search.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Settings } from '../../domain/learner.ts'
import { dayEndsMs } from '../../domain/progress.ts'
import type { CardsWanted, CardStore } from '../../ports/store.ts'
import { cardOf, type CardRow } from './card-rows.ts'
import { cursorOf, placeOf, uuid, wholeNumber } from './cursors.ts'
import { lastDayOf } from './last-day.ts'
import type { Tables } from './tables.ts'

type Query = SelectQueryBuilder<Tables, 'cards', CardRow>

export async function listCards(kysely: Kysely<Tables>, learnerId: LearnerId, { before, limit, only }: Parameters<CardStore['list']>[1]): Promise<{ items: KeptCard[]; next: string | null }> {
  let query: Query = kysely.selectFrom('cards').selectAll().where('learner_id', '=', learnerId).where('suspended_at_ms', only?.state === 'suspended' ? 'is not' : 'is', null)
  if (before !== null) {
    const [atMs, id] = placeOf(before, wholeNumber, uuid)
    query = query.where(sql<boolean>`(created_at_ms, card_id) < (${Number(atMs)}::bigint, ${id}::uuid)`)
  }
  if (only) query = await narrowed(kysely, query, learnerId, only)
  const rows = await query.orderBy('created_at_ms', 'desc').orderBy('card_id', 'desc').limit(limit + 1).execute()
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(cardOf), next: last ? cursorOf(last.created_at_ms, last.card_id) : null }
}

async function narrowed(kysely: Kysely<Tables>, whole: Query, learnerId: LearnerId, { q, kind, state, nowMs }: CardsWanted): Promise<Query> {
  let query = whole
  if (kind !== null) query = query.where('kind', '=', kind)
  if (q !== null) {
    // As the index has them: with the end of the learner's id before each word. What has no word is nowhere.
    const words = beginningsOf(q).map((word) => `'${learnerId.slice(-12)}${word}':*`).join(' & ')
    query = query.where(sql<boolean>`words_said(learner_id, front || ' ' || back || ' ' || coalesce(example, '')) @@ ${words}::tsquery`)
  }
  switch (state) {
    case 'new':
    case 'review':
      return query.where('stage', '=', state)
    case 'learning':
      return query.where('stage', 'in', ['learning', 'relearning'])
    case 'leech':
      return query.where('lapses', '>=', leechLapses)
    case 'due':
      return query.where('due_at_ms', '<', await todayEndsMs(kysely, learnerId, nowMs))
    case 'suspended':
    case null:
      return query
  }
}

async function todayEndsMs(kysely: Kysely<Tables>, learnerId: LearnerId, nowMs: number): Promise<number> {
  const row = await kysely.selectFrom('learners').select(['settings', 'last_day', 'last_day_first_at_ms', 'last_day_time_zone']).where('learner_id', '=', learnerId).executeTakeFirst()
  return row ? dayEndsMs(nowMs, (row.settings as Settings).timeZone, lastDayOf(row)) : nowMs
}
