/** The bot's door, where there is a bot. */
import type { Config } from '../config.ts'
import { Failure } from '../domain/failure.ts'
import type { House } from '../entry/house.ts'
import { webhookPath } from '../entry/http/telegram.ts'
import type { TelegramDoor } from '../entry/telegram/door.ts'
import type { Inbox } from '../ports/inbox.ts'

/** Null where there is no bot. What it is made with is loaded where there is one. */
export async function telegramFor(config: Config, house: House, kept: Inbox, holder: string): Promise<TelegramDoor | null> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: apiRoot, TELEGRAM_UPDATES: how, PUBLIC_URL: publicUrl, DATABASE_URL: server } = config
  if (token === null) return null
  const isBrought = how === 'webhook' || (how === 'auto' && publicUrl !== null && publicUrl.startsWith('https:'))
  if (isBrought && publicUrl === null) throw new Failure('invalid', 'TELEGRAM_UPDATES=webhook needs PUBLIC_URL: Telegram has to know where to bring them.')
  const arrival = isBrought ? { how: 'webhook' as const, url: new URL(webhookPath, publicUrl!).href } : { how: 'polling' as const }
  const { telegramDoor } = await import('../entry/telegram/door.ts')
  return telegramDoor(house, { token, apiRoot: apiRoot!.replace(/\/+$/, ''), arrival, inbox: kept, holder, alone: server === null })
}
