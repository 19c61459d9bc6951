/** What a learner keeps to remember: one thing, asked on the front and answered on the back. */
import type { CardMemory, Review } from './card-memory.ts'
import type { CardId, MistakeId } from './identity.ts'

export const cardKinds = ['word', 'mistake', 'phrase'] as const
export type CardKind = (typeof cardKinds)[number]

/** In UTF-16 units. */
export const frontLengthMax = 200
export const backLengthMax = 500
export const exampleLengthMax = 500

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

/** A card and how well it is remembered. `suspended`: put aside, and not asked until it is taken up again. */
export type KeptCard = Card & { readonly suspended: boolean; readonly memory: CardMemory }

/** With every review it ever had. */
export type LoggedCard = KeptCard & { readonly reviews: readonly Review[] }

/** So many one learner may keep: what brings cards brings none beyond them. */
export const keptMax = 20_000

/** What a list of cards can be narrowed to. Only `suspended` shows what is put aside; `learning` is relearning, too. */
export const cardStates = ['new', 'learning', 'review', 'due', 'leech', 'suspended'] as const
export type CardState = (typeof cardStates)[number]

/** Forgotten so often, it wants other words rather than to be asked again: a leech, as Anki calls and counts it. */
export const leechLapses = 8

/** What can be changed of a card: what it says, and whether it is put aside. */
export type CardChanges = Partial<Pick<Card, 'kind' | 'front' | 'back' | 'example'> & { readonly suspended: boolean }>
