/** What is known of a provider before it is asked. */
import type { Price } from '../domain/price.ts'
import type { Room } from '../domain/rate.ts'

export type Facts = {
  /** The vendor, or where an own server is. */
  readonly provider: string
  readonly model: string
  readonly price: Price
  /** The day on which the price was true. */
  readonly pricedOn: string
  /** BCP 47 tags; null where it takes any. */
  readonly languages: readonly string[] | null
  /** What a prompt and its answer may have together; null where there are no tokens. */
  readonly contextTokens: number | null
  /** What it is good for: easy turns, or all. */
  readonly strength: 'light' | 'strong'
}

/** What all ports of providers have in common. */
export type Provider = {
  readonly name: string
  /** Absent where asking costs nothing and nothing need be known. */
  readonly facts?: Facts
  /** What its vendor last said of its rate; null before, and where it says nothing. */
  room?(): Room | null
}
