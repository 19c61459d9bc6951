/** Closes the day that has just ended in a zone: streaks are kept by shields, or end. */
import type { NoticeFacts } from '../domain/notice.ts'
import { closableDay, dayOfTurn, shieldedDays, streakClosed } from '../domain/progress.ts'
import type { ZoneDay } from '../domain/task.ts'
import type { Clock } from '../ports/clock.ts'
import type { Closing, Rounds, Visited } from '../ports/rounds.ts'

/** Whatever day it is done for, streaks become what they are now: late, or twice, comes to the same. */
export async function closeStreaks({ rounds, clock }: { readonly rounds: Rounds; readonly clock: Clock }, { timeZone }: ZoneDay, signal: AbortSignal): Promise<void> {
  for await (const learners of rounds.visit(timeZone, null)) {
    signal.throwIfAborted()
    const nowMs = clock.now()
    const closings = learners.flatMap((learner) => closingOf(learner, nowMs))
    if (closings.length > 0) await rounds.close(closings, nowMs)
  }
}

function closingOf({ learnerId, settings, last, streak }: Visited, nowMs: number): Closing[] {
  if (streak === null || streak.days === 0) return []
  const closed = streakClosed(streak, closableDay(streak, last, dayOfTurn(nowMs, settings.timeZone, last)))
  if (closed === streak) return []
  const shielded = shieldedDays(streak, closed)
  // A streak that ended all the same has nothing to tell of its shields.
  const told = closed.days === 0 ? [] : shielded
  const notices = told.map((day, at) => {
    const facts: NoticeFacts['shield-used'] = { day, streakDays: streak.days, shields: streak.shields - at - 1 }
    return { learnerId, kind: 'shield-used' as const, facts, about: day }
  })
  return [{ learnerId, streak, closed, shielded, notices }]
}
