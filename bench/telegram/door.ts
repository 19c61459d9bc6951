/** The simulated Telegram from outside. */
import type { Sleep } from '../simulator/behaviour.ts'
import type { Changes } from './behaviour.ts'
import type { Shown } from './chats.ts'
import type { Person } from './people.ts'
import type { Delivery } from './webhook.ts'

export type TelegramOptions = {
  readonly port?: number
  readonly token?: string
  /** Without the at sign. */
  readonly username?: string
  /** Whether it is told of all that is said in groups. */
  readonly readsGroups?: boolean
  /** Milliseconds by which all is dated; the machine's monotonic clock, which all processes share, where none is given. */
  readonly now?: () => number
  readonly sleep?: Sleep
}

/** Who writes. A group has several of them. */
export type Someone = { readonly id?: number; readonly firstName?: string; readonly username?: string; readonly languageCode?: string; /** Of the group. */ readonly title?: string }

/** `messages` is what the bot sent, edited and took away there. */
export type ChatDoor = Person & { messages(): readonly Shown[] }

export type Call = {
  /** As it was called. */
  readonly method: string
  readonly parameters: Readonly<Record<string, string>>
  readonly atMs: number
  readonly answeredMs: number
  /** What was answered; 0 where the line was cut or the caller went away. */
  readonly status: number
  /** Why it was refused; empty where it was not. */
  readonly description: string
}

export type Telegram = {
  /** What a bot calls its root, such as `http://127.0.0.1:4011`. */
  readonly url: string
  readonly token: string
  /** Ids of people are positive, and of groups negative. A bot can write where it was written to. */
  chat(id: number, someone?: Someone): ChatDoor
  /** What was uploaded or sent under this id; null where it is no longer kept. */
  file(fileId: string): Uint8Array | null
  /** The latest calls, in the order in which they were answered. */
  calls(): readonly Call[]
  /** What was posted to the webhook, and what it answered. */
  deliveries(): readonly Delivery[]
  /** What is on its way, and what waits. */
  pending(): number
  set(changes: Changes): void
  /** Forgets calls, deliveries and what was shown; what stands in the chats goes on standing there. */
  forget(): void
  stop(): Promise<void>
}
