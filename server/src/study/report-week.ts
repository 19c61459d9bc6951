/** Looks back on Monday morning: the week that is over beside the one before, for everybody who was here in either. */
import { sending } from '../domain/notice.ts'
import type { ZoneDay } from '../domain/task.ts'
import { reportOf, weeksBefore } from '../domain/week.ts'
import type { Clock } from '../ports/clock.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Rounds } from '../ports/rounds.ts'

type Parts = { readonly rounds: Rounds; readonly outbox: Outbox; readonly clock: Clock }

export async function reportWeek({ rounds, outbox, clock }: Parts, { timeZone, day }: ZoneDay, signal: AbortSignal): Promise<void> {
  const { beforeFrom, from, to } = weeksBefore(day)
  for await (const learners of rounds.visit(timeZone, beforeFrom)) {
    signal.throwIfAborted()
    const learnerIds = learners.map(({ learnerId }) => learnerId)
    const [done, mistaken] = await Promise.all([rounds.done(learnerIds, { from: beforeFrom, to }), rounds.mistaken(learnerIds, { from, to })])
    const nowMs = clock.now()
    const postings = learners.flatMap(({ learnerId, settings }) => {
      const facts = reportOf(day, done.get(learnerId) ?? [], mistaken.get(learnerId) ?? [])
      // Whoever came for the first time this morning has no week to look back on.
      if (facts.week.turns + facts.before.turns === 0) return []
      return [{ notice: { learnerId, kind: 'weekly-report' as const, facts, about: day }, ...sending('weekly-report', settings, nowMs) }]
    })
    await outbox.post(postings, nowMs)
  }
}
