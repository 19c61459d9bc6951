/** What a learner keeps to remember. */
import Type from 'typebox'
import { closed, Id, Instant, orNull } from './scalars.ts'

export const CardKind = Type.Enum(['word', 'mistake', 'phrase'])
export type CardKind = Type.Static<typeof CardKind>
export const CardState = Type.Enum(['new', 'learning', 'review', 'due', 'leech', 'suspended'], { description: '`due` by the end of your day; a `leech` was forgotten eight times; only `suspended` shows what you put aside.' })
export type CardState = Type.Static<typeof CardState>

export const CardQuery = Type.Object({
  before: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.String()),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Words, or how they begin, with or without their marks.' })),
  kind: Type.Optional(CardKind),
  state: Type.Optional(CardState),
})
export type CardQuery = Type.Static<typeof CardQuery>

export const CardRequest = Type.Object({
  kind: CardKind,
  front: Type.String({ description: 'What is asked, in the language that is learnt; 1–200 UTF-16 units.' }),
  back: Type.String({ description: 'What it means, or what is right; 1–500 UTF-16 units.' }),
  example: Type.Optional(Type.String({ description: 'At most 500 UTF-16 units.' })),
  mistakeId: Type.Optional(Id),
}, closed)
export type CardRequest = Type.Static<typeof CardRequest>

export const CardPatch = Type.Object({
  kind: Type.Optional(CardKind),
  front: Type.Optional(Type.String({ description: '1–200 UTF-16 units.' })),
  back: Type.Optional(Type.String({ description: '1–500 UTF-16 units.' })),
  example: Type.Optional(orNull(Type.String({ description: 'At most 500 UTF-16 units.' }))),
  suspended: Type.Optional(Type.Boolean({ description: 'Put aside: it is kept, and not asked.' })),
}, closed)
export type CardPatch = Type.Static<typeof CardPatch>

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
export const CardView = Type.Object({
  cardId: Id, kind: CardKind, front: Type.String(), back: Type.String(), example: orNull(Type.String()), mistakeId: orNull(Id), createdAt: Instant,
  suspended: Type.Boolean(), leech: Type.Boolean({ description: 'Forgotten so often that it may want other words.' }), ...memory,
})
export type CardView = Type.Static<typeof CardView>
export const CardList = Type.Object({ items: Type.Array(CardView), next: orNull(Type.String()) })
export type CardList = Type.Static<typeof CardList>

/** What became of a file of cards. */
export const CardsBrought = Type.Object({
  taken: Type.Integer(),
  reviews: Type.Integer({ description: 'Reviews that came with the cards that were taken.' }),
  known: Type.Integer({ description: 'Cards that you keep already, or that stood in the file twice.' }),
  leftOut: Type.Integer(),
  why: Type.Array(
    Type.Object({
      at: Type.Integer({ description: 'The line of a table, or which card of a package it is.' }),
      why: Type.Enum(['no-front', 'no-back', 'front-too-long', 'back-too-long', 'example-too-long', 'unreadable']),
    }),
    { description: 'Of the first 50 that were left out.' },
  ),
  media: Type.Integer({ description: 'Pictures and sounds in the file, which were left.' }),
})
export type CardsBrought = Type.Static<typeof CardsBrought>

export const CardsFileQuery = Type.Object({ as: Type.Enum(['csv', 'apkg'], { description: 'A table, or a package for Anki with all that you have learnt.' }) })
export type CardsFileQuery = Type.Static<typeof CardsFileQuery>

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
