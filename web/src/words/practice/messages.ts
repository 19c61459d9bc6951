/** What is said where one practises. */

export type PracticeMessages = {
  readonly drills: string
  readonly scenes: string
  readonly grammar: string
  readonly slang: string
  readonly today: string
  readonly back: string
  readonly check: string
  readonly next: string
  readonly right: string
  readonly wrong: string
  readonly shouldBe: string
  readonly keep: string
  readonly again: string
  readonly exercises: string
  readonly allSlang: string
  readonly at: (at: number, of: number) => string
  readonly score: (right: number, of: number) => string
  /** For none wrong, for half right or more, for less. */
  readonly praise: readonly [string, string, string]
}
