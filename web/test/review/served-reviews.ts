/** A server that keeps cards and reviews as the real one promises to: each review once, clamped to when it came, a memory the replay of all of them. */
import type { CardView, DueCards, Reviewed, ReviewRequest } from '@mluv/protocol/cards.ts'
import { replayed } from '../../../server/src/domain/card-memory.ts'
import type { Review } from '../../../server/src/domain/card-memory.ts'
import { emptyDesk } from '../../src/review/desk.ts'
import type { DeskKeep } from '../../src/review/exchange.ts'

export const dayMs = 86_400_000
export const startMs = Date.UTC(2026, 2, 2, 12)
const instant = (ms: number): string => new Date(ms).toISOString()

export function servedReviews(cardIds: readonly string[]) {
  const kept = new Map(cardIds.map((cardId) => [cardId, new Map<string, Review>()]))
  const server = { nowMs: startMs, kept, view, review, due }

  function view(cardId: string): CardView {
    const { dueAtMs, reviewedAtMs, ...memory } = replayed(startMs, [...kept.get(cardId)!.values()])
    return {
      cardId, kind: 'word', front: `front of ${cardId}`, back: `back of ${cardId}`, example: null, mistakeId: null, suspended: false, leech: false, createdAt: instant(startMs),
      ...memory, dueAt: instant(dueAtMs), reviewedAt: reviewedAtMs === null ? null : instant(reviewedAtMs),
    }
  }
  function review(given: ReviewRequest): Reviewed {
    const known = given.filter(({ cardId }) => kept.has(cardId))
    for (const { cardId, reviewId, rating, reviewedAt } of known) {
      const log = kept.get(cardId)!
      if (!log.has(reviewId)) log.set(reviewId, { reviewId, rating, reviewedAtMs: Math.min(Date.parse(reviewedAt), server.nowMs) })
    }
    return { items: [...new Set(known.map(({ cardId }) => cardId))].map(view) }
  }
  function due(limit: number): DueCards {
    const dayEndsMs = (Math.floor(server.nowMs / dayMs) + 1) * dayMs
    const items = [...kept.keys()].map(view).filter(({ dueAt }) => Date.parse(dueAt) < dayEndsMs).toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt))
    return { items: items.slice(0, limit), total: items.length, dayEndsAt: instant(dayEndsMs) }
  }
  return server
}

/** A desk as a browser keeps it: over reloads, and nothing of it but what can be written down. */
export function keptInMemory(): DeskKeep {
  let written = JSON.stringify(emptyDesk)
  return {
    async change(act) {
      written = JSON.stringify(act(JSON.parse(written) as typeof emptyDesk))
      return JSON.parse(written) as typeof emptyDesk
    },
  }
}
