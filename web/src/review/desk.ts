/**
 * What lies on the desk of whoever reviews: the cards as the server last said they stand, and the reviews it may not know of yet.
 *
 * A card's memory is never written here. It is what the server said, with the reviews on top, so that nothing has to be put right
 * once the server has replayed what all devices sent.
 */
import type { CardView, DueCards, ReviewRequest } from '@mluv/protocol/cards.ts'
import { reviewed } from '../../../server/src/domain/card-memory.ts'
import type { CardMemory } from '../../../server/src/domain/card-memory.ts'

export type GivenReview = ReviewRequest[number]

export type Desk = {
  readonly cards: readonly CardView[]
  /** In the order they were given. */
  readonly log: readonly GivenReview[]
  /** The id of the review that can still be taken back, and so is not sent. */
  readonly held: string | null
  readonly dayEndsAtMs: number
  /** As many were due as the server last said, and not all of them need to lie here. */
  readonly moreDue: boolean
}

export const emptyDesk: Desk = { cards: [], log: [], held: null, dayEndsAtMs: 0, moreDue: false }

/** What is due at the latest is let go: the server has it. */
export const cardsMax = 1_000
const dayMs = 86_400_000
/** From so many slips on, learning a card in the same way again is lost time. Anki counts as far. */
export const slipsMax = 8

export const answered = (desk: Desk, review: GivenReview): Desk => ({ ...desk, log: [...desk.log, review], held: review.reviewId })

export const takenBack = (desk: Desk): Desk => (desk.held === null ? desk : { ...desk, log: desk.log.filter(({ reviewId }) => reviewId !== desk.held), held: null })

export const letGo = (desk: Desk): Desk => (desk.held === null ? desk : { ...desk, held: null })

export const withoutCard = (desk: Desk, gone: string): Desk => ({ ...desk, cards: desk.cards.filter(({ cardId }) => cardId !== gone), log: desk.log.filter(({ cardId }) => cardId !== gone), held: null })

export const unsent = ({ log, held }: Desk): readonly GivenReview[] => log.filter(({ reviewId }) => reviewId !== held)

/** After the server has kept these: `items` are their cards, without those that are gone. */
export function acknowledged(desk: Desk, sent: readonly GivenReview[], items: readonly CardView[]): Desk {
  const sentIds = new Set(sent.map(({ reviewId }) => reviewId))
  const touched = new Set(sent.map(({ cardId }) => cardId))
  const there = new Map(items.map((card) => [card.cardId, card]))
  return {
    ...desk,
    log: desk.log.filter(({ reviewId }) => !sentIds.has(reviewId)),
    cards: desk.cards.flatMap((card) => {
      const fresh = there.get(card.cardId)
      return fresh ? [newer(card, fresh)] : touched.has(card.cardId) ? [] : [card]
    }),
  }
}

/** After the server has said what is due: whatever else seemed due was reviewed elsewhere, or is gone. */
export function refilled(desk: Desk, { items, total, dayEndsAt }: DueCards): Desk {
  const dayEndsAtMs = Date.parse(dayEndsAt)
  const before = new Map(desk.cards.map((card) => [card.cardId, card]))
  const due = items.map((card) => newer(before.get(card.cardId), card))
  const dueIds = new Set(items.map(({ cardId }) => cardId))
  const later = desk.cards.filter((card) => !dueIds.has(card.cardId) && Date.parse(card.dueAt) >= dayEndsAtMs)
  const cards = [...due, ...later.toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt))].slice(0, cardsMax)
  return { ...desk, cards, dayEndsAtMs, moreDue: total > items.length }
}

/** Answers may overtake each other; with each review the server keeps, a card has one more. */
const newer = (kept: CardView | undefined, fresh: CardView): CardView => (kept && kept.reviews > fresh.reviews ? kept : fresh)

export type StandingCard = { readonly card: CardView; readonly memory: CardMemory }

export function standing({ cards, log }: Desk): StandingCard[] {
  const given = Map.groupBy(log, ({ cardId }) => cardId)
  return cards.map((card) => {
    const reviews = (given.get(card.cardId) ?? []).toSorted((one, other) => Date.parse(one.reviewedAt) - Date.parse(other.reviewedAt))
    return { card, memory: reviews.reduce((memory, { rating, reviewedAt }) => reviewed(memory, rating, Date.parse(reviewedAt)), memoryOf(card)) }
  })
}

/** What is still due on the learner's day, the longest overdue first; what was answered just now comes last, and before it what only slips. */
export function queue(desk: Desk, nowMs: number): StandingCard[] {
  const endsMs = dayEndMs(desk, nowMs)
  const justNow = desk.log.find(({ reviewId }) => reviewId === desk.held)?.cardId
  const lateness = ({ card, memory }: StandingCard): number => (card.cardId === justNow ? 2 : memory.lapses >= slipsMax ? 1 : 0)
  return standing(desk).filter(({ memory }) => memory.dueAtMs < endsMs).toSorted((one, other) => lateness(one) - lateness(other) || one.memory.dueAtMs - other.memory.dueAtMs)
}

/** The end of this day, also where nobody has told it since an earlier one. */
export function dayEndMs({ dayEndsAtMs }: Desk, nowMs: number): number {
  return dayEndsAtMs > nowMs ? dayEndsAtMs : dayEndsAtMs + dayMs * (Math.floor((nowMs - dayEndsAtMs) / dayMs) + 1)
}

/** In how many days the next card comes, of those that lie here; null where none does. */
export function daysToNext(desk: Desk, nowMs: number): number | null {
  const due = standing(desk).map(({ memory }) => memory.dueAtMs)
  return due.length === 0 ? null : Math.max(0, Math.floor((Math.min(...due) - dayEndMs(desk, nowMs)) / dayMs) + 1)
}

function memoryOf({ dueAt, reviewedAt, stage, stability, difficulty, steps, reviews, lapses }: CardView): CardMemory {
  return { dueAtMs: Date.parse(dueAt), reviewedAtMs: reviewedAt === null ? null : Date.parse(reviewedAt), stage, stability, difficulty, steps, reviews, lapses }
}
