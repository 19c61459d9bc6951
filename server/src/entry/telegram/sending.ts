/** What goes out to Telegram: each message once, however often its update is answered, and within what Telegram allows. */
import { autoRetry } from '@grammyjs/auto-retry'
import { apiThrottler } from '@grammyjs/transformer-throttler'
import { GrammyError, type Api, type Context, type Transformer } from 'grammy'
import type { InlineKeyboardMarkup, Message } from 'grammy/types'
import type { Gone } from '../../ports/inbox.ts'

/** What Telegram takes from a bot: thirty messages a second in all; in a chat one a second, after a burst; in a group twenty a minute. */
const limits = {
  global: { reservoir: 30, reservoirRefreshAmount: 30, reservoirRefreshInterval: 1_000 },
  group: { maxConcurrent: 1, reservoir: 20, reservoirRefreshAmount: 20, reservoirRefreshInterval: 60_000 },
  out: { maxConcurrent: 1, reservoir: 5, reservoirIncreaseAmount: 1, reservoirIncreaseInterval: 1_000, reservoirIncreaseMaximum: 5 },
}
/** Who is told to wait for longer is answered when the update is tried again. */
const retryAfterSecondsMax = 30
const retriesMax = 3

const retried = () => autoRetry({ maxDelaySeconds: retryAfterSecondsMax, maxRetryAttempts: retriesMax, rethrowHttpErrors: true, rethrowInternalServerErrors: true })

/** For all that is sent: the library's own plugins. What fails otherwise fails the update, which is tried again. */
export function keepLimits({ config }: Api): void {
  config.use(justBefore, apiThrottler(limits), retried())
}

/** For what shows nobody anything. */
export function keepTrying({ config }: Api): void {
  config.use(retried())
}

/** What has to be done when a call's turn has come, after all waiting: by its payload, which is handed on as it is. */
const dueBefore = new WeakMap<object, () => Promise<void>>()
const justBefore: Transformer = async (previous, method, payload, signal) => {
  await dueBefore.get(payload)?.()
  return previous(method, payload, signal)
}

/** Methods that do something each time they are asked. */
const notTwice: ReadonlySet<string> = new Set(['sendMessage', 'sendVoice', 'sendDocument'])

export type Progress = Gone & { note(gone: Gone): Promise<void> }

/** Messages of a supergroup are numbered by themselves, all others of a bot in one row. `latest`: what is known of one. */
export type Row = { latest: number }

/** The row in which a chat's messages are numbered; `shared` is that of the bot. */
export function rowOf({ chat, msgId }: Pick<Context, 'chat' | 'msgId'>, shared: Row): Row {
  const row = chat?.type === 'supergroup' ? { latest: 0 } : shared
  row.latest = Math.max(row.latest, msgId ?? 0)
  return row
}

/**
 * Leaves out the messages that went out when the update was answered before. Answers are made from what is kept, and so are the same
 * messages in the same order. Telegram has no key for a message: whether one is out whose taking was not heard of is seen in the chat, by `api`.
 */
export function onlyOnce({ sent, sendingAfter, note }: Progress, row: Row, api: Api): Transformer {
  let count = 0
  return async (previous, method, payload, signal) => {
    if (!notTwice.has(method)) return previous(method, payload, signal)
    count += 1
    const mine = count
    const isOut = mine <= sent || (mine === sent + 1 && sendingAfter !== null && (await stands(api, payload as Sent, sendingAfter)))
    // Nobody reads what a message was sent as.
    if (isOut) return { ok: true, result: true as never }
    dueBefore.set(payload, () => note({ sent: mine - 1, sendingAfter: row.latest }))
    const answer = await previous(method, payload, signal)
    if (answer.ok) row.latest = Math.max(row.latest, (answer.result as Message).message_id)
    // What failed on Telegram's side may have been done.
    if (answer.ok || answer.error_code < 500) await note({ sent: answer.ok ? mine : mine - 1, sendingAfter: null })
    return answer
  }
}

type Sent = { readonly chat_id: number | string; readonly reply_markup?: InlineKeyboardMarkup }

/** Numbers that are looked at: what a busy bot sends and is told between a message's leaving and Telegram's taking it. */
const looksMax = 50

/**
 * Whether a message came into its chat, under a number above `after`. Telegram lets a bot look at nothing, but refuses to change a message into
 * what it is, one that is not there and one that is somebody else's, each in other words.
 */
async function stands(api: Api, { chat_id: chatId, reply_markup: buttons }: Sent, after: number): Promise<boolean> {
  for (let messageId = after + 1; messageId <= after + looksMax; messageId += 1) {
    try {
      await api.editMessageReplyMarkup(chatId, messageId, buttons && { reply_markup: buttons })
    } catch (error) {
      if (!(error instanceof GrammyError && error.error_code === 400)) throw error
      if (error.description.includes('not modified')) return true
    }
  }
  return false
}
