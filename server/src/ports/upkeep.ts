/** What an installation knows of itself, and how it gets rid of what nobody needs. */
import type { Remains } from '../domain/retention.ts'

export type Figures = Readonly<Record<string, number>>

export type Upkeep = {
  /** Counts what there is: learners, those active in the last day, week and month, turns, messages waiting and dead. */
  count(nowMs: number): Promise<Figures>
  /** Keeps figures as of a moment; the same moment's again are left out. */
  record(figures: Figures, atMs: number): Promise<void>
  /** Erases at most `limit` of what was of no use before a moment, the oldest first; gives how many. Never what somebody refers to. */
  erase(kind: Remains, beforeMs: number, limit: number): Promise<number>
}
