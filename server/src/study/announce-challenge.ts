/** Announces the day's challenge to those who were here lately. */
import { challengeOf } from '../domain/challenge.ts'
import { sending } from '../domain/notice.ts'
import { daysLater } from '../domain/progress.ts'
import type { ZoneDay } from '../domain/task.ts'
import { isTooLate } from '../domain/timetable.ts'
import type { Clock } from '../ports/clock.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Rounds } from '../ports/rounds.ts'

/** Who has not been here for so long is left in peace. */
export const activeDays = 14

const nothingDone = { turns: 0, cleanTurns: 0, scenarioTurns: 0, words: 0 }

type Parts = { readonly rounds: Rounds; readonly outbox: Outbox; readonly clock: Clock }

export async function announceChallenge({ rounds, outbox, clock }: Parts, { timeZone, day }: ZoneDay, signal: AbortSignal): Promise<void> {
  for await (const learners of rounds.visit(timeZone, daysLater(day, -activeDays))) {
    signal.throwIfAborted()
    const nowMs = clock.now()
    if (isTooLate('announce-challenge', { timeZone, day }, nowMs)) return
    const postings = learners.map(({ learnerId, settings }) => {
      const { code, needed } = challengeOf(learnerId, day, nothingDone)
      return { notice: { learnerId, kind: 'challenge' as const, facts: { day, code, needed }, about: day }, ...sending('challenge', settings, nowMs) }
    })
    await outbox.post(postings, nowMs)
  }
}
