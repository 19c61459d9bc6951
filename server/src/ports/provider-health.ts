/** How the providers fare, as known from what they were asked: nobody is asked only to find out. */
import type { ProviderFault } from '../domain/failure.ts'
import type { SpendingTask } from '../domain/price.ts'
import type { Tallied } from '../domain/tally.ts'

export type Standing = {
  /** `off`: an operator wants nobody to ask it. */
  readonly state: 'trusted' | 'resting' | 'on-trial' | 'off'
  /** Why it rests, or is on trial; null otherwise. */
  readonly fault: ProviderFault | null
  /** How much longer it rests; 0 otherwise. */
  readonly restMs: number
  /** Of the latest calls, 0–1; 1 where there was none. */
  readonly success: number
  /** How long its first piece usually takes; null where it is not known. */
  readonly firstPieceMs: number | null
  readonly calls: number
}

/** One provider at one task; `model` is null where it has none. */
export type Fare = Standing & { readonly task: SpendingTask; readonly provider: string; readonly model: string | null }

/** What one provider's calls for one task came to, since the process began. */
export type Tried = {
  readonly task: SpendingTask
  readonly provider: string
  readonly model: string | null
  /** How long the first piece was waited for, of each call that was answered. */
  readonly firstPieceMs: Tallied
  readonly failed: ReadonlyMap<ProviderFault, number>
}

export type ProviderHealth = {
  /** Every provider at every task it is there for, in the order in which they were given. */
  fares(): readonly Fare[]
  /** The same providers, counted. */
  tried(): readonly Tried[]
}
