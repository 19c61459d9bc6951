/** What is said while cards are reviewed. */
export type ReviewMessages = {
  readonly left: (count: number) => string
  /** What is asked of a card. */
  readonly asks: { readonly meaning: string; readonly right: string; readonly czech: string }
  readonly show: string
  readonly check: string
  readonly yours: string
  /** Before what a recogniser understood. */
  readonly heard: string
  readonly hear: string
  readonly writes: string
  readonly speaks: string
  readonly howWell: string
  /** again, hard, good, easy */
  readonly ratings: readonly [string, string, string, string]
  readonly keys: string
  readonly nearness: Readonly<Record<'right' | 'nearly' | 'other', string>>
  readonly slipped: (times: number) => string
  readonly letGo: string
  readonly takeBack: string
  readonly offline: string
  readonly unsent: (count: number) => string
  readonly done: { readonly title: string; readonly reviewed: (count: number) => string; readonly nothing: string; readonly next: (when: string) => string; readonly talk: string }
}
