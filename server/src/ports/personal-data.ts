/** All that is kept of one learner, as a whole: read out, and erased. */
import type { LearnerId } from '../domain/identity.ts'

/** One thing that is kept, with its columns' names and their values as JSON has them. */
export type PersonalRow = Readonly<Record<string, unknown>>
/** Things of one kind, by the name of their table. Large kinds come in several pieces, one after the other. */
export type PersonalPart = { readonly kind: string; readonly rows: readonly PersonalRow[] }

export type PersonalData = {
  /**
   * Everything, as of one moment; the learner first. No piece where there is no such learner; a kind of which there is nothing has no piece. `only`: of
   * these kinds. No secret is among it, nor what only says how it is kept.
   */
  read(learnerId: LearnerId, only?: readonly string[]): AsyncGenerator<PersonalPart, void>
  /**
   * Erases everything, all or nothing of it, and notes that it was. What was spent stays, without whose it was. Every process
   * hears of it when, and only when, it is done. False where there is no such learner.
   */
  erase(learnerId: LearnerId, nowMs: number): Promise<boolean>
  /** Erases again those whom `hashes` name; gives how many there were. */
  eraseAgain(hashes: readonly string[], nowMs: number): Promise<number>
  /** Who was erased, as SHA-256 of their ids in hexadecimal digits, and when; the first one first. */
  erased(): Promise<readonly Erased[]>
}

export type Erased = { readonly hash: string; readonly atMs: number }
