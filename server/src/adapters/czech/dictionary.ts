/** The Czech spelling dictionary: Hunspell compiled to WebAssembly over the unmodified `dictionary-cs`. About 0.3 s to load. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createHunspellFromStrings } from 'hunspell-wasm'
import type { Dictionary } from '../../domain/czech/dictionary.ts'

/** Remembered answers; a common word costs Hunspell 10–25 µs each time. */
const rememberedMax = 50_000

export async function czechDictionary(): Promise<Dictionary> {
  const folder = dirname(createRequire(import.meta.url).resolve('dictionary-cs'))
  const [affixes, words] = await Promise.all([readFile(join(folder, 'index.aff'), 'utf8'), readFile(join(folder, 'index.dic'), 'utf8')])
  const hunspell = await createHunspellFromStrings(affixes, words)
  const paradigms = paradigmsOf(words)
  return {
    knows: remembering((word: string) => hunspell.testSpelling(word)),
    stems: remembering((form: string) => [...new Set(hunspell.analyzeWord(form).flatMap(stemOf))]),
    paradigmOf: (stem) => paradigms.get(stem),
  }
}

/** Head words that stand for more than themselves: `škola/ZQ`. */
function paradigmsOf(words: string): Map<string, string> {
  const paradigms = new Map<string, string>()
  // Not split into lines: a quarter of a million strings that nobody keeps take as long again.
  for (let from = 0; from < words.length;) {
    const end = lineEnd(words, from)
    const at = words.indexOf('/', from)
    if (at > from && at < end) paradigms.set(words.slice(from, at), words.slice(at + 1, end).trim())
    from = end + 1
  }
  return paradigms
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}

/** `ne st:dělat fl:J` is a form of *dělat*. */
function stemOf(analysis: string): string[] {
  const stem = /st:(\S+)/.exec(analysis)?.[1]
  return stem === undefined ? [] : [stem]
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
