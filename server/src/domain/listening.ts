/**
 * What can be caught of an utterance without knowing its grammar: words without diacritics and endings.
 *
 * A stem is folded. It matches every word that begins with it, `=stem` only the whole word, and `!stem` asks that no
 * word begins with it (`!=stem`: that no word is it); `==stem` is an utterance of that one word. A group asks for all of its stems, stems for any of its groups.
 */
export type Stems = readonly (readonly string[])[]

export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase()

/** The folded words of a text, in order. */
export const wordsOf = (text: string): readonly string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []

/** How much of the words the best group accounts for, in letters; 0 when none matches. */
export function strengthOf(stems: Stems, words: readonly string[]): number {
  return Math.max(0, ...stems.map((group) => groupStrength(group, words)))
}

export const matches = (stems: Stems, words: readonly string[]): boolean => strengthOf(stems, words) > 0

/** Where the first word stands that a group's stems are about; -1 when nothing matches. */
export function placeOf(stems: Stems, words: readonly string[]): number {
  const group = stems.find((candidate) => groupStrength(candidate, words) > 0)
  return group ? words.findIndex((word) => group.some((stem) => !stem.startsWith('!') && begins(word, stem.replace('==', '=')))) : -1
}

function groupStrength(group: readonly string[], words: readonly string[]): number {
  let strength = 0
  for (const stem of group) {
    const unwanted = stem.startsWith('!')
    const wanted = unwanted ? stem.slice(1) : stem
    const found = wanted.startsWith('==') ? words.length === 1 && words[0] === wanted.slice(2) : words.some((word) => begins(word, wanted))
    if (found === unwanted) return 0
    if (!unwanted) strength += stem.replaceAll('=', '').length
  }
  return strength
}

const begins = (word: string, stem: string): boolean => (stem.startsWith('=') ? word === stem.slice(1) : word.startsWith(stem))
