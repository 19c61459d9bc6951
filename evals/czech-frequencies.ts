/**
 * Counts the commonest Czech forms of a corpus and writes them as `server/content/cs/ear/frequencies.txt`.
 * usage: node evals/czech-frequencies.ts FOLDER      reads FOLDER/train-input.txt and the odd golds of FOLDER/dev-*.tsv
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'

const formsMax = 14_000
const countMin = 3
const output = join(import.meta.dirname, '../server/content/cs/ear/frequencies.txt')

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-frequencies.ts FOLDER')
  process.exit(2)
}
const dictionary = await czechDictionary()
const counts = new Map<string, number>()
for (const line of linesOf(folder)) {
  for (const [at, word] of (line.match(/\p{L}+/gu) ?? []).entries()) {
    const form = at === 0 && dictionary.knows(word.toLowerCase()) ? word.toLowerCase() : word
    if (form === form.toLowerCase() || form.slice(1) === form.slice(1).toLowerCase()) counts.set(form, (counts.get(form) ?? 0) + 1)
  }
}
const commonest = [...counts]
  .filter(([word, count]) => count >= countMin && (word.length > 1 || /^[aikosuvz]$/.test(word)) && !onlyCapital(word) && dictionary.knows(word))
  .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  .slice(0, formsMax)
writeFileSync(output, `# How often common Czech forms are written: counts from the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${commonest.map(([word, count]) => `${word} ${count}`).join('\n')}\n`)
console.log(`${commonest.length} forms, least ${commonest.at(-1)?.[1]}`)

/** A common word that was merely written with a capital. */
function onlyCapital(word: string): boolean {
  const lower = word.toLowerCase()
  return word !== lower && dictionary.knows(lower)
}

function* linesOf(corpus: string): Generator<string> {
  yield* readFileSync(join(corpus, 'train-input.txt'), 'utf8').split('\n')
  for (const name of readdirSync(corpus).filter((file) => /^dev-.*\.tsv$/.test(file))) {
    for (const [at, row] of readFileSync(join(corpus, name), 'utf8').split('\n').entries()) if (at % 2 === 1) yield row.split('\t')[1] ?? ''
  }
}
