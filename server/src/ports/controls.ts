/** What operators change while everything runs: what holds now, in every process, and who changed it. */
import type { Period } from '../domain/allowance.ts'

/** In place of what the settings say. */
export type SetLimit = { readonly microUsd: number | null; readonly setAtMs: number; readonly setBy: string }
export type InForce = { readonly limits: Readonly<Partial<Record<Period, SetLimit>>>; readonly providersOff: ReadonlySet<string> }

/** `by` tells sessions of operators apart, and nobody by name. */
export type Deed = { readonly atMs: number; readonly by: string; readonly deed: string; readonly about: string }

export type Controls = {
  /** As it was last heard of; changes of other processes are heard within seconds. */
  now(): InForce
  /** Sets limits, or (`settings`) has those of the settings again, all or none. In force here when it resolves. */
  limit(limits: Readonly<Partial<Record<Period, number | null | 'settings'>>>, deed: Deed): Promise<void>
  /** Turns a provider on or off. In force here when it resolves. */
  turn(provider: string, on: boolean, deed: Deed): Promise<void>
  /** Writes down what was done elsewhere. */
  note(deed: Deed): Promise<void>
  /** The newest first. */
  deeds(limit: number): Promise<readonly Deed[]>
}
