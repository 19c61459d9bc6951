/** Reminds, in the evening, those who asked for it and have not spoken yet that day. */
import { hasSpoken } from '../domain/notice.ts'
import { dayOfTurn, streakOn } from '../domain/progress.ts'
import type { ZoneDay } from '../domain/task.ts'
import { isTooLate } from '../domain/timetable.ts'
import type { Clock } from '../ports/clock.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Rounds } from '../ports/rounds.ts'

type Parts = { readonly rounds: Rounds; readonly outbox: Outbox; readonly clock: Clock }

export async function remind({ rounds, outbox, clock }: Parts, { timeZone, day }: ZoneDay, signal: AbortSignal): Promise<void> {
  for await (const learners of rounds.visit(timeZone, null)) {
    signal.throwIfAborted()
    const nowMs = clock.now()
    if (isTooLate('remind', { timeZone, day }, nowMs)) return
    const postings = learners
      .filter(({ settings, last }) => settings.reminders && !hasSpoken(timeZone, last, nowMs))
      .map(({ learnerId, last, streak }) => {
        const streakDays = streakOn(streak, dayOfTurn(nowMs, timeZone, last)).days
        return { notice: { learnerId, kind: 'reminder' as const, facts: { day, streakDays }, about: day }, push: true }
      })
    await outbox.post(postings, nowMs)
  }
}
