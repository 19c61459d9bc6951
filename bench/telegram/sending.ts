/** What a bot writes, edits and takes away. */
import type { BotCommand, Message, MessageEntity } from 'grammy/types'
import type { Rates } from './behaviour.ts'
import { withoutReply, type Room, type Shown, type Standing } from './chats.ts'
import type { Kept } from './files.ts'
import { captionOf, keyboardOf, seenIn, textOf, type Keyboard } from './formatting.ts'
import type { Formatted } from './html.ts'
import { voiceMs } from './ogg.ts'
import { today, type World } from './people.ts'
import type { Take } from './rates.ts'
import { badRequest, Refusal } from './refusal.ts'
import { uploadBytesMax, type Asked } from './request.ts'

export type Telegram = World & { readonly take: Take; rates(): Rates; readonly commands: Map<string, readonly BotCommand[]> }
export type Result = { readonly result: unknown; readonly description?: string }
/** Answers, or throws a refusal. */
export type Method = (telegram: Telegram, asked: Asked) => Result

type Written = { readonly formatted: Formatted; readonly content: Partial<Message> }

export const sendMessage: Method = (telegram, asked) => {
  const formatted = textOf(asked)
  return send(telegram, asked, { formatted, content: withEntities('text', formatted) })
}

/** What is no Opus in Ogg arrives as a document. */
export const sendVoice: Method = (telegram, asked) => {
  const file = fileOf(telegram, asked, 'voice')
  const ms = voiceMs(file.bytes)
  return ms === null ? sendFile(telegram, asked, file) : sendFile(telegram, asked, file, asked.whole('duration') ?? Math.round(ms / 1000))
}

export const sendDocument: Method = (telegram, asked) => sendFile(telegram, asked, fileOf(telegram, asked, 'document'))

function sendFile(telegram: Telegram, asked: Asked, file: Kept, voiceOfSeconds?: number): Result {
  const formatted = captionOf(asked)
  const ids = { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.bytes.length }
  const content = voiceOfSeconds === undefined ? { document: { ...ids, file_name: file.name } } : { voice: { ...ids, duration: voiceOfSeconds, mime_type: 'audio/ogg' } }
  return send(telegram, asked, { formatted, content: { ...content, ...withEntities('caption', formatted) } })
}

function fileOf({ files }: Telegram, asked: Asked, name: 'voice' | 'document'): Kept {
  const upload = asked.upload(name)
  if (upload) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty')
    if (upload.bytes.length > uploadBytesMax) throw new Refusal(413, 'Request Entity Too Large')
    return files.keep(name === 'voice' ? 'voice' : 'documents', upload.name, upload.bytes)
  }
  if (asked.text(name) === '') throw badRequest(`there is no ${name} in the request`)
  const known = files.byId(asked.text(name))
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  return known
}

function send(telegram: Telegram, asked: Asked, { formatted, content }: Written): Result {
  const { chats, now } = telegram
  const atMs = now()
  const room = chats.reachable(asked.text('chat_id'))
  const keyboard = keyboardOf(asked)
  const answered = answeredBy(room, asked)
  telegram.take(room, telegram.rates())
  const message = {
    message_id: chats.nextMessageId(room), from: chats.bot, chat: room.chat, date: today(), ...content,
    ...(answered ? { reply_to_message: withoutReply(answered.message) } : {}), ...markup(keyboard),
  } as Message
  chats.put(room, { message, isOwn: true, marked: formatted.entities, updateId: null })
  chats.show(room, { ...shownOf('sent', message, formatted.entities, atMs), answers: answered?.updateId ?? null })
  return { result: message }
}

function answeredBy(room: Room, asked: Asked): Standing | null {
  const given = asked.json('reply_parameters', 'reply parameters') as { readonly message_id?: number; readonly allow_sending_without_reply?: boolean } | undefined
  const messageId = given?.message_id ?? asked.whole('reply_to_message_id')
  if (!messageId) return null
  const found = room.messages.get(messageId)
  if (!found && !given?.allow_sending_without_reply && !asked.isSet('allow_sending_without_reply')) throw badRequest('message to be replied not found')
  return found ?? null
}

/** Without new buttons the old ones go. */
export const editMessageText: Method = (telegram, asked) => {
  const [room, before] = ownMessage(telegram, asked)
  if (before.message.text === undefined) throw badRequest('there is no text in the message to edit')
  const formatted = textOf(asked)
  const { entities: _, reply_markup: __, ...rest } = before.message
  return edit(telegram, room, before, { ...rest, ...withEntities('text', formatted), ...markup(keyboardOf(asked)) } as Message, formatted.entities)
}

export const editMessageReplyMarkup: Method = (telegram, asked) => {
  const [room, before] = ownMessage(telegram, asked)
  const { reply_markup: _, ...rest } = before.message
  return edit(telegram, room, before, { ...rest, ...markup(keyboardOf(asked)) } as Message, before.marked)
}

const markup = (keyboard: Keyboard | null) => (keyboard ? { reply_markup: { inline_keyboard: keyboard } } : {})

function ownMessage({ chats }: Telegram, asked: Asked): readonly [Room, Standing] {
  const room = chats.reachable(asked.text('chat_id'))
  const messageId = asked.whole('message_id')
  if (messageId === null) throw badRequest('message identifier is not specified')
  const found = room.messages.get(messageId)
  if (!found) throw badRequest('message to edit not found')
  if (!found.isOwn) throw badRequest("message can't be edited")
  return [room, found]
}

function edit(telegram: Telegram, room: Room, before: Standing, after: Message, marked: readonly MessageEntity[]): Result {
  const { chats, now } = telegram
  const seen = ({ text, entities, reply_markup: buttons }: Message) => JSON.stringify([text, entities, buttons])
  if (seen(before.message) === seen(after)) throw badRequest('message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message')
  const atMs = now()
  telegram.take(room, telegram.rates())
  const message: Message = { ...after, edit_date: today() }
  chats.put(room, { ...before, message, marked })
  chats.show(room, shownOf('edited', message, marked, atMs))
  return { result: message }
}

/** A bot takes away what it wrote, and in a chat with one person what that one wrote too. */
export const deleteMessage: Method = (telegram, asked) => {
  const { chats, now } = telegram
  const room = chats.reachable(asked.text('chat_id'))
  const found = room.messages.get(asked.whole('message_id') ?? 0)
  if (!found) throw badRequest('message to delete not found')
  if (!found.isOwn && room.chat.type !== 'private') throw badRequest("message can't be deleted")
  room.messages.delete(found.message.message_id)
  if (found.isOwn) chats.show(room, shownOf('deleted', found.message, found.marked, now()))
  return { result: true }
}

function shownOf(type: Shown['type'], message: Message, entities: readonly MessageEntity[], atMs: number): Shown {
  const { text, caption, voice, document, reply_to_message: answered, reply_markup: buttons } = message
  return {
    type, messageId: message.message_id, kind: voice ? 'voice' : document ? 'document' : 'text', text: text ?? caption ?? '', entities,
    keyboard: buttons?.inline_keyboard ?? null, fileId: (voice ?? document)?.file_id ?? null, replyTo: answered?.message_id ?? null, answers: null, atMs,
  }
}

/** What was marked, and what Telegram sees in the text itself. */
function withEntities(name: 'text' | 'caption', { text, entities }: Formatted): Partial<Message> {
  if (text === '') return {}
  const all = [...entities, ...seenIn(text)].sort((one, other) => one.offset - other.offset || other.length - one.length)
  return { [name]: text, ...(all.length > 0 ? { [name === 'text' ? 'entities' : 'caption_entities']: all } : {}) }
}
