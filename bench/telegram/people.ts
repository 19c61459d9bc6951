/** What people do in their chats, and the updates that come of it. */
import type { CallbackQuery, ChatMember, ChatMemberUpdated, Message, MessageEntity, Update, User } from 'grammy/types'
import { withoutReply, type Chats, type Room, type Standing } from './chats.ts'
import type { Deliveries } from './deliveries.ts'
import type { Files } from './files.ts'
import { seenIn } from './formatting.ts'
import { voiceMs } from './ogg.ts'

/** What somebody did: the update is null where the bot is not told of it. */
export type Done = { readonly updateId: number | null; readonly messageId: number; readonly atMs: number }

export type Person = {
  say(text: string, options?: { readonly replyTo?: number }): Done
  /** Of so many seconds; without them as many as the Ogg says. */
  voice(bytes: Uint8Array, options?: { readonly replyTo?: number; readonly seconds?: number }): Done
  edit(messageId: number, text: string): Done
  /** A button that stands below the message. */
  press(messageId: number, data: string): Done & { readonly queryId: string }
  /** Blocks the bot, or puts it out of the group. */
  block(): Done
  unblock(): Done
}

export type World = {
  readonly chats: Chats
  readonly files: Files
  readonly deliveries: Deliveries
  readonly now: () => number
  /** Presses that are not answered yet. */
  readonly queries: Set<string>
}

const dayMs = 24 * 60 * 60 * 1000
const pressMs = 150_000

export const today = (): number => Math.floor(Date.now() / 1000)

export function person(world: World, room: Room, from: User): Person {
  const { chats, deliveries, files, now, queries } = world
  const row = String(room.chat.id)

  function write(content: Partial<Message>, words: readonly MessageEntity[], replyTo?: number): Done {
    if (room.isBlocked) throw new Error(`Who blocked the bot must unblock it before writing in ${row}.`)
    room.isOpen = true
    const answered = replyTo === undefined ? undefined : standing(room, replyTo).message
    const message = { message_id: chats.nextMessageId(room), from, chat: room.chat, date: today(), ...(answered ? { reply_to_message: withoutReply(answered) } : {}), ...content } as Told
    const atMs = now()
    const updateId = isForBot(world, room, message, words) ? deliveries.add(row, { message }, dayMs) : null
    chats.put(room, { message, isOwn: false, marked: [], updateId })
    return { updateId, messageId: message.message_id, atMs }
  }

  function member(isIn: boolean): Done {
    const [old_chat_member, new_chat_member] = [memberAs(world, !isIn), memberAs(world, isIn)]
    room.isBlocked = !isIn
    room.isOpen = true
    const content: ChatMemberUpdated = { chat: room.chat, from, date: today(), old_chat_member, new_chat_member }
    const atMs = now()
    return { updateId: deliveries.add(row, { my_chat_member: content }, dayMs), messageId: 0, atMs }
  }

  return {
    say(text, { replyTo } = {}) {
      const entities = seenIn(text)
      return write({ text, ...(entities.length > 0 ? { entities } : {}) }, entities, replyTo)
    },
    voice(bytes, { replyTo, seconds = Math.ceil((voiceMs(bytes) ?? 1) / 1000) } = {}) {
      const { fileId, uniqueId } = files.keep('voice', 'voice.oga', bytes)
      return write({ voice: { duration: seconds, mime_type: 'audio/ogg', file_id: fileId, file_unique_id: uniqueId, file_size: bytes.length } }, [], replyTo)
    },
    edit(messageId, text) {
      const before = standing(room, messageId)
      const entities = seenIn(text)
      const message = { ...before.message, text, edit_date: today(), ...(entities.length > 0 ? { entities } : {}) } as Told & Update.Edited
      const atMs = now()
      const updateId = isForBot(world, room, message, entities) ? deliveries.add(row, { edited_message: message }, dayMs) : null
      chats.put(room, { ...before, message })
      return { updateId, messageId, atMs }
    },
    press(messageId, data) {
      const { message } = standing(room, messageId)
      const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
      if (!buttons.some((button) => 'callback_data' in button && button.callback_data === data)) throw new Error(`No button with ${data} stands below message ${messageId}.`)
      const queryId = `${from.id}${messageId}${String(Math.floor(now() * 1000)).slice(-9)}`
      queries.add(queryId)
      const query = { id: queryId, from, message, chat_instance: row, data } as CallbackQuery
      const atMs = now()
      return { updateId: deliveries.add(`presses ${from.id}`, { callback_query: query }, pressMs), messageId, queryId, atMs }
    },
    block: () => member(false),
    unblock: () => member(true),
  }
}

type Told = Message & Update.NonChannel

function standing(room: Room, messageId: number): Standing {
  const found = room.messages.get(messageId)
  if (!found) throw new Error(`No message ${messageId} stands in ${room.chat.id}.`)
  return found
}

/** In a group a bot in privacy mode is told of commands that are not another bot's, of what names it, and of answers to it. */
function isForBot({ chats: { bot } }: World, room: Room, { text = '', reply_to_message: answered }: Message, words: readonly MessageEntity[]): boolean {
  if (room.chat.type === 'private' || bot.can_read_all_group_messages || answered?.from?.id === bot.id) return true
  const own = `@${bot.username}`.toLowerCase()
  return words.some(({ type, offset, length }) => {
    const [before, name] = text.slice(offset, offset + length).toLowerCase().split('@')
    return type === 'bot_command' ? name === undefined || `@${name}` === own : `${before}@${name}` === own
  })
}

function memberAs({ chats: { bot } }: World, isIn: boolean): ChatMember {
  const user: User = { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username }
  return isIn ? { user, status: 'member' } : { user, status: 'kicked', until_date: 0 }
}
