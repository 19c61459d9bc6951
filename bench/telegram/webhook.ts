/**
 * Updates on their way to a webhook: as many at once as it takes, of one row one after the other, the next when the one before was
 * taken or has grown too old. What is not taken is tried again, later each time.
 */
import type { Update } from 'grammy/types'
import type { Sleep } from '../simulator/behaviour.ts'
import { asTelegramDoes, msOf, type Told } from './behaviour.ts'
import type { Pending, Waiting } from './waiting.ts'

export type Webhook = { readonly url: string; readonly secretToken: string; readonly connectionsMax: number }

export type Delivery = {
  readonly updateId: number
  readonly postedMs: number
  readonly answeredMs: number
  /** 0 where the line broke, or nothing came in time. */
  readonly status: number
}

export type Posting = {
  webhook: Webhook | null
  lastError: { readonly message: string; readonly date: number } | null
  told: Told['updates']
  readonly log: Delivery[]
  /** Sends what may be sent. */
  pump(): void
  stop(): void
}

export type PostingOptions = {
  readonly now: () => number
  readonly sleep: Sleep
  /** What a webhook asks for in its answer. */
  readonly answered: (body: string) => void
}

type Post = { readonly delivery: Delivery; readonly retryAfterS: number; readonly reason: string }

const logMax = 100_000
const retryAfterSMax = 3_600

export function posting(waiting: Waiting, { now, sleep, answered }: PostingOptions): Posting {
  const stopped = new AbortController()
  let onWay = 0
  const self: Posting = {
    webhook: null, lastError: null, told: asTelegramDoes.updates, log: [],
    pump() {
      while (self.webhook && !self.told.held && !stopped.signal.aborted && onWay < self.webhook.connectionsMax) {
        const pending = waiting.next(self.told.order, now())
        if (!pending) return
        pending.isOnWay = true
        onWay += 1
        void deliver(pending, self.webhook).finally(() => {
          pending.isOnWay = false
          onWay -= 1
          self.pump()
        })
      }
    },
    stop: () => stopped.abort(),
  }

  async function deliver(pending: Pending, to: Webhook): Promise<void> {
    const beforeMs = msOf(self.told.beforeMs)
    if (beforeMs > 0) await sleep(beforeMs, stopped.signal)
    const posts = await Promise.all(Array.from({ length: self.told.again === 'at-once' ? 2 : 1 }, () => noted(pending.update, to)))
    const failed = posts.find(({ delivery: { status } }) => status < 200 || status > 299)
    if (stopped.signal.aborted) return
    if (failed) return later(pending, failed)
    if (self.told.again === 'after' && !pending.isAgain) return void (pending.isAgain = true)
    waiting.remove(pending)
  }

  function later(pending: Pending, { delivery: { status }, retryAfterS, reason }: Post): void {
    self.lastError = { message: status === 0 ? 'Webhook connection closed' : `Wrong response from the webhook: ${status} ${reason}`, date: Math.floor(Date.now() / 1000) }
    const { retryMs } = self.told
    const afterMs = retryAfterS > 0 ? Math.min(retryAfterS, retryAfterSMax) * 1000 : (retryMs[Math.min(pending.failures, retryMs.length - 1)] ?? 0)
    pending.failures += 1
    pending.dueMs = now() + afterMs
    if (pending.dueMs > pending.expiresMs) return waiting.remove(pending)
    if (afterMs > 0) void sleep(afterMs, stopped.signal).then(self.pump)
  }

  async function noted(update: Update, to: Webhook): Promise<Post> {
    const postedMs = now()
    const late = new AbortController()
    const over = new AbortController()
    void sleep(self.told.answerMsMax, AbortSignal.any([over.signal, stopped.signal])).then(() => late.abort())
    const { status, retryAfterS, reason, body } = await post(update, to, AbortSignal.any([late.signal, stopped.signal]))
    over.abort()
    const delivery: Delivery = { updateId: update.update_id, postedMs, answeredMs: now(), status }
    if (self.log.length === logMax) self.log.shift()
    self.log.push(delivery)
    if (status >= 200 && status <= 299 && body.startsWith('{')) answered(body)
    return { delivery, retryAfterS, reason }
  }

  return self
}

async function post(update: Update, { url, secretToken }: Webhook, signal: AbortSignal) {
  try {
    const headers = { 'content-type': 'application/json', ...(secretToken === '' ? {} : { 'x-telegram-bot-api-secret-token': secretToken }) }
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update), redirect: 'manual', signal })
    return { status: answer.status, retryAfterS: Number(answer.headers.get('retry-after') ?? 0), reason: answer.statusText, body: await answer.text() }
  } catch {
    // A line that breaks is a delivery that was not taken.
    return { status: 0, retryAfterS: 0, reason: '', body: '' }
  }
}
