/** How many learners are at work, for whoever looks after an installation: counts, and nobody. */

export type ActiveDay = {
  /** The learner's own. */
  readonly day: string
  readonly learners: number
  /** Of those, whose first day it was, and who had been away for a week or more. */
  readonly newcomers: number
  readonly returning: number
}

export type Active = {
  /** Each of the days from one to another, both included, oldest first; those of nobody, too. */
  days(from: string, to: string): Promise<readonly ActiveDay[]>
}
