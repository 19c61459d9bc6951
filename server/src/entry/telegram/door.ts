/**
 * The door to Telegram. What it brings is kept before it is acknowledged, and answered from there: each update once, those of a
 * chat one after the other, those of many chats at once, whatever process dies meanwhile.
 *
 *     webhook or getUpdates ──▶ inbox ──take──▶ answered ──▶ done
 *                                 ▲                │
 *                                 └───put back─────┘
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Brought, Inbox } from '../../ports/inbox.ts'
import type { House } from '../house.ts'
import { answering } from './answering.ts'
import { tutorBot } from './bot.ts'
import type { Line } from './chat.ts'
import { registerCommands } from './commands.ts'

/** How long Telegram may wait for something to bring before it says that there is nothing. */
const pollMs = 25_000
/** After Telegram could not be reached. */
const unreachableMs = 3_000
const asked = ['message', 'callback_query', 'my_chat_member'] as const

export type Arrival = { readonly how: 'polling' } | { readonly how: 'webhook'; readonly url: string }
/** `alone`: no other process answers from this inbox. */
export type Parts = Line & { readonly inbox: Inbox; readonly arrival: Arrival; readonly holder: string; readonly alone: boolean }

export type TelegramDoor = {
  /** Whether Telegram sent this, and not somebody else. */
  isTelegram(secret: unknown): boolean
  /** Keeps what a webhook brought; resolves when it is safe. */
  receive(update: unknown): Promise<void>
  /** Begins to fetch and to answer. Does not wait for Telegram. */
  open(): Promise<void>
  /** Lets what is being answered end within `graceMs`; the rest is answered after the next start. */
  close(graceMs: number): Promise<void>
}

export function telegramDoor(house: House, { inbox, holder, arrival, alone, ...line }: Parts): TelegramDoor {
  const { clock, log } = house
  const closing = new AbortController()
  const answers = answering({ inbox, holder, clock, log, trace: house.trace, seen: house.seen })
  const { bot, heard, excuse } = tutorBot(house, line, answers.progressOf)
  const secret = secretOf(line.token)
  let work: Promise<unknown> = Promise.resolve()

  async function keep(updates: readonly unknown[]): Promise<void> {
    const brought = updates.flatMap((update) => broughtIn(update) ?? [])
    await inbox.keep(brought, clock.now())
    for (const { body } of brought) heard(body)
    answers.stir()
  }

  /** Until it is done, or the door closes. */
  async function persistently(act: () => Promise<void>): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        return await act()
      } catch (error) {
        if (closing.signal.aborted) return
        log.error('telegram-unreachable', error)
        await clock.sleep(unreachableMs, closing.signal)
      }
    }
  }

  /** Without the bot's own patience, which outlasts the door. */
  const plain = () => new Api(line.token, { apiRoot: line.apiRoot })
  const signal = closing.signal as Parameters<Api['getMe']>[0]

  async function introduce(): Promise<void> {
    bot.botInfo = await plain().getMe(signal)
    house.doors.joining().introduce(bot.botInfo.username)
    if (arrival.how === 'webhook') await bot.api.setWebhook(arrival.url, { secret_token: secret, allowed_updates: asked })
    else await bot.api.deleteWebhook()
    await registerCommands(bot.api, house.content.in(house.language))
    // Telegram opens no page that is not reached by TLS.
    if (house.publicUrl?.startsWith('https:')) await bot.api.setChatMenuButton({ menu_button: { type: 'web_app', text: 'Mluv', web_app: { url: house.publicUrl } } })
  }

  async function poll(): Promise<void> {
    const api = plain()
    for (let offset = 0; ;) {
      const updates = await api.getUpdates({ offset, timeout: pollMs / 1000, allowed_updates: asked }, signal)
      await keep(updates)
      offset = (updates.at(-1)?.update_id ?? offset - 1) + 1
    }
  }

  async function run(): Promise<void> {
    await persistently(introduce)
    if (closing.signal.aborted) return
    await Promise.all([answers.run({ answer: (update) => bot.handleUpdate(update as Update), excuse }, closing.signal), arrival.how === 'polling' && persistently(poll)])
  }

  return {
    isTelegram: (given) => typeof given === 'string' && given.length === secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(secret)),
    receive: (update) => keep([update]),
    async open() {
      if (alone) await inbox.release(clock.now())
      work = run()
    },
    async close(graceMs) {
      closing.abort(null)
      await Promise.all([work, answers.settle(graceMs)])
    },
  }
}

/** Webhooks are told by it; whoever does not know the token cannot know it. */
const secretOf = (token: string): string => createHmac('sha256', token).update('webhook').digest('hex')

/** What is looked at before anything is believed of it. */
type Unread = {
  readonly update_id?: unknown
  readonly message?: InChat
  readonly my_chat_member?: InChat
  readonly callback_query?: { readonly message?: InChat; readonly from?: { readonly id?: unknown } }
}
type InChat = { readonly chat?: { readonly id?: unknown } }

/** Null for what is none of the updates that were asked for. */
function broughtIn(update: unknown): Brought | null {
  const { update_id: updateId, message, my_chat_member: member, callback_query: pressed } = (update ?? {}) as Unread
  const chatId = (message ?? member ?? pressed?.message)?.chat?.id ?? pressed?.from?.id
  return isWhole(updateId) && isWhole(chatId) ? { updateId, chatId, body: update } : null
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
