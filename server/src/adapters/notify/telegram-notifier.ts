/** Messages in the chat that a learner has with the bot: a few words, and buttons to practise at once and to be told this no more. */
import type { Api } from 'grammy'
import type { ToldKind } from '../../domain/channel.ts'
import { ProviderFailure, type ProviderFault } from '../../domain/failure.ts'
import { escaped } from '../../domain/markup.ts'
import { tongueFor } from '../../domain/language.ts'
import { noteOf } from '../../domain/letter.ts'
import type { Content } from '../../ports/content.ts'
import type { Notifier } from '../../ports/notifier.ts'

type Bot = { readonly token: string; readonly apiRoot: string; readonly content: Content }
type Library = typeof import('grammy')
type Line = { readonly library: Library; readonly api: Api }

/** What the buttons bring back; `entry/telegram/notices.ts` listens for them. */
export const practiseData = 'practise'
export const offData = (kind: ToldKind): string => `off:${kind}`

/** Telegram takes 4096 characters; nothing that is told comes near. */
const textLengthMax = 4000

export function telegramNotifier({ token, apiRoot, content }: Bot): Notifier {
  // Loaded where something is told in Telegram: most starts do without.
  let opened: Promise<Line> | null = null
  const line = () => (opened ??= import('grammy').then((library) => ({ library, api: new library.Api(token, { apiRoot }) })))
  return {
    channel: 'telegram',
    reaches: (message) => message.kind !== 'operator-budget' && message.chatId !== null,
    async send(message, { signal }) {
      if (message.kind === 'operator-budget' || message.chatId === null) throw new ProviderFailure('telegram', 'rejected-request')
      const { notices, personas } = content.in('cs')
      const { subject, text } = noteOf(message, notices, personas.get(message.settings.persona)?.address ?? 'ty')
      const tongue = tongueFor(message.settings.motherTongue)
      const keyboard = [[{ text: notices.practise[tongue], callback_data: practiseData }, { text: notices['switch-off'][tongue], callback_data: offData(message.kind) }]]
      const html = `<b>${escaped(subject)}</b>\n\n${escaped(text.slice(0, textLengthMax).toWellFormed())}`
      const { api, library } = await line()
      try {
        await api.sendMessage(message.chatId, html, { parse_mode: 'HTML', link_preview_options: { is_disabled: true }, reply_markup: { inline_keyboard: keyboard } }, signal as Parameters<Api['sendMessage']>[3])
      } catch (error) {
        if (isClosed(error, library)) return { taken: false, closed: [message.chatId] }
        throw new ProviderFailure('telegram', faultOf(error, library))
      }
      return { taken: true, closed: [] }
    },
  }
}

/** The bot is blocked, the account is gone, or there never was a chat. */
const isClosed = (error: unknown, { GrammyError }: Library): boolean => error instanceof GrammyError && (error.error_code === 403 || (error.error_code === 400 && /chat not found/i.test(error.description)))

function faultOf(error: unknown, { GrammyError, HttpError }: Library): ProviderFault {
  if (error instanceof HttpError || !(error instanceof GrammyError)) return 'unreachable'
  if (error.error_code === 429) return 'busy'
  if (error.error_code === 401 || error.error_code === 404) return 'rejected-key'
  return error.error_code >= 500 ? 'unreachable' : 'rejected-request'
}
