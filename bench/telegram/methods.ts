/** The methods of the Bot API that are simulated. */
import type { BotCommand, WebhookInfo } from 'grammy/types'
import { badRequest } from './refusal.ts'
import type { Asked } from './request.ts'
import { deleteMessage, editMessageReplyMarkup, editMessageText, sendDocument, sendMessage, sendVoice, type Method, type Result, type Telegram } from './sending.ts'
import type { Webhook } from './webhook.ts'

const downloadBytesMax = 20 * 1024 * 1024
const connectionsMax = 100
const secretCharactersMax = 256
const commandsMax = 100

const actions = ['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice', 'upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note']

const getMe: Method = ({ chats: { bot } }) => ({ result: bot })

const sendChatAction: Method = ({ chats }, asked) => {
  chats.reachable(asked.text('chat_id'))
  if (!actions.includes(asked.text('action'))) throw badRequest('wrong parameter action in request')
  return { result: true }
}

/** Once for each press; whether a second is really refused is not written down, and who asks twice must live with it. */
const answerCallbackQuery: Method = ({ queries }, asked) => {
  if (!queries.delete(asked.text('callback_query_id'))) throw badRequest('query is too old and response timeout expired or query ID is invalid')
  if (Array.from(asked.text('text')).length > 200) throw badRequest('MESSAGE_TOO_LONG')
  return { result: true }
}

const getFile: Method = ({ files }, asked) => {
  const kept = files.byId(asked.text('file_id'))
  if (!kept) throw badRequest('invalid file_id')
  if (kept.bytes.length > downloadBytesMax) throw badRequest('file is too big')
  return { result: { file_id: kept.fileId, file_unique_id: kept.uniqueId, file_size: kept.bytes.length, file_path: kept.path } }
}

/** Like the server that one runs oneself, it takes an address without TLS and any port. */
const setWebhook: Method = ({ deliveries }, asked) => {
  const webhook = webhookOf(asked)
  if (!webhook) return unsetWebhook(deliveries, asked)
  setAllowed(deliveries, asked)
  if (asked.isSet('drop_pending_updates')) deliveries.drop()
  const isSame = JSON.stringify(deliveries.webhook) === JSON.stringify(webhook)
  if (!isSame) deliveries.setWebhook(webhook)
  return { result: true, description: isSame ? 'Webhook is already set' : 'Webhook was set' }
}

function webhookOf(asked: Asked): Webhook | null {
  const url = asked.text('url')
  if (url === '') return null
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  const secretToken = asked.text('secret_token')
  if (secretToken.length > secretCharactersMax) throw badRequest('secret token is too long')
  if (!/^[\w-]*$/.test(secretToken)) throw badRequest('secret token contains unallowed characters')
  return { url, secretToken, connectionsMax: Math.min(connectionsMax, Math.max(1, asked.whole('max_connections') ?? 40)) }
}

const deleteWebhook: Method = ({ deliveries }, asked) => unsetWebhook(deliveries, asked)

function unsetWebhook(deliveries: Telegram['deliveries'], asked: Asked): Result {
  if (asked.isSet('drop_pending_updates')) deliveries.drop()
  const wasSet = deliveries.webhook !== null
  deliveries.setWebhook(null)
  return { result: true, description: wasSet ? 'Webhook was deleted' : 'Webhook is already deleted' }
}

/** What is not given is as before; an empty list is all. */
export function setAllowed(deliveries: Telegram['deliveries'], asked: Asked): void {
  const given = asked.json('allowed_updates', 'allowed updates')
  if (Array.isArray(given)) deliveries.allowed = given.filter((kind) => typeof kind === 'string')
}

const getWebhookInfo: Method = ({ deliveries: { webhook, pending, allowed, lastError } }) => {
  const result: Omit<WebhookInfo, 'allowed_updates'> & { readonly allowed_updates?: readonly string[] } = {
    url: webhook?.url ?? '', has_custom_certificate: false, pending_update_count: pending(),
    ...(webhook ? { max_connections: webhook.connectionsMax } : {}),
    ...(lastError ? { last_error_date: lastError.date, last_error_message: lastError.message } : {}),
    ...(allowed.length > 0 ? { allowed_updates: allowed } : {}),
  }
  return { result }
}

const setMyCommands: Method = ({ commands }, asked) => {
  const given = asked.json('commands', 'list of bot commands')
  if (!Array.isArray(given)) throw badRequest('expected an Array of BotCommand')
  if (given.length > commandsMax) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  for (const { command, description } of given as readonly BotCommand[]) {
    if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (!description || Array.from(description).length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
  }
  commands.set(forWhom(asked), given as readonly BotCommand[])
  return { result: true }
}

const getMyCommands: Method = ({ commands }, asked) => ({ result: commands.get(forWhom(asked)) ?? [] })

/** A page is opened by TLS alone. */
const setChatMenuButton: Method = (_, asked) => {
  const { type, text, web_app: page } = asked.json('menu_button', 'menu button') as { readonly type?: string; readonly text?: string; readonly web_app?: { readonly url?: string } }
  if (type !== 'web_app') throw badRequest('MENU_BUTTON_TYPE_INVALID')
  if (!text) throw badRequest('BUTTON_TEXT_INVALID')
  if (!page?.url?.startsWith('https://')) throw badRequest(`menu button web app URL '${page?.url ?? ''}' is invalid: Only HTTPS links are allowed`)
  return { result: true }
}

const forWhom = (asked: Asked): string => `${asked.text('scope') || '{"type":"default"}'} ${asked.text('language_code')}`

/** By their names in small letters, as the server takes them. */
export const methods: Readonly<Record<string, Method>> = {
  getme: getMe, sendmessage: sendMessage, sendvoice: sendVoice, senddocument: sendDocument, sendchataction: sendChatAction,
  editmessagetext: editMessageText, editmessagereplymarkup: editMessageReplyMarkup, deletemessage: deleteMessage, answercallbackquery: answerCallbackQuery,
  getfile: getFile, setwebhook: setWebhook, deletewebhook: deleteWebhook, getwebhookinfo: getWebhookInfo, setmycommands: setMyCommands, getmycommands: getMyCommands,
  setchatmenubutton: setChatMenuButton,
}
