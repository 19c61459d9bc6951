/** Cards as a file of somebody else's has them: which of them can be kept, and why others cannot. */
import { backLengthMax, cardKinds, exampleLengthMax, frontLengthMax, type CardKind } from './card.ts'
import type { CardMemory, Rating } from './card-memory.ts'
import { Failure } from './failure.ts'

/** Cards in one file. */
export const draftsMax = 5_000

export const tooManyDrafts = (max: number) => new Failure('too-large', `This file has more than ${max} cards. Take it apart, and bring the parts one after the other.`)

export type CardDraft = {
  /** Where it stands in its file: the line of a table, or which card it is. */
  readonly at: number
  readonly front: string
  readonly back: string
  readonly example: string
  /** As the file says, if it does. */
  readonly kind: string | null
  readonly suspended: boolean
  readonly createdAtMs: number | null
  /** The replay of its reviews, each at a moment of its own; null where there are none. */
  readonly memory: CardMemory | null
  readonly reviews: readonly { readonly rating: Rating; readonly reviewedAtMs: number }[]
}

export const draftFaults = ['no-front', 'no-back', 'front-too-long', 'back-too-long', 'example-too-long', 'unreadable'] as const
export type DraftFault = (typeof draftFaults)[number]
export type LeftOut = { readonly at: number; readonly why: DraftFault }

/** `isKindKnown`: it was said, not guessed; what was guessed is the same card as one of another kind. */
export type DraftedCard = Omit<CardDraft, 'at' | 'kind' | 'example'> & { readonly kind: CardKind; readonly isKindKnown: boolean; readonly example: string | null }

/** In the order of the file. What is there twice is taken once: `doubles` counts the others. */
export function sifted(drafts: readonly CardDraft[]): { readonly cards: DraftedCard[]; readonly leftOut: LeftOut[]; readonly doubles: number } {
  const cards: DraftedCard[] = []
  const leftOut: LeftOut[] = []
  const seen = new Set<string>()
  let doubles = 0
  for (const draft of drafts) {
    const card = cardIn(draft)
    const why = faultOf(card)
    if (why !== null) leftOut.push({ at: draft.at, why })
    else if (seen.has(keyOf(card))) doubles += 1
    else {
      cards.push(card)
      seen.add(`${card.kind} ${card.front}`).add(`any ${card.front}`)
    }
  }
  return { cards, leftOut, doubles }
}

const keyOf = ({ isKindKnown, kind, front }: DraftedCard): string => `${isKindKnown ? kind : 'any'} ${front}`

function cardIn({ at: _, kind: named, ...draft }: CardDraft): DraftedCard {
  const [front, back, example] = [draft.front, draft.back, draft.example].map((text) => text.normalize('NFC').trim()) as [string, string, string]
  const known = cardKinds.find((kind) => kind === named?.trim().toLowerCase())
  return { ...draft, front, back, example: example || null, kind: known ?? (/\s/.test(front) ? 'phrase' : 'word'), isKindKnown: known !== undefined }
}

function faultOf({ front, back, example }: DraftedCard): DraftFault | null {
  if (front === '') return 'no-front'
  if (back === '') return 'no-back'
  if (front.length > frontLengthMax) return 'front-too-long'
  if (back.length > backLengthMax) return 'back-too-long'
  if (example !== null && example.length > exampleLengthMax) return 'example-too-long'
  return [front, back, example ?? ''].every((text) => text.isWellFormed() && !text.includes('\0')) ? null : 'unreadable'
}
