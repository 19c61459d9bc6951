/**
 * What a misspelled word may have been meant to be, with how far each candidate lies from it.
 *
 * Candidates come from the lexicon's common forms (by a key without diacritics and with one i, and by one letter more or less) and,
 * for words the lexicon lacks, from the dictionary: every way to set háčky, čárky and i/y that Czech spelling allows, a counted few.
 */
import type { Dictionary } from './dictionary.ts'
import { bare } from './words.ts'

/** How a word differs from a candidate, letter by letter. */
export type Changes = {
  /** A missing mark: *mam* for *mám*. */
  readonly added: number
  /** A mark too many, or another one: *chlebíčék*, *muže* for *můze*. */
  readonly moved: number
  /** i for y or y for i, long or short. */
  readonly iy: number
  /** A letter missing, doubled, swapped or wrong. */
  readonly typos: number
}
export type Candidate = { readonly form: string; readonly count: number; readonly changes: Changes }

export type FormIndex = {
  readonly countOf: (form: string) => number
  /** The common forms that differ from `word` in marks, i and y, or by a letter missing, wrong or too many. */
  readonly near: (word: string) => readonly string[]
  /** Whether a common form has this key. */
  readonly hasKey: (key: string) => boolean
}

/** Dictionary look-ups spent on the marks of one word. */
const markLookUpsMax = 150
const marksChangedMax = 3
const typosMax = 1
/** A shorter word is a slip away from several; of those the dictionary has, none is likelier. */
const respelledLengthMin = 6
/** More of them tell nothing. */
const respelledMax = 6

export const keyOf = (word: string): string => bare(word.toLowerCase()).replaceAll('y', 'i').replaceAll('w', 'v')

/** Candidates for a word in lower case; `deep` asks the dictionary too. */
export function candidatesFor(word: string, index: FormIndex, dictionary: Dictionary, deep: boolean): Candidate[] {
  const forms = new Set(index.near(word))
  if (deep) for (const form of remarked(word, dictionary)) forms.add(form)
  if (deep && forms.size === 0 && word.length >= respelledLengthMin) {
    const known = [...new Set(respelled(word))].filter((form) => dictionary.knows(form))
    if (known.length <= respelledMax) for (const form of known) forms.add(form)
  }
  forms.delete(word)
  const candidates: Candidate[] = []
  for (const form of forms) {
    const changes = changesBetween(word, form.toLowerCase())
    if (changes !== null && changes.typos <= typosMax) candidates.push({ form, count: index.countOf(form), changes })
  }
  return candidates
}

const marked: Readonly<Record<string, string>> = {
  a: 'aá', c: 'cč', d: 'dď', e: 'eéě', i: 'iíyý', n: 'nň', o: 'oó', r: 'rř', s: 'sš', t: 'tť', u: 'uúů', y: 'yýií', z: 'zž',
}

/** The words of the dictionary that differ from `word` only in marks and i/y, fewest changes first. */
function remarked(word: string, dictionary: Dictionary): string[] {
  const letters = [...word]
  const bases = letters.map((letter) => bare(letter))
  const found: string[] = []
  let lookUps = 0
  let layer: { form: string; from: number }[] = [{ form: word, from: 0 }]
  for (let changed = 1; changed <= marksChangedMax && lookUps < markLookUpsMax; changed++) {
    const next: typeof layer = []
    for (const { form, from } of layer) {
      for (let at = from; at < letters.length; at++) {
        for (const letter of marked[bases[at]!] ?? '') {
          if (letter === letters[at]) continue
          const variant = form.slice(0, at) + letter + form.slice(at + 1)
          next.push({ form: variant, from: at + 1 })
          if (!spellable(variant) || lookUps >= markLookUpsMax) continue
          lookUps++
          if (dictionary.knows(variant)) found.push(variant)
        }
      }
    }
    layer = next
    if (found.length > 0 || layer.length > 4_000) break
  }
  return found
}

/** Letters that are heard or typed for one another. */
const confused: Readonly<Record<string, string>> = {
  a: 'eo', b: 'p', c: 'sk', č: 'cž', d: 't', e: 'aií', é: 'e', f: 'v', g: 'kh', h: 'g', i: 'eí', k: 'gc', l: 'r', m: 'n', n: 'm', o: 'ua', p: 'b', r: 'lř', s: 'zš', š: 'sž', t: 'd', u: 'o', v: 'f', z: 's', ž: 'zš',
}
/** Letters that are swallowed. */
const swallowed = 'aeioujlnrst'

/** Every word one slip away: a letter too many, two swapped, one for another, one left out. */
function* respelled(word: string): Generator<string> {
  for (let at = 0; at < word.length; at++) {
    const [before, letter, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)]
    yield before + after
    if (after !== '') yield before + after[0]! + letter + after.slice(1)
    for (const other of confused[letter] ?? '') yield before + other + after
    for (const missing of swallowed) yield before + missing + letter + after
  }
}

const unspellable = /(?:^|[^bpvmdtnf])ě|^[ů]|[^aeiouyáéěíýóúů-][ú](?!$)|[hkrdtn]ý?i$|[čřšžcjďťň]ý|[ďť][iíěeé]|ň[iíě]|[čřšž]y$/u

/** Whether Czech spelling allows these letters side by side. */
const spellable = (form: string): boolean => !unspellable.test(form)

/** How `word` became `form`; null where they are further apart than one may guess. */
export function changesBetween(word: string, form: string): Changes | null {
  if (Math.abs(word.length - form.length) > typosMax) return null
  const changes = { added: 0, moved: 0, iy: 0, typos: 0 }
  if (word.length === form.length) {
    for (let at = 0; at < word.length; at++) {
      if (word[at] === form[at]) continue
      if (bare(word[at]!) === bare(form[at]!)) countMark(changes, word[at]!)
      else if (isI(word[at]!) && isI(form[at]!)) countI(changes, word[at]!, form[at]!)
      else if (word[at] === form[at + 1] && word[at + 1] === form[at]) {
        changes.typos++
        at++
      } else changes.typos++
    }
    return changes
  }
  const [a, b] = word.length > form.length ? [word, form] : [form, word]
  let start = 0
  while (start < b.length && alike(a[start]!, b[start]!)) start++
  const rest = changesBetween(b.slice(start), a.slice(start + 1))
  const head = changesBetween(b.slice(0, start), a.slice(0, start))
  if (rest === null || head === null || rest.typos > 0) return null
  return { added: head.added + rest.added, moved: head.moved + rest.moved, iy: head.iy + rest.iy, typos: 1 }
}

type Counted = { -readonly [K in keyof Changes]: number }
const isI = (letter: string): boolean => 'iíyý'.includes(letter)
const alike = (x: string, y: string): boolean => bare(x) === bare(y) || (isI(x) && isI(y))
function countMark(changes: Counted, from: string): void {
  if (from === bare(from)) changes.added++
  else changes.moved++
}
function countI(changes: Counted, from: string, to: string): void {
  changes.iy++
  if ('íý'.includes(from) !== 'íý'.includes(to)) changes.added += 0.5
}
