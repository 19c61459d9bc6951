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

export const CardView = Type.Object({ cardId: Id, kind: CardKind, front: Type.String(), back: Type.String(), example: orNull(Type.String()), mistakeId: orNull(Id), createdAt: Instant })
export type CardView = Type.Static<typeof CardView>
export const CardList = Type.Object({ items: Type.Array(CardView), next: orNull(Type.String()) })
export type CardList = Type.Static<typeof CardList>
