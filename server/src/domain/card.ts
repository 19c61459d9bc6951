/** What a learner keeps to remember: one thing, asked on the front and answered on the back. */
import type { CardMemory } from './card-memory.ts'
import type { CardId, MistakeId } from './identity.ts'

export const cardKinds = ['word', 'mistake', 'phrase'] as const
export type CardKind = (typeof cardKinds)[number]

export type Card = {
  readonly cardId: CardId
  readonly kind: CardKind
  readonly front: string
  readonly back: string
  readonly example: string | null
  /** The mistake it came from: withdrawn with it. */
  readonly mistakeId: MistakeId | null
  readonly createdAtMs: number
}

/** A card and how well it is remembered. */
export type KeptCard = Card & { readonly memory: CardMemory }
