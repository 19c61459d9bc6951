/** What goes out to Telegram: each message once, however often its update is answered, and within what Telegram allows. */
import { autoRetry } from '@grammyjs/auto-retry'
import { GrammyError, type Api, type Context, type Transformer } from 'grammy'
import type { InlineKeyboardMarkup, Message, Update } from 'grammy/types'
import type { Gone, Series } from '../../ports/inbox.ts'
import { withinRates } from './rates.ts'

/** Who is told to wait for longer is answered when the update is tried again. */
const retryAfterSecondsMax = 30
const retriesMax = 3

const retried = () => autoRetry({ maxDelaySeconds: retryAfterSecondsMax, maxRetryAttempts: retriesMax, rethrowHttpErrors: true, rethrowInternalServerErrors: true })

/** For all that is sent. What fails otherwise fails the update, which is tried again. */
export function keepLimits({ config }: Api): void {
  config.use(justBefore, fewAtOnce(), withinRates(), retried())
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

/** What asks for what is so already, or of what is not there, not the bot's or too old. */
export const isBadRequest = (error: unknown): error is GrammyError => error instanceof GrammyError && error.error_code === 400

/** Methods that do something each time they are asked. */
const notTwice: ReadonlySet<string> = new Set(['sendMessage', 'sendVoice', 'sendDocument'])

/** On their way at once: as many numbers may be given to others between what is known when a message leaves and its own. */
const underWayMax = 20

/** Of those few; one alone at first, since nobody knows yet how far Telegram has come, and after one of which nothing was heard, since it may have a number. */
function fewAtOnce(): Transformer {
  let [room, underWay] = [1, 0]
  const waiting: (() => void)[] = []
  function next(): void {
    for (; underWay < room && waiting.length > 0; underWay += 1) waiting.shift()!()
  }
  return async (previous, method, payload, signal) => {
    if (!notTwice.has(method)) return previous(method, payload, signal)
    await new Promise<void>((go) => {
      waiting.push(go)
      next()
    })
    let isUnheard = true
    try {
      const answer = await previous(method, payload, signal)
      isUnheard = !answer.ok && answer.error_code >= 500
      if (answer.ok) room = underWayMax
      return answer
    } finally {
      if (isUnheard) room = 1
      underWay -= 1
      next()
    }
  }
}

/** How much of the answer is out by now, and how that is noted. */
export type Progress = Gone & { leaving(sent: number, series: Series): Promise<void>; left(sent: number, series: Series): Promise<void> }

/** Counted so, an excuse is not taken for the first message of an answer. */
export const excuseDue = -2

type Numbered = { readonly chatId: number; latest: number }

/** In which the messages of all chats but supergroups are numbered. */
export const sharedSeries = (): Numbered => ({ chatId: 0, latest: 0 })

export function seriesOf({ chat, msgId }: Pick<Context, 'chat' | 'msgId'>, shared: Numbered): Numbered {
  const series = chat?.type === 'supergroup' ? { chatId: chat.id, latest: 0 } : shared
  hasCome(series, msgId ?? 0)
  return series
}

/** Whoever writes while an answer waits takes a number, too. */
export function heardOf({ message }: Update, shared: Numbered): void {
  if (message && message.chat.type !== 'supergroup' && Number.isSafeInteger(message.message_id)) hasCome(shared, message.message_id)
}

function hasCome(series: Numbered, to: number): void {
  series.latest = Math.max(series.latest, to)
}

/**
 * Leaves out the messages that went out when the update was answered before. Answers are made from what is kept, and so are the same
 * messages in the same order. Telegram has no key for a message: whether one is out whose taking was not heard of is seen in the chat, by `api`.
 */
export function onlyOnce(progress: Progress, series: Numbered, api: Api): Transformer {
  const { sent, sendingAfter } = progress
  let count = Math.min(sent, 0)
  return async (previous, method, payload, signal) => {
    if (!notTwice.has(method)) return previous(method, payload, signal)
    count += 1
    const mine = count
    // Nobody reads what a message was sent as.
    const out = { ok: true, result: true as never } as const
    if (mine <= sent) return out
    const found = mine === sent + 1 && sendingAfter !== null ? await foundIn(api, payload as Sent, sendingAfter) : null
    if (found !== null) {
      hasCome(series, found)
      await progress.left(mine, series)
      return out
    }
    dueBefore.set(payload, () => progress.leaving(mine - 1, series))
    const answer = await previous(method, payload, signal)
    if (answer.ok) hasCome(series, (answer.result as Message).message_id)
    // What failed on Telegram's side may have been done.
    if (answer.ok || answer.error_code < 500) await progress.left(answer.ok ? mine : mine - 1, series)
    return answer
  }
}

type Sent = { readonly chat_id: number | string; readonly reply_markup?: InlineKeyboardMarkup }

/** Numbers that are looked at: what a busy bot sends, and is told, between a message's leaving and Telegram's taking it. */
const looksMax = 100

/**
 * The number of a message that came into its chat, where it did: above `after`. Telegram lets a bot look at nothing, but refuses to change a message into
 * what it is, one that is not there and one that is somebody else's, each in other words.
 */
async function foundIn(api: Api, { chat_id: chatId, reply_markup: buttons }: Sent, after: number): Promise<number | null> {
  for (let messageId = after + 1; messageId <= after + looksMax; messageId += 1) {
    try {
      await api.editMessageReplyMarkup(chatId, messageId, buttons && { reply_markup: buttons })
    } catch (error) {
      if (!isBadRequest(error)) throw error
      if (error.description.includes('not modified')) return messageId
    }
  }
  return null
}
