/** How flags are rolled out, who changed that, and how those fared who had one variant or another. */
import type { Compared, Sums } from '../domain/comparison.ts'
import type { FlagName, Rollout, Rollouts } from '../domain/flag.ts'

/** `changedBy`: the operator's session, or `operator` where it is not known. `before` is null at the first change. */
export type FlagChange = { readonly atMs: number; readonly changedBy: string; readonly before: Rollout | null; readonly after: Rollout }

export type Figure = Sums & { readonly p50: number; readonly p95: number }
/** A figure is absent where no turn has it. */
export type VariantFigures = { readonly variant: string; readonly turns: number; readonly learners: number; readonly figures: Readonly<Partial<Record<Compared, Figure>>> }

export type Flags = {
  /** How each flag is rolled out that ever was, and since when. One statement. */
  all(): Promise<readonly { readonly name: FlagName; readonly rollout: Rollout; readonly changedAtMs: number }[]>
  /**
   * Rolls a flag out, with a note of it, all or nothing; what is the same as before is noted nowhere. Every process hears of it. Throws `invalid` where a listed learner is
   * not there. `tokenHash` is whoever's session it is.
   */
  roll(change: { readonly name: FlagName; readonly rollout: Rollout; readonly tokenHash: Uint8Array; readonly changeId: string; readonly nowMs: number }): Promise<void>
  /** Changes, the newest first; `before` is the `next` of another page. Of learners who were erased it tells nothing. Throws `invalid` for a cursor that is not ours. */
  history(name: FlagName, page: { readonly before: string | null; readonly limit: number }): Promise<{ readonly items: readonly FlagChange[]; readonly next: string | null }>
  /** Turns that were finished from one instant until before another, by variant. Listed learners, who were not drawn, are left out. One statement. */
  figures(name: FlagName, span: { readonly fromMs: number; readonly untilMs: number }): Promise<readonly VariantFigures[]>
}

/** How flags are rolled out as far as this process has heard, at hand: the last that was known, where the database does not answer. */
export type RolledOut = { now(): Rollouts; close(): Promise<void> }
