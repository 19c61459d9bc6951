/** From what a door received to an utterance: checked, hashed, keyed. */
import { createHash } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { ConversationId } from '../domain/identity.ts'
import { utterance } from '../domain/utterance.ts'
import type { Speech } from '../tutor/speech.ts'
import type { Utterance } from '../tutor/tutor.ts'

export type Given = Pick<Utterance, 'learnerId' | 'key' | 'speak' | 'acknowledged' | 'inPieces'> & { readonly conversationId: string | undefined }

export function typed(text: unknown, spoken: boolean, given: Given): Utterance {
  return utteranceOf({ text: utterance(text), spoken }, given)
}

export function recorded(recording: Uint8Array, given: Given): Utterance {
  if (recording.length === 0) throw new Failure('unheard', 'The recording is empty. Record again.')
  return utteranceOf({ recording }, given)
}

/** What is still being said: its key alone tells it from another. */
export const said = (speech: Speech, given: Given): Utterance => utteranceOf({ speech }, given)

function utteranceOf(said: Utterance['said'], { conversationId, ...given }: Given): Utterance {
  const bodyHash = createHash('sha256').update(JSON.stringify([conversationId ?? null, given.speak, !('text' in said) || said.spoken === true])).update('text' in said ? said.text : 'recording' in said ? said.recording : 'speech').digest('hex')
  return { ...given, conversationId: (conversationId ?? null) as ConversationId | null, bodyHash, said }
}

const keyPattern = /^[\x21-\x7e]{1,200}$/

/** The client's idempotency key, or `otherwise` where it sent none. */
export function keyOf(given: unknown, otherwise: () => string): string {
  if (given === undefined) return otherwise()
  if (typeof given !== 'string' || !keyPattern.test(given)) throw new Failure('invalid', 'An Idempotency-Key has 1–200 printable ASCII characters without spaces.', { fields: [{ field: '/Idempotency-Key', detail: 'Not a key.' }] })
  return given
}
