/** A card as its row keeps it. */
import type { Selectable } from 'kysely'
import type { KeptCard } from '../../domain/card.ts'
import type { CardId, MistakeId } from '../../domain/identity.ts'
import type { Tables } from './tables.ts'

export type CardRow = Selectable<Tables['cards']>

export const cardOf = (row: CardRow): KeptCard => ({
  cardId: row.card_id as CardId, kind: row.kind, front: row.front, back: row.back, example: row.example, mistakeId: row.mistake_id as MistakeId | null, createdAtMs: row.created_at_ms,
  suspended: row.suspended_at_ms !== null,
  memory: {
    dueAtMs: row.due_at_ms, stage: row.stage, stability: row.stability, difficulty: row.difficulty, steps: row.steps,
    reviews: row.reviews, lapses: row.lapses, reviewedAtMs: row.reviewed_at_ms,
  },
})
