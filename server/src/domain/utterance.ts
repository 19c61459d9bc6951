/** What may be said in writing, and what is answered when it may not. Lengths are in UTF-16 units. */
import { Failure } from './failure.ts'

export const textLengthMin = 2
export const textLengthMax = 2000

/** The text as it was given, or a `Failure` that says what is wrong with it. */
export function utterance(text: unknown, field = '/text'): string {
  const refuse = (detail: string) => new Failure('invalid', detail, { fields: [{ field, detail }] })
  if (typeof text !== 'string') throw refuse('Write your sentence as text.')
  if (text.length > textLengthMax) throw refuse(`Write at most ${textLengthMax} characters at once; this was ${text.length}.`)
  if (!text.isWellFormed() || text.includes('\0')) throw refuse('The text holds characters that cannot be read.')
  if (text.trim().length < textLengthMin) throw refuse(`Write at least ${textLengthMin} characters.`)
  return text
}
