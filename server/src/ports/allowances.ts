/**
 * What is spent, and how much of what may be spent each process has in hand.
 *
 * A slice is a part of an allowance that one process holds and spends from without asking. It counts as spent until its
 * holder says what became of it, or until the period of its allowance is over: that of a process that died, too, since
 * nobody knows how much of it was spent.
 */
import type { Allowance, Standing } from '../domain/allowance.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import type { SpendingTask, Used } from '../domain/price.ts'
import type { Saved } from '../domain/saving.ts'

/** One call to a provider. What it is of is known by now; it is never changed. */
export type Entry = {
  readonly entryId: string
  readonly learnerId: LearnerId
  readonly guest: boolean
  /** Null for what belongs to no turn. */
  readonly turnId: TurnId | null
  readonly run: number
  /** Counts the calls of one task in one run of a turn, from 1. */
  readonly attempt: number
  readonly task: SpendingTask
  readonly provider: string
  readonly model: string
  readonly atMs: number
  /** UTC: of the allowances that it counts towards. */
  readonly day: string
  readonly outcome: 'finished' | 'aborted' | 'failed'
  readonly used: Used
  readonly reservedMicroUsd: number
  readonly microUsd: number
  readonly savedMicroUsd: number
  /** By what, where that is known. */
  readonly saved?: Saved
}

export type Asked = {
  readonly allowance: Allowance
  readonly limitMicroUsd: number
  /** What its holder still has of it once the entries of this exchange are entered. */
  readonly heldMicroUsd: number
  /** How much more it would like. */
  readonly wantedMicroUsd: number
  /** Of that, what a call waits for that is refused without it. */
  readonly neededMicroUsd: number
}

/** The slice as it is now, and what nobody has in hand. */
export type Granted = { readonly sliceMicroUsd: number; readonly leftMicroUsd: number }

export type Allowances = {
  /** What a learner's limits follow from; null when there is no such learner. */
  standing(learnerId: LearnerId): Promise<Standing | null>
  /**
   * Enters what was spent, each entry once however often it is given, and makes the holder's slices what they still hold and
   * as much more as is wanted and left, all or nothing. Of no allowance is more spent and in hands than its limit.
   * Thresholds that are passed are told of in the same transaction. What is asked for is answered in its order.
   */
  exchange(holder: string, given: { readonly entries: readonly Entry[]; readonly slices: readonly Asked[] }, nowMs: number): Promise<readonly Granted[]>
}
