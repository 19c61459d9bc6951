/** What is to be told to learners, kept until it is: in the app, and on its way to them. */
import type { LearnerId } from '../domain/identity.ts'
import type { Dropped, Notice, OperatorNotice, PushedKind, Recipient } from '../domain/notice.ts'
import type { Subscription } from './reach.ts'

/** A message on its way, and what is known of its learner now. */
export type Message = Notice<PushedKind> & Recipient & {
  /** The same at every attempt: who receives it twice can tell. */
  readonly messageId: string
  readonly createdAtMs: number
  /** A verified address of the learner's; null where there is none that is open. */
  readonly address: string | null
  /** Their chat with the bot; null where there is none that is open. */
  readonly chatId: string | null
  /** Their browsers that take messages. */
  readonly browsers: readonly Subscription[]
}

/** The same, to whoever runs the installation. */
export type OperatorMessage = Omit<OperatorNotice, 'about'> & Pick<Message, 'messageId' | 'createdAtMs' | 'address'>

/** `dueAtMs`: not sent before this moment; at once when not given. */
export type Posting = { readonly notice: Notice<PushedKind>; readonly push: boolean; readonly dueAtMs?: number }

export type Outbox = {
  /**
   * Keeps notices for the app, and messages with the jobs that deliver them, all in one transaction. What was told before,
   * by kind, learner and what it is about, is left out.
   */
  post(postings: readonly Posting[], nowMs: number): Promise<void>
  /** A message for one more attempt, which is counted; null when there is nothing to send any more: it was sent or dropped, or its learner is gone. A dead one may be tried again. */
  take(messageId: string): Promise<Message | OperatorMessage | null>
  sent(messageId: string, channel: string, nowMs: number): Promise<void>
  /** Puts it off until a moment, with a job of its own; the attempt does not count. */
  held(messageId: string, untilMs: number): Promise<void>
  dropped(messageId: string, why: Dropped, nowMs: number): Promise<void>
  /** The channel will not take it. `fault` is a code, never a text of the channel's. */
  dead(messageId: string, channel: string, fault: string, nowMs: number): Promise<void>
  /** Nothing arrives any more at these addresses of a learner's. */
  closed(learnerId: LearnerId, channel: string, addresses: readonly string[], nowMs: number): Promise<void>
}
