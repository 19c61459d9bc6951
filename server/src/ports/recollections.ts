/** What is kept of talks in few words, and what learners told in them. It is the learner's, and goes with them, and with the turns that it was said in. */
import type { Exchange } from '../domain/conversation.ts'
import type { ConversationId, LearnerId, TurnId } from '../domain/identity.ts'
import type { Fact } from '../domain/recollection.ts'

export type Unsummarised = {
  readonly learnerId: LearnerId
  /** What was said before the exchanges, in few words. */
  readonly summary: string | null
  readonly facts: readonly string[]
  /** Oldest first. */
  readonly exchanges: readonly (Exchange & { readonly turnId: TurnId })[]
  /** The place of the last of them in the talk, counted from 1. */
  readonly through: number
}

export type Recollected = {
  readonly conversationId: ConversationId
  readonly learnerId: LearnerId
  readonly through: number
  /** The last turn that the summary tells of. */
  readonly turnId: TurnId
  /** Null where there was nothing to say. */
  readonly summary: string | null
  readonly facts: readonly Fact[]
  readonly nowMs: number
}

export type Recollections = {
  /** The first exchanges of a talk that no summary tells of, forty at most, up to one place in it or to its end; null where there are none, or the talk is gone. */
  unsummarised(conversationId: ConversationId, through: number | null): Promise<Unsummarised | null>
  /**
   * Keeps a summary in the place of the one before, unless that tells of as much; and the facts that are new, of which the newest twenty stay.
   * Of a learner or a turn that is gone by now nothing is kept.
   */
  keep(recollected: Recollected): Promise<void>
}
