/**
 * How near an answer comes to what was asked for. Marks above letters that were typed are shown, never punished; capitals and full
 * stops do not count. How something said aloud is written is the recogniser's: nothing counts that sounds the same.
 */

export type Nearness = 'right' | 'nearly' | 'other'
export type ComparedLetter = { readonly letter: string; /** Other than it was typed. */ readonly marked: boolean }
export type Comparison = { readonly nearness: Nearness; /** What was asked for. */ readonly letters: readonly ComparedLetter[] }

export function compare(typed: string, wanted: string): Comparison {
  const [given, right] = [counted(typed), counted(wanted)]
  const nearness = given === right ? 'right' : bare(given) === bare(right) ? 'nearly' : 'other'
  return { nearness, letters: nearness === 'nearly' ? markedLetters(given, wanted) : [...wanted].map((letter) => ({ letter, marked: false })) }
}

export function compareSpoken(heard: string, wanted: string): Comparison {
  const nearness = sound(heard) === sound(wanted) ? 'right' : 'other'
  return { nearness, letters: [...wanted].map((letter) => ({ letter, marked: false })) }
}

/** Both have the same letters, but for their marks. */
function markedLetters(given: string, wanted: string): ComparedLetter[] {
  const letters = [...given.replaceAll(' ', '')]
  let at = 0
  return [...wanted.normalize('NFC')].map((letter) => ({ letter, marked: /[\p{L}\p{N}]/u.test(letter) && letters[at++] !== letter.toLocaleLowerCase('cs') }))
}

const counted = (text: string): string => text.normalize('NFC').toLocaleLowerCase('cs').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '')
/** `mně` and `mě` are one sound, as are `i` and `y`; where a word ends is not heard. */
const sound = (text: string): string => bare(counted(text).replaceAll('mně', 'mě').replaceAll(' ', '')).replaceAll('y', 'i')
