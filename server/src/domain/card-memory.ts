/**
 * How well a card is remembered and when it is due, after FSRS-6 (https://github.com/open-spaced-repetition/free-spaced-repetition-scheduler).
 *
 * A memory is nothing but the replay of the card's reviews, so devices that reviewed apart agree once all reviews are known.
 */
import { createEmptyCard, fsrs, State, type Card } from 'ts-fsrs'

export const stages = ['new', 'learning', 'review', 'relearning'] as const
export type Stage = (typeof stages)[number]

/** again, hard, good, easy */
export type Rating = 1 | 2 | 3 | 4
export type Review = { readonly reviewId: string; readonly rating: Rating; readonly reviewedAtMs: number }

export type CardMemory = {
  readonly dueAtMs: number
  readonly stage: Stage
  /** Days until nine in ten would still be remembered. */
  readonly stability: number
  /** From 1, easy, to 10; 0 while new. */
  readonly difficulty: number
  /** Steps of learning or relearning taken so far. */
  readonly steps: number
  readonly reviews: number
  readonly lapses: number
  readonly reviewedAtMs: number | null
}

/** A day without this one must not depend on dice: the replay gives the same everywhere. */
const scheduler = fsrs({ enable_fuzz: false })

export const newMemory = (createdAtMs: number): CardMemory => memoryOf(createEmptyCard(createdAtMs))

/** The memory after these reviews, whatever order they come in: they count by time, then by id. */
export function replayed(createdAtMs: number, reviews: readonly Review[]): CardMemory {
  let card = createEmptyCard(createdAtMs)
  for (const { rating, reviewedAtMs } of reviews.toSorted(byTime)) card = scheduler.next(card, reviewedAtMs, rating).card
  return memoryOf(card)
}

/** The memory after one review more. What is not later than the last one counts as made with it. */
export function reviewed(memory: CardMemory, rating: Rating, atMs: number): CardMemory {
  return memoryOf(scheduler.next(cardOf(memory), Math.max(atMs, memory.reviewedAtMs ?? 0), rating).card)
}

export const ratings = [1, 2, 3, 4] as const satisfies readonly Rating[]

/** What would become of it, by each answer that can be given now. */
export const futures = (memory: CardMemory, nowMs: number): readonly CardMemory[] => ratings.map((rating) => reviewed(memory, rating, nowMs))

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** The unit below which a span is told in the one before. */
const units = [['minute', minuteMs, hourMs], ['hour', hourMs, dayMs], ['day', dayMs, 30 * dayMs], ['month', 30.44 * dayMs, 365 * dayMs], ['year', 365.25 * dayMs, Infinity]] as const

/** How long until a card comes again, in the unit that people would say it in: one of it at least. */
export function spanOf(ms: number): { readonly unit: (typeof units)[number][0]; readonly count: number } {
  const [unit, unitMs] = units.find(([, , belowMs]) => ms < belowMs) ?? units[4]
  return { unit, count: Math.max(1, ms / unitMs) }
}

function byTime(one: Review, other: Review): number {
  return one.reviewedAtMs - other.reviewedAtMs || (one.reviewId < other.reviewId ? -1 : 1)
}

const stateOf: Readonly<Record<Stage, State>> = { new: State.New, learning: State.Learning, review: State.Review, relearning: State.Relearning }

/** How many days it was put off for, and when it was made, decide nothing of what comes next. */
function cardOf(memory: CardMemory): Card {
  return {
    ...createEmptyCard(memory.dueAtMs), state: stateOf[memory.stage], stability: memory.stability, difficulty: memory.difficulty, learning_steps: memory.steps,
    reps: memory.reviews, lapses: memory.lapses, ...(memory.reviewedAtMs !== null && { last_review: new Date(memory.reviewedAtMs) }),
  }
}

const stageOf: Readonly<Record<State, Stage>> = { [State.New]: 'new', [State.Learning]: 'learning', [State.Review]: 'review', [State.Relearning]: 'relearning' }

function memoryOf(card: Card): CardMemory {
  return {
    dueAtMs: card.due.getTime(), stage: stageOf[card.state], stability: card.stability, difficulty: card.difficulty, steps: card.learning_steps,
    reviews: card.reps, lapses: card.lapses, reviewedAtMs: card.last_review?.getTime() ?? null,
  }
}
