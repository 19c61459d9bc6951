/** The answers given in this page as long as the server may not know of them: a page that ends cannot ask the desk any more. */
import { acknowledged } from './desk.ts'
import type { Desk, GivenReview } from './desk.ts'
import { sentAtOnce } from './exchange.ts'
import type { DeskKeep, sendParting } from './exchange.ts'

export type InHand = {
  /** Whether an answer is on its way to the desk. */
  isKeeping(): boolean
  /** Has it in hand before it lies on the desk that `keep` promises. */
  whileKept(review: GivenReview, keep: () => Promise<Desk>): Promise<Desk>
  takenBack(reviewId: string | null): void
  /** What lies on the desk no longer is known, or taken back. */
  seen(desk: Desk): void
  /** Parts at once with as many as go together. The answer tells the desk what became of them; what was lost lies there. */
  partBy(part: typeof sendParting): (keep: DeskKeep) => Promise<void>
}

export function inHand(): InHand {
  const given = new Map<string, GivenReview>()
  let beingKept: string | null = null
  return {
    isKeeping: () => beingKept !== null,
    whileKept(review, keep) {
      beingKept = review.reviewId
      given.set(review.reviewId, review)
      return keep().finally(() => (beingKept = null))
    },
    takenBack: (reviewId) => void (reviewId && given.delete(reviewId)),
    seen({ log }) {
      const there = new Set([beingKept, ...log.map(({ reviewId }) => reviewId)])
      for (const reviewId of given.keys()) if (!there.has(reviewId)) given.delete(reviewId)
    },
    partBy(part) {
      const parting = [...given.values()].slice(0, sentAtOnce)
      for (const { reviewId } of parting) given.delete(reviewId)
      const heard = parting.length > 0 ? part(parting).catch(() => null) : null
      return async (keep) => {
        const told = await heard
        if (told) await keep.change((desk) => acknowledged(desk, parting, told.items))
      }
    },
  }
}
