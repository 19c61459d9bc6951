/** What a bot shows in a chat, waited for. */
import assert from 'node:assert/strict'
import type { ChatDoor } from '../../../../bench/telegram/door.ts'
import type { Shown } from '../../../../bench/telegram/chats.ts'
import type { Installation } from '../../journeys/installation.ts'

/** On a busy machine, too. */
const waitMsMax = 60_000

/** What the bot has shown in the chat, once it is so much. */
export async function shown(chat: ChatDoor, count: number, { logged }: Pick<Installation, 'logged'>): Promise<readonly Shown[]> {
  for (const beganMs = performance.now(); chat.messages().length < count;) {
    assert.ok(performance.now() - beganMs < waitMsMax, `${chat.messages().length} of ${count} messages came; the log says ${logged.at(-1)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return chat.messages()
}

export const buttonsOf = ({ keyboard }: Shown): string[] => (keyboard ?? []).flat().flatMap((button) => ('callback_data' in button ? button.callback_data : []))
