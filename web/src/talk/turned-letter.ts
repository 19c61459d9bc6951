/** How a letter that other keyboards lack is come by with the keys they have. */

const rounds: readonly string[] = ['aá', 'cč', 'dď', 'eéě', 'ií', 'nň', 'oó', 'rř', 'sš', 'tť', 'uúů', 'yý', 'zž']

export type Typed = { readonly text: string; readonly caret: number }

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
