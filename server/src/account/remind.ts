/** Reminds, at the hour of the evening that they chose, those who asked for it and have not spoken yet that day. */
import { firstReminderHour } from '../domain/channel.ts'
import { hasSpoken, isWanted } from '../domain/notice.ts'
import { dayIn, dayOfTurn, streakOn } from '../domain/progress.ts'
import type { EveningHour } from '../domain/task.ts'
import { isTooLate } from '../domain/timetable.ts'
import type { Clock } from '../ports/clock.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Rounds } from '../ports/rounds.ts'

type Parts = { readonly rounds: Rounds; readonly outbox: Outbox; readonly clock: Clock }

export async function remind({ rounds, outbox, clock }: Parts, { timeZone, day, hour = firstReminderHour }: EveningHour, signal: AbortSignal): Promise<void> {
  for await (const learners of rounds.visitAt(timeZone, hour)) {
    signal.throwIfAborted()
    const nowMs = clock.now()
    // The evening ends at midnight, whenever it was that somebody wanted to be reminded.
    if (isTooLate('remind', { timeZone, day, hour }, nowMs) || dayIn(timeZone, nowMs) !== day) return
    const postings = learners
      .filter(({ settings, last }) => isWanted('reminder', settings) && !hasSpoken(timeZone, last, nowMs))
      .map(({ learnerId, last, streak }) => {
        const streakDays = streakOn(streak, dayOfTurn(nowMs, timeZone, last)).days
        return { notice: { learnerId, kind: 'reminder' as const, facts: { day, streakDays }, about: day }, push: true }
      })
    await outbox.post(postings, nowMs)
  }
}
