/** A learner is erased: what runs of theirs ends, what is kept goes, and then what is remembered of what was kept. */
import type { LearnerId } from '../domain/identity.ts'
import type { Cache } from '../ports/cache.ts'
import type { Clock } from '../ports/clock.ts'
import type { PersonalData } from '../ports/personal-data.ts'
import type { LeaderboardStore } from '../ports/store.ts'

/** What this process holds of a learner besides what is kept. */
export type Held = {
  /** Ends their turns. */
  readonly turns: { forget(learnerId: LearnerId): Promise<void> }
  readonly cache: Pick<Cache, 'forget'>
}

export type Forgetting = Held & {
  readonly personalData: Pick<PersonalData, 'erase'>
  readonly leaderboard: Pick<LeaderboardStore, 'refresh'>
  readonly clock: Pick<Clock, 'now'>
  /** What backups are told: who must not come back with them. */
  noteErased(): Promise<void>
}

/**
 * False where there is no such learner. A process that dies in the middle leaves all, or nothing that is kept: what is
 * remembered then ends by itself within the hour, as does the leaderboard.
 */
export async function forget(parts: Forgetting, learnerId: LearnerId): Promise<boolean> {
  await parts.turns.forget(learnerId)
  if (!(await parts.personalData.erase(learnerId, parts.clock.now()))) return false
  await forgetHeld(parts, learnerId)
  await parts.noteErased()
  await parts.leaderboard.refresh()
  return true
}

/** In every process that hears of it. Turns first: they may have more to remember. */
export async function forgetHeld({ turns, cache }: Held, learnerId: LearnerId): Promise<void> {
  await turns.forget(learnerId)
  await cache.forget(learnerId)
}
