/** What the server knows of chats: who is in them, what stands there, and what a bot has shown there. */
import type { Chat, Message, MessageEntity, User, UserFromGetMe } from 'grammy/types'
import type { Keyboard } from './formatting.ts'
import { badRequest, Refusal } from './refusal.ts'

/** What a bot did in a chat, in the order in which it did it. */
export type Shown = {
  readonly type: 'sent' | 'edited' | 'deleted'
  readonly messageId: number
  readonly kind: 'text' | 'voice' | 'document'
  /** Or the caption. */
  readonly text: string
  /** What the bot marked in it. */
  readonly entities: readonly MessageEntity[]
  readonly keyboard: Keyboard | null
  /** The file that was sent; null for text. */
  readonly fileId: string | null
  /** The message to which it is a reply. */
  readonly replyTo: number | null
  /** The update that brought that message; null where it is none of a person. */
  readonly answers: number | null
  /** When it was asked for, of the clock that was given. */
  readonly atMs: number
}

export type Standing = {
  message: Message
  readonly isOwn: boolean
  /** What a bot marked in it. */
  readonly marked: readonly MessageEntity[]
  /** The update that brought it. */
  readonly updateId: number | null
}

export type Room = {
  readonly chat: Chat.PrivateChat | Chat.GroupChat | Chat.SupergroupChat
  readonly messages: Map<number, Standing>
  readonly shown: Shown[]
  /** Whether the bot has ever been written to there. */
  isOpen: boolean
  /** Whether the bot was blocked, or put out of the group. */
  isBlocked: boolean
}

export type Chats = {
  readonly bot: UserFromGetMe
  /** Makes it where there is none. */
  room(id: number, person: User, title?: string): Room
  all(): Iterable<Room>
  /** The chat that a bot may write to, by what it calls it. */
  reachable(chatId: string): Room
  /** Those of a supergroup are numbered by themselves, all others of the bot in one row. */
  nextMessageId(room: Room): number
  put(room: Room, standing: Standing): void
  show(room: Room, shown: Shown): void
}

const messagesMax = 10_000

export function chats(bot: UserFromGetMe): Chats {
  const rooms = new Map<number, Room>()
  const latestMessageIds = new Map<number | null, number>()
  return {
    bot,
    room(id, person, title = 'Skupina') {
      const known = rooms.get(id)
      if (known) return known
      const made: Room = { chat: chatOf(id, person, title), messages: new Map(), shown: [], isOpen: false, isBlocked: false }
      rooms.set(id, made)
      return made
    },
    all: () => rooms.values(),
    reachable(chatId) {
      if (chatId === '') throw badRequest('chat_id is empty')
      const room = /^-?\d+$/.test(chatId) ? rooms.get(Number(chatId)) : [...rooms.values()].find(({ chat }) => `@${'username' in chat ? chat.username : ''}` === chatId)
      if (!room?.isOpen) throw badRequest('chat not found')
      if (room.isBlocked) throw new Refusal(403, room.chat.type === 'private' ? 'Forbidden: bot was blocked by the user' : `Forbidden: bot was kicked from the ${room.chat.type} chat`)
      return room
    },
    nextMessageId({ chat }) {
      const row = chat.type === 'supergroup' ? chat.id : null
      const next = (latestMessageIds.get(row) ?? 0) + 1
      latestMessageIds.set(row, next)
      return next
    },
    put(room, standing) {
      room.messages.set(standing.message.message_id, standing)
      if (room.messages.size > messagesMax) room.messages.delete(room.messages.keys().next().value!)
    },
    show(room, shown) {
      if (room.shown.length === messagesMax) room.shown.shift()
      room.shown.push(shown)
    },
  }
}

/** Chats with people have their ids, groups negative ones, supergroups such as begin with -100. */
function chatOf(id: number, person: User, title: string): Room['chat'] {
  if (id > 0) return { id, type: 'private', first_name: person.first_name, ...(person.username === undefined ? {} : { username: person.username }) }
  return String(id).startsWith('-100') && id < -1_000_000_000_000 ? { id, type: 'supergroup', title } : { id, type: 'group', title }
}

/** A message as it stands within another: without what it answers itself. */
export function withoutReply(message: Message): Message {
  const { reply_to_message: _, ...rest } = message
  return rest
}
