/** Goes from learner to learner, time zone by time zone: what the timetable reads, and what it changes. */
import type { LearnerId } from '../domain/identity.ts'
import type { Settings } from '../domain/learner.ts'
import type { Notice } from '../domain/notice.ts'
import type { LastDay, Streak } from '../domain/progress.ts'
import type { DayDone, MistakeCount } from '../domain/week.ts'
import type { Job } from './queue.ts'

/** A learner as a round meets them. */
export type Visited = { readonly learnerId: LearnerId; readonly settings: Settings; readonly last: LastDay | null; readonly streak: Streak | null }

/** A streak as it was met, what became of it, and the days that shields were spent on. */
export type Closing = { readonly learnerId: LearnerId; readonly streak: Streak; readonly closed: Streak; readonly shielded: readonly string[]; readonly notices: readonly Notice<'shield-used'>[] }

export type Span = { readonly from: string; readonly to: string }

export type Rounds = {
  /**
   * Queues what came due since the last tick, and notes in the same transaction that it did. `plan` is told the span and
   * the zones that learners live in. Ticks wait for each other, whichever process they are of; the first of an
   * installation finds nothing due. Gives how many jobs were new.
   */
  tick(nowMs: number, plan: (sinceMs: number, nowMs: number, timeZones: readonly string[]) => readonly Job[]): Promise<number>
  /** Of a zone, those who want to be reminded at this hour; as `visit`. */
  visitAt(timeZone: string, hour: number): AsyncIterable<readonly Visited[]>
  /** Learners of a zone, in batches, each learner once; those with a turn on or after `activeSince`, or all. Nothing is held between two batches. */
  visit(timeZone: string, activeSince: string | null): AsyncIterable<readonly Visited[]>
  /** Keeps each streak as it was closed, unless it is not as it was met any more: then a turn, or another round, has closed it. */
  close(closings: readonly Closing[], nowMs: number): Promise<void>
  /** What each of the learners did on each day of the span, and counted mistakes of those days by kind. */
  done(learnerIds: readonly LearnerId[], span: Span): Promise<ReadonlyMap<LearnerId, readonly DayDone[]>>
  mistaken(learnerIds: readonly LearnerId[], span: Span): Promise<ReadonlyMap<LearnerId, readonly MistakeCount[]>>
}
