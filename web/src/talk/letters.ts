/** The letters that other keyboards lack, and how to come by them. */

export const czechLetters = ['ě', 'š', 'č', 'ř', 'ž', 'ý', 'á', 'í', 'é', 'ú', 'ů', 'ó', 'ť', 'ď', 'ň'] as const

const rounds: readonly string[] = ['aá', 'cč', 'dď', 'eéě', 'ií', 'nň', 'oó', 'rř', 'sš', 'tť', 'uúů', 'yý', 'zž']

export type Typed = { readonly text: string; readonly caret: number }

/** Puts `letter` in place of what is selected. */
export function inserted(text: string, from: number, to: number, letter: string): Typed {
  return { text: text.slice(0, from) + letter + text.slice(to), caret: from + letter.length }
}

/** Turns the letter before the caret into its next form: e → é → ě → e. Null where it has no other. */
export function turned(text: string, caret: number): Typed | null {
  const letter = text[caret - 1]
  if (letter === undefined) return null
  const small = letter.toLowerCase()
  const round = rounds.find((one) => one.includes(small))
  if (!round) return null
  const next = round[(round.indexOf(small) + 1) % round.length]!
  return { text: text.slice(0, caret - 1) + (letter === small ? next : next.toUpperCase()) + text.slice(caret), caret }
}
