/** A round of people that a test gives, and what it posts. */
import type { LearnerId } from '../../src/domain/identity.ts'
import { firstSettings, type Settings } from '../../src/domain/learner.ts'
import type { Outbox, Posting } from '../../src/ports/outbox.ts'
import type { Rounds, Visited } from '../../src/ports/rounds.ts'

export const day = '2026-03-02'
export const timeZone = 'Europe/Prague'

export const visited = (name: string, settings: Partial<Settings> = {}): Visited => ({ learnerId: name as LearnerId, settings: { ...firstSettings, timeZone, ...settings }, last: null, streak: null })

/** Whoever is visited is visited one by one. */
export function roundOf(people: readonly Visited[]) {
  const posted: Posting[] = []
  const asked: unknown[] = []
  const rounds = {
    async *visit(zone: string, activeSince: string | null) {
      asked.push([zone, activeSince])
      for (const each of people) yield [each]
    },
  } as unknown as Rounds
  const outbox = { post: async (postings: readonly Posting[]) => void posted.push(...postings) } as unknown as Outbox
  return { rounds, outbox, posted, asked }
}
