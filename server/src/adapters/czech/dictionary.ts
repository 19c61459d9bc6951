/** The Czech spelling dictionary: the unmodified `dictionary-cs`, read as Hunspell reads it (docs/decisions/0019-the-dictionary-read-in-place.md). */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Dictionary } from '../../domain/czech/dictionary.ts'
import { affixed } from './affixed.ts'
import { affixesIn } from './affixes.ts'
import { capitalsOf, spelled, withFirstLarge, wordList } from './word-list.ts'

/** Remembered answers: words repeat. */
const rememberedMax = 50_000
/** Parts of a word that hyphens join. */
const partsMax = 10

export async function czechDictionary(): Promise<Dictionary> {
  const folder = dirname(createRequire(import.meta.url).resolve('dictionary-cs'))
  const [affixFile, wordFile] = await Promise.all([readFile(join(folder, 'index.aff'), 'utf8'), readFile(join(folder, 'index.dic'))])
  return dictionaryOf(affixFile, wordFile)
}

export function dictionaryOf(affixFile: string, wordFile: Buffer): Dictionary {
  const affixes = affixesIn(affixFile)
  const list = wordList(wordFile, affixes.forbidden)
  const each = affixed(list, affixes)
  const listed = (word: string): readonly number[] => list.entries(spelled(word))
  const isForbidden = (entry: number): boolean => affixes.forbidden !== null && list.hasFlag(entry, affixes.forbidden)

  /** A forbidden word is wrong whatever else it may be. `asName`: written with one capital, not large because everything is. */
  function stands(word: string, asName = false): 'right' | 'forbidden' | 'unknown' {
    const found = listed(word)
    if (found.length > 0 && isForbidden(found[0]!)) return 'forbidden'
    if (found.some((entry) => !(asName && list.isShadow(entry)))) return 'right'
    let first: number | undefined
    each(word, (entry) => ((first = entry), true))
    if (first === undefined || (asName && list.isShadow(first))) return 'unknown'
    return isForbidden(first) ? 'forbidden' : 'right'
  }

  function knows(word: string): boolean {
    const capitals = capitalsOf(word)
    const whole = capitals === 'first' ? 'unknown' : stands(word)
    if (whole === 'right') return true
    if (capitals === 'none' || capitals === 'mixed') return whole !== 'forbidden' && isJoined(word)
    const named = stands(withFirstLarge(word), capitals === 'first')
    if (named !== 'unknown') return named === 'right'
    const small = word.toLowerCase()
    const plain = stands(small)
    return plain === 'right' || (plain !== 'forbidden' && whole !== 'forbidden' && isJoined(withFirstLarge(word)))
  }

  /** *česko-slovenský*: both sides of a hyphen are right, the second of several or the first. */
  function isJoined(word: string): boolean {
    const first = word.indexOf('-')
    if (first <= 0 || word.split('-').length > partsMax) return false
    const second = word.indexOf('-', first + 1)
    return [second, first].some((at) => at > 0 && at < word.length - 1 && knows(word.slice(at + 1)) && knows(word.slice(0, at)))
  }

  function stems(form: string): readonly string[] {
    const found = new Set<string>()
    const capitals = capitalsOf(form)
    const spellings = capitals === 'none' || capitals === 'mixed' ? [form] : [...(capitals === 'all' ? [form] : []), form.toLowerCase(), withFirstLarge(form)]
    for (const word of spellings) {
      for (const entry of listed(word)) if (!isForbidden(entry)) found.add(word)
      each(word, (entry) => (found.add(list.word(entry)), false))
    }
    return [...found]
  }

  return { knows: remembering(knows), stems: remembering(stems), paradigmOf: (stem) => listed(stem).filter((entry) => !list.isShadow(entry)).map(list.flags).findLast((flags) => flags !== undefined) }
}

function remembering<T>(look: (word: string) => T): (word: string) => T {
  const remembered = new Map<string, T>()
  return (word) => {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const answer = look(word)
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(word, answer)
    return answer
  }
}
