/** Remembers what was found out, for as long as it is so (`domain/artefact.ts`). Whatever happens to it, answers are slower, never wrong. */
import type { Artefact, Change } from '../domain/artefact.ts'
import type { LearnerId } from '../domain/identity.ts'

/** `name` tells apart what one owner has of an artefact. */
export type Named = { readonly artefact: Artefact; readonly owner: string; readonly name: string }

export type Found<Value> = {
  /** Plain data and bytes. Null is answered and not kept. */
  readonly value: Value
  /** The owner's, read in the same statement or before. Of what everyone sees it may be left out: then it is the one last heard of. */
  readonly version?: number
  /** When it ends by itself; null where only a change ends it. */
  readonly untilMs: number | null
  /** What the look-up tells of somebody else: the version they are at. */
  readonly also?: { readonly owner: string; readonly version: number }
}

export type Counts = {
  /** Found in this process, or where all of them share. */
  readonly process: number
  readonly shared: number
  /** Looked up because somebody asked; or after a change, before anybody did. */
  readonly loads: number
  readonly renewals: number
  /** Asked while it was looked up, and given the same. */
  readonly waits: number
  /** Shown past its time, because it could not be looked up. */
  readonly graced: number
}

export type Cache = {
  /**
   * What is remembered, or what `find` finds; never older than a change that was told before the call. However many ask at
   * once, `find` is called once for all of them. Where it fails as `unavailable` or `busy`, what was true last is given for
   * a bounded time, unless a change has ended it. `fresh` is found anew whatever is remembered, and remembered.
   */
  get<Value>(what: Named, find: () => Promise<Found<Value>>, options?: { readonly fresh?: boolean }): Promise<Value>
  /** A committed change. After one that was made `here`, what this process holds of its owner is found again at once. */
  changed(change: Change, where: 'here' | 'elsewhere'): void
  /**
   * After the change that says a learner was erased: nothing that is remembered of them stays, here or where all share; nor what may hold
   * their words and does not say whose they are, nor what tells of everyone. Resolves when it is gone, or what all share cannot be reached.
   */
  forget(learnerId: LearnerId): Promise<void>
  /** Whether changes made elsewhere are heard. Nothing that they could end is believed while they are not, nor what was kept before. */
  listening(hears: boolean): void
  counts(): Readonly<Record<Artefact, Counts>>
  /** Whether what processes share answers; `none` where they share nothing. */
  shared(): Promise<'none' | 'ok' | 'down'>
  /** Ends what it does in the background. */
  close(): Promise<void>
}
