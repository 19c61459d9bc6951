/** How what was said is looked for: by the beginnings of words, since Czech bends their ends, and as people type, without diacritics. */

/** Endings of nouns and adjectives, the longest first; of verbs, what most forms share is left all the same. */
const endings = ['oveho', 'ovymi', 'ovych', 'emi', 'ami', 'ich', 'ych', 'eho', 'emu', 'ach', 'ech', 'ove', 'ovi', 'imi', 'ymi', 'ou', 'em', 'um', 'ej', 'im', 'ym', 'mi', 'y', 'a', 'e', 'i', 'o', 'u'] as const
/** A beginning that is shorter finds everything. */
const beginningLengthMin = 3
/** More words than these are not asked for. */
const wordsMax = 8

/** The beginnings to look for, folded. None where `text` has no word. */
export function beginningsOf(text: string): string[] {
  return (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, wordsMax).map(beginningOf)
}

/** As the database folds what was said: Czech letters alone. */
const folded = (text: string): string => text.normalize('NFC').toLowerCase().replace(/[áčďéěíňóřšťúůýž]/g, (letter) => letter.normalize('NFD')[0]!)

function beginningOf(word: string): string {
  const ending = endings.find((each) => word.endsWith(each) && word.length - each.length >= beginningLengthMin)
  return ending === undefined ? word : word.slice(0, -ending.length)
}
