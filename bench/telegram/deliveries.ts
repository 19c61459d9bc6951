/** Updates from their making to their taking, by `getUpdates` or by a webhook. */
import type { Update } from 'grammy/types'
import type { Told } from './behaviour.ts'
import { Refusal } from './refusal.ts'
import { waiting } from './waiting.ts'
import { posting, type Delivery, type PostingOptions, type Webhook } from './webhook.ts'

export type Content = Omit<Update, 'update_id'>
export type Poll = { readonly offset: number; readonly limit: number; readonly waitMs: number }

export type Deliveries = {
  /** The number of the update; null where the bot wants none of this kind. */
  add(row: string, content: Content, lifeMs: number): number | null
  /** One waits at a time: whoever waited before is told to stop. */
  poll(poll: Poll, gone: AbortSignal): Promise<readonly Update[]>
  setWebhook(webhook: Webhook | null): void
  readonly webhook: Webhook | null
  /** What is to come; empty: all. */
  allowed: readonly string[]
  pending(): number
  readonly lastError: { readonly message: string; readonly date: number } | null
  /** Takes away all that waits. */
  drop(): void
  set(told: Told['updates']): void
  log(): readonly Delivery[]
  forget(): void
  stop(): void
}

type Poller = { wake(): void; end(why: Refusal): void }

const firstId = 100_001

export function deliveries(options: PostingOptions): Deliveries {
  const { now, sleep } = options
  const queue = waiting()
  const post = posting(queue, options)
  const stopped = new AbortController()
  let allowed: readonly string[] = []
  let nextId = firstId
  let poller: Poller | null = null
  const ready = ({ offset, limit }: Poll): Update[] => (post.told.held ? [] : queue.from(offset, limit))
  return {
    add(row, content, lifeMs) {
      if (allowed.length > 0 && !allowed.includes(Object.keys(content)[0]!)) return null
      const updateId = nextId
      nextId += 1
      queue.add({ update: { update_id: updateId, ...content }, row, expiresMs: now() + lifeMs, dueMs: 0, failures: 0, isOnWay: false, isAgain: false })
      if (!post.told.held) poller?.wake()
      post.pump()
      return updateId
    },
    async poll(poll, gone) {
      if (post.webhook) throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
      poller?.end(new Refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'))
      const there = ready(poll)
      if (there.length > 0 || poll.waitMs === 0) return there
      const over = new AbortController()
      const why = await new Promise<Refusal | null>((resolve) => {
        poller = { wake: () => resolve(null), end: resolve }
        void sleep(poll.waitMs, AbortSignal.any([over.signal, gone, stopped.signal])).then(() => resolve(null))
      })
      over.abort()
      if (why) throw why
      poller = null
      return ready(poll)
    },
    setWebhook(webhook) {
      if (webhook) poller?.end(new Refusal(409, 'Conflict: terminated by setWebhook request'))
      post.webhook = webhook
      post.lastError = null
      queue.hurry()
      post.pump()
    },
    get webhook() {
      return post.webhook
    },
    get allowed() {
      return allowed
    },
    set allowed(kinds) {
      allowed = kinds
    },
    pending: () => queue.size,
    get lastError() {
      return post.lastError
    },
    drop: queue.clear,
    set(told) {
      post.told = told
      if (!told.held && queue.size > 0) poller?.wake()
      post.pump()
    },
    log: () => post.log,
    forget: () => void (post.log.length = 0),
    stop() {
      stopped.abort()
      post.stop()
    },
  }
}
