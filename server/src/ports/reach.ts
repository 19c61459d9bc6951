/** By what learners can be reached, and what became of what was sent. */
import type { ChannelName } from '../domain/channel.ts'
import type { LearnerId } from '../domain/identity.ts'

/** A browser that takes messages: where, and the keys that they are locked with (RFC 8291), in base64url. */
export type Subscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }

/** Messages of one kind that ended alike on one day. `channel` and `reason` are empty where there was none. */
export type Delivered = { readonly day: string; readonly kind: string; readonly channel: string; readonly outcome: 'sent' | 'dropped' | 'dead'; readonly reason: string; readonly messages: number }

export type Reach = {
  /** How many addresses of each channel reach a learner. */
  of(learnerId: LearnerId): Promise<Readonly<Record<ChannelName, number>>>
  /** Keeps a browser, and of each learner's the `most` newest; one that was another's is theirs from now on. */
  subscribe(learnerId: LearnerId, subscription: Subscription, most: number, nowMs: number): Promise<void>
  /** Forgets it, if it is theirs. */
  unsubscribe(learnerId: LearnerId, endpoint: string): Promise<void>
  /** A learner's chat with the bot takes messages: they wrote there, or let the bot in again. */
  opened(learnerId: LearnerId, chatId: string): Promise<void>
  /** It takes none any more: they have shut the bot out. */
  closed(learnerId: LearnerId, chatId: string, nowMs: number): Promise<void>
  /** What became of messages on the days of a span, or in all. */
  delivered(span: { readonly from: string; readonly to: string } | null): Promise<readonly Delivered[]>
  /** The secret of this name: `offer` where there was none yet. */
  secret(name: string, offer: () => string | Promise<string>, nowMs: number): Promise<string>
}
