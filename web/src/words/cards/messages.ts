/** What is said where one's cards are. */
import type { CardKind, CardsBrought, CardState } from '@mluv/protocol/cards.ts'

export type CardMessages = {
  readonly search: string
  readonly kind: string
  readonly kinds: Readonly<Record<CardKind | 'all', string>>
  readonly state: string
  readonly states: Readonly<Record<CardState | 'all', string>>
  readonly none: string
  readonly add: string
  readonly edit: string
  readonly there: (front: string, back: string) => string
  readonly front: string
  readonly back: string
  readonly example: string
  readonly needed: string
  readonly save: string
  readonly cancel: string
  readonly putAside: string
  readonly takeUp: string
  readonly hear: (text: string) => string
  readonly going: string
  readonly suspended: string
  readonly fresh: string
  readonly next: (day: string) => string
  readonly leech: (times: number) => string
  readonly files: {
    readonly title: string
    readonly help: string
    readonly bring: string
    readonly bringing: string
    readonly deck: string
    readonly table: string
    readonly taken: (count: number) => string
    readonly reviews: (count: number) => string
    readonly known: (count: number) => string
    readonly leftOut: (count: number) => string
    readonly media: (count: number) => string
    readonly at: (place: number) => string
    /** Why a file was not taken at all. */
    readonly refused: Readonly<Record<'deck' | 'table' | 'tooLarge', string>>
    readonly why: Readonly<Record<CardsBrought['why'][number]['why'], string>>
  }
}
