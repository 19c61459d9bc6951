/** What may be said in writing, and what is answered when it may not. Lengths are in UTF-16 units. */
import { Failure } from './failure.ts'

export const textLengthMin = 2
export const textLengthMax = 2000

/** The text as it was given, or a `Failure` that says what is wrong with it. */
export const utterance = (text: unknown): string => writing(text, '/text', textLengthMin, textLengthMax)

/** Something written of `lengthMin` to `lengthMax` units, blanks around it not counted at the lower end. */
export function writing(text: unknown, field: string, lengthMin: number, lengthMax: number): string {
  const refuse = (detail: string) => new Failure('invalid', detail, { fields: [{ field, detail }] })
  if (typeof text !== 'string') throw refuse('Write it as text.')
  if (text.length > lengthMax) throw refuse(`Write at most ${lengthMax} characters; this was ${text.length}.`)
  if (!text.isWellFormed() || text.includes('\0')) throw refuse('The text holds characters that cannot be read.')
  if (text.trim().length < lengthMin) throw refuse(`Write at least ${lengthMin} ${lengthMin === 1 ? 'character' : 'characters'}.`)
  return text
}
