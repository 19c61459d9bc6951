/** A conversation begun anew, in which the tutor speaks first: once for each key. */
import { createHash } from 'node:crypto'
import type { ConversationId } from '../domain/identity.ts'
import type { Learner } from '../domain/learner.ts'
import type { OpenedConversation } from '../ports/store.ts'
import type { House } from './house.ts'

type Asked = { readonly scenario: string | null; readonly topic: string | null; readonly mode: string | null; readonly key: string }

/** Throws `invalid` for a scenario, mode or topic there is not. */
export async function openConversation({ clock, open, store }: House, learner: Learner, { scenario, topic, mode, key }: Asked): Promise<OpenedConversation> {
  const opened = await open(learner, { scenario, topic, mode, choice: clock.random(1)[0]! })
  return store.conversations.open({
    conversationId: clock.newId() as ConversationId, learnerId: learner.learnerId, key, nowMs: clock.now(), ...opened,
    bodyHash: createHash('sha256').update(JSON.stringify([scenario, topic, ...(mode === null ? [] : [mode])])).digest('hex'),
  })
}
