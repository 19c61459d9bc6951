/** Who does what comes due. */
import { cleanUp } from '../account/clean-up.ts'
import { deliver, type Channels } from '../account/deliver.ts'
import { remind } from '../account/remind.ts'
import type { Language } from '../domain/language.ts'
import { tasks } from '../domain/task.ts'
import { comeDue } from '../domain/timetable.ts'
import type { Clock } from '../ports/clock.ts'
import type { Content } from '../ports/content.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Queue, Work } from '../ports/queue.ts'
import type { Rounds } from '../ports/rounds.ts'
import type { LeaderboardStore } from '../ports/store.ts'
import type { Upkeep } from '../ports/upkeep.ts'
import { announceChallenge } from '../study/announce-challenge.ts'
import { closeStreaks } from '../study/close-streaks.ts'
import { offerPhrase } from '../study/offer-phrase.ts'
import { reportWeek } from '../study/report-week.ts'

export type Timetable = {
  readonly rounds: Rounds
  readonly outbox: Outbox
  readonly upkeep: Upkeep
  readonly leaderboard: Pick<LeaderboardStore, 'refresh'>
  readonly queue: Pick<Queue, 'depth'>
  readonly channels: Channels
  readonly content: Content
  readonly language: Language
  readonly clock: Clock
  readonly keepTurnsDays: number | null
}

export const timetableWork = (parts: Timetable): Work => ({
  tick: async () => void (await parts.rounds.tick(parts.clock.now(), comeDue)),
  'close-streaks': (due, { signal }) => closeStreaks(parts, due, signal),
  remind: (due, { signal }) => remind(parts, due, signal),
  'announce-challenge': (due, { signal }) => announceChallenge(parts, due, signal),
  'offer-phrase': (due, { signal }) => offerPhrase(parts, due, signal),
  'weekly-report': (due, { signal }) => reportWeek(parts, due, signal),
  deliver: ({ messageId, heldUntilMs }, { signal, attempt }) => deliver(parts, { messageId, heldUntilMs, lastTry: attempt >= tasks.deliver.tries }, signal),
  measure: ({ dueAtMs }) => measure(parts, dueAtMs),
  'refresh-leaderboards': () => parts.leaderboard.refresh(),
  'clean-up': (_, { signal }) => cleanUp(parts, signal),
})

async function measure({ upkeep, queue, clock }: Timetable, dueAtMs: number): Promise<void> {
  const [figures, { waiting, running, dead, oldestMs }] = await Promise.all([upkeep.count(clock.now()), queue.depth()])
  await upkeep.record({ ...figures, 'jobs-waiting': waiting, 'jobs-running': running, 'jobs-dead': dead, 'oldest-job-ms': oldestMs }, dueAtMs)
}
