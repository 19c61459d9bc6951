/** What goes out to Telegram: each message once, however often its update is answered, and within what Telegram allows. */
import { autoRetry } from '@grammyjs/auto-retry'
import { apiThrottler } from '@grammyjs/transformer-throttler'
import type { Api, Transformer } from 'grammy'

/** What Telegram takes from a bot: thirty messages a second in all; in a chat one a second, after a burst; in a group twenty a minute. */
const limits = {
  global: { reservoir: 30, reservoirRefreshAmount: 30, reservoirRefreshInterval: 1_000 },
  group: { maxConcurrent: 1, reservoir: 20, reservoirRefreshAmount: 20, reservoirRefreshInterval: 60_000 },
  out: { maxConcurrent: 1, reservoir: 5, reservoirIncreaseAmount: 1, reservoirIncreaseInterval: 1_000, reservoirIncreaseMaximum: 5 },
}
/** Who is told to wait for longer is answered when the update is tried again. */
const retryAfterSecondsMax = 30
const retriesMax = 3

/** For all that is sent: the library's own plugins. What fails otherwise fails the update, which is tried again. */
export function keepLimits({ config }: Api): void {
  config.use(apiThrottler(limits), autoRetry({ maxDelaySeconds: retryAfterSecondsMax, maxRetryAttempts: retriesMax, rethrowHttpErrors: true, rethrowInternalServerErrors: true }))
}

/** Methods that do something each time they are asked. */
const notTwice: ReadonlySet<string> = new Set(['sendMessage', 'sendVoice', 'sendDocument'])

export type Progress = { readonly sent: number; note(sent: number): Promise<void> }

/**
 * Leaves out the messages that went out when the update was answered before. Answers are made from what is kept, and so are the same
 * messages in the same order. A process that dies between a message and its note sends that one again: Telegram has no key for it.
 */
export function onlyOnce({ sent, note }: Progress): Transformer {
  let count = 0
  return async (previous, method, payload, signal) => {
    if (!notTwice.has(method)) return previous(method, payload, signal)
    count += 1
    // Nobody reads what a message was sent as.
    if (count <= sent) return { ok: true, result: true as never }
    const mine = count
    const answer = await previous(method, payload, signal)
    if (answer.ok) await note(mine)
    return answer
  }
}
