/** Words that rules look for, by what they have in common. Written as content; a word that ends with * stands for all that begin so. */

export const wordListNames = [
  'consequences', 'clauseWords', 'closedByComma', 'clauseTurns', 'cliticAfter', 'firstWords', 'joiners', 'beforeSubject', 'beforeVerb', 'beforePast', 'degrees', 'afterAdjective',
  'beforeObject', 'times', 'amounts', 'aiming', 'standing', 'vehicles', 'askingFor', 'few', 'many', 'much', 'tens', 'years', 'countedAfter', 'neverNames', 'thanks', 'questions',
] as const
export type WordListName = (typeof wordListNames)[number]
export type WordListContent = Readonly<Record<WordListName, readonly string[]>>

export type WordList = { readonly has: (form: string) => boolean }
export type WordLists = Readonly<Record<WordListName, WordList>>

export const wordLists = (content: WordListContent): WordLists =>
  Object.fromEntries(wordListNames.map((name) => [name, wordList(content[name])])) as WordLists

function wordList(words: readonly string[]): WordList {
  const whole = new Set(words.filter((word) => !word.endsWith('*')))
  const beginnings = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1))
  return { has: (form) => whole.has(form) || beginnings.some((beginning) => form.startsWith(beginning)) }
}
