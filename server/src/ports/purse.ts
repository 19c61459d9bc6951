/** What a turn may spend. Providers know nothing of it: routing asks it before each call that costs something, and tells it what the call took. */
import type { UsedUp } from '../domain/allowance.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import type { SpendingTask, Used } from '../domain/price.ts'
import type { Saved } from '../domain/saving.ts'

export type Spent = {
  /** Micro-dollars, of calls that are settled. */
  readonly microUsd: number
  /** Against the best model and the whole history, without anything recalled. */
  readonly savedMicroUsd: number
}

/** One call that is under way. Settled exactly once; again is ignored. */
export type Reservation = {
  /**
   * `microUsd` is at most what was reserved: what the vendor counted where the call `finished`, an upper bound where it was `aborted` or `failed` (0 where nothing was
   * charged). `savedMicroUsd` may be negative where more was paid than the baseline would have cost; `saved` says by what, where that is known.
   */
  settle(call: { readonly outcome: 'finished' | 'aborted' | 'failed'; readonly microUsd: number; readonly savedMicroUsd: number; readonly saved?: Saved; readonly used: Used }): void
}

export type Purse = {
  /** Whose turn it is. */
  readonly learnerId: LearnerId
  /** What may still be spent, in micro-dollars; `Infinity` where nothing limits it. */
  readonly leftMicroUsd: number
  /** Holds `mostMicroUsd` back for a call; null where not so much is left. Does not wait for the database where a slice of the limits is in hand. */
  reserve(call: { readonly task: SpendingTask; readonly provider: string; readonly model: string; readonly mostMicroUsd: number }): Promise<Reservation | null>
  readonly spent: Spent
  /** The limit that did not suffice, once something was refused or there was nothing to begin with; null before. */
  readonly usedUp: UsedUp | null
  /** From here on calls belong to this turn; those before it, too. */
  belongsTo(turnId: TurnId, run: number): void
  /** Nothing more is reserved; what is not used is given back. Calls that still run may settle. */
  close(): void
}

export type Purses = {
  /** One for each turn. Opening waits for the database only where no slice is in hand. Throws `exhausted` where nothing is left and the operator chose refusal. */
  open(learnerId: LearnerId): Promise<Purse>
}
