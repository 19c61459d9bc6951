/** What a test does by calling, a bench in another process does by posting JSON: `/control/say`, `/control/messages` and so on. */
import type { Changes } from './behaviour.ts'
import type { Someone, Telegram } from './door.ts'

type Chat = { readonly chat: number; readonly someone?: Someone }
type On<Given> = Given & Chat

const at = (telegram: Telegram, { chat, someone }: Chat) => telegram.chat(chat, someone)

const commands = {
  say: (telegram: Telegram, given: On<{ readonly text: string; readonly replyTo?: number }>) => at(telegram, given).say(given.text, given),
  /** `ogg` is in base64. */
  voice: (telegram: Telegram, given: On<{ readonly ogg: string; readonly replyTo?: number; readonly seconds?: number }>) => at(telegram, given).voice(new Uint8Array(Buffer.from(given.ogg, 'base64')), given),
  edit: (telegram: Telegram, given: On<{ readonly messageId: number; readonly text: string }>) => at(telegram, given).edit(given.messageId, given.text),
  press: (telegram: Telegram, given: On<{ readonly messageId: number; readonly data: string }>) => at(telegram, given).press(given.messageId, given.data),
  block: (telegram: Telegram, given: Chat) => at(telegram, given).block(),
  unblock: (telegram: Telegram, given: Chat) => at(telegram, given).unblock(),
  messages: (telegram: Telegram, given: Chat) => at(telegram, given).messages(),
  /** In base64. */
  file: (telegram: Telegram, { fileId }: { readonly fileId: string }) => Buffer.from(telegram.file(fileId) ?? []).toString('base64'),
  calls: (telegram: Telegram) => telegram.calls(),
  deliveries: (telegram: Telegram) => telegram.deliveries(),
  pending: (telegram: Telegram) => telegram.pending(),
  set: (telegram: Telegram, changes: Changes) => telegram.set(changes),
  forget: (telegram: Telegram) => telegram.forget(),
} as const

type Commands = typeof commands
type Name = keyof Commands
type GivenTo<Which extends Name> = Parameters<Commands[Which]> extends readonly [Telegram, infer Given] ? [given: Given] : []

/** Null where there is no such command. */
export function obeyed(telegram: Telegram, name: string, body: string): string | null {
  if (!Object.hasOwn(commands, name)) return null
  const command = commands[name as Name] as (telegram: Telegram, given: unknown) => unknown
  return JSON.stringify(command(telegram, body === '' ? {} : JSON.parse(body)) ?? null)
}

/** Asks a simulated Telegram in another process, whose address this is. */
export async function command<Which extends Name>(url: string, name: Which, ...[given]: GivenTo<Which>): Promise<ReturnType<Commands[Which]>> {
  const answer = await fetch(`${url}/control/${name}`, { method: 'POST', body: JSON.stringify(given ?? {}) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return JSON.parse(text) as ReturnType<Commands[Which]>
}
