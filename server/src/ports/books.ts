/** What was spent, for those who may know: of which allowance, and on what. */
import type { Allowance, Standing } from '../domain/allowance.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { SpendingTask, Used } from '../domain/price.ts'
import type { Saved } from '../domain/saving.ts'

/** `inHandsMicroUsd`: what processes hold of it, those that died included. */
export type Stood = { readonly spentMicroUsd: number; readonly inHandsMicroUsd: number }

/** All calls of one day for one task to one model. */
export type UsageLine = Omit<Used, 'cacheWrittenTokens'> & {
  readonly day: string
  readonly provider: string
  readonly model: string
  readonly task: SpendingTask
  /** What was recalled is none. */
  readonly calls: number
  readonly microUsd: number
  readonly savedMicroUsd: number
  /** By what. */
  readonly saved: Saved
}

export type Books = {
  /** How allowances stand, in their order. */
  stand(allowances: readonly Allowance[]): Promise<readonly Stood[]>
  /** The same of one learner and of guests, with what the learner's limits follow from, in one statement; null when there is no such learner. */
  standOf(learnerId: LearnerId, allowances: readonly Allowance[]): Promise<{ readonly standing: Standing; readonly stood: readonly Stood[] } | null>
  /** What was spent from one day to another, both included, on one learner or on all: the newest day first, at most `limit` lines. */
  usage(asked: { readonly learnerId: LearnerId | null; readonly from: string; readonly to: string; readonly limit: number }): Promise<readonly UsageLine[]>
  /** What was spent on a day and in its month on guests together, and on those who have a plan, by its name. */
  groups(day: string): Promise<readonly { readonly group: string; readonly dayMicroUsd: number; readonly monthMicroUsd: number }[]>
  /** Gives a learner another plan; false when there is no such learner. */
  givePlan(learnerId: LearnerId, plan: string): Promise<boolean>
}
