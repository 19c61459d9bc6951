/** What a learner keeps to remember. */
import Type from 'typebox'
import { closed, Id, Instant, orNull } from './scalars.ts'

export const CardKind = Type.Enum(['word', 'mistake', 'phrase'])

export const CardRequest = Type.Object({
  kind: CardKind,
  front: Type.String({ description: 'What is asked, in the language that is learnt; 1–200 UTF-16 units.' }),
  back: Type.String({ description: 'What it means, or what is right; 1–500 UTF-16 units.' }),
  example: Type.Optional(Type.String({ description: 'At most 500 UTF-16 units.' })),
  mistakeId: Type.Optional(Id),
}, closed)
export type CardRequest = Type.Static<typeof CardRequest>

const memory = {
  dueAt: Instant,
  stage: Type.Enum(['new', 'learning', 'review', 'relearning']),
  stability: Type.Number({ description: 'Days until nine in ten would still be remembered.' }),
  difficulty: Type.Number({ description: 'From 1, easy, to 10; 0 while new.' }),
  steps: Type.Integer(),
  reviews: Type.Integer(),
  lapses: Type.Integer(),
  reviewedAt: orNull(Instant),
}
export const CardView = Type.Object({ cardId: Id, kind: CardKind, front: Type.String(), back: Type.String(), example: orNull(Type.String()), mistakeId: orNull(Id), createdAt: Instant, ...memory })
export type CardView = Type.Static<typeof CardView>
export const CardList = Type.Object({ items: Type.Array(CardView), next: orNull(Type.String()) })
export type CardList = Type.Static<typeof CardList>

export const DueCards = Type.Object({ items: Type.Array(CardView), total: Type.Integer({ description: 'How many are due by the end of your day, at most 1,000.' }), dayEndsAt: Instant })
export type DueCards = Type.Static<typeof DueCards>

export const ReviewRequest = Type.Array(
  Type.Object({
    cardId: Id,
    rating: Type.Enum([1, 2, 3, 4], { description: 'again, hard, good, easy' }),
    reviewedAt: Type.String({ description: 'UTC, ISO 8601.' }),
    /** The client's own: sent twice, a review counts once. */
    reviewId: Id,
  }, closed),
  { minItems: 1, maxItems: 200 },
)
export type ReviewRequest = Type.Static<typeof ReviewRequest>
export const Reviewed = Type.Object({ items: Type.Array(CardView, { description: 'The cards as they stand now, without those that are gone.' }) })
export type Reviewed = Type.Static<typeof Reviewed>
