/**
 * Counts which words and endings stand side by side and writes them as `server/content/cs/ear/context.txt`.
 * usage: node evals/czech-context.ts FOLDER      reads FOLDER/train-input.txt
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { edge, endingOf, figure } from '../server/src/domain/czech/context.ts'
import { readCounts } from '../server/src/adapters/czech/content.ts'

/** So many of the commonest forms are classes of their own. */
const ownClasses = 700
const classPairMin = 3
const wordPairMin = 3
const ear = join(import.meta.dirname, '../server/content/cs/ear')

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-context.ts FOLDER')
  process.exit(2)
}
const forms = readCounts(readFileSync(join(ear, 'frequencies.txt'), 'utf8'))
const own = new Set([...forms.keys()].slice(0, ownClasses).concat(edge, figure))
const classOf = (form: string): string => (own.has(form) ? form : endingOf(form))
const classes = new Map<string, number>()
const classPairs = new Map<string, number>()
const wordPairs = new Map<string, number>()
const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
for (const line of readFileSync(join(folder, 'train-input.txt'), 'utf8').split('\n')) {
  const words = [edge, ...(line.toLowerCase().match(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? []).map((word) => (/^\p{L}/u.test(word) ? word : /^\p{N}/u.test(word) ? figure : edge)), edge]
  for (const [at, word] of words.entries()) {
    const before = words[at - 1]
    add(classes, classOf(word))
    if (before === undefined) continue
    add(classPairs, `${classOf(before)} ${classOf(word)}`)
    if ((!own.has(before) || !own.has(word)) && (own.has(before) || forms.has(before)) && (own.has(word) || forms.has(word))) add(wordPairs, `${before} ${word}`)
  }
}
const kept = [...[...classPairs].filter(([, count]) => count >= classPairMin), ...[...wordPairs].filter(([, count]) => count >= wordPairMin)]
const byLeft = Map.groupBy(kept, ([pair]) => pair.split(' ')[0]!)
const lines = [...byLeft].map(([left, pairs]) => `${left} ${classes.get(left) ?? 0} ${pairs.map(([pair, count]) => `${pair.split(' ')[1]!} ${count}`).join(' ')}`)
const alone = [...classes].filter(([name]) => !byLeft.has(name)).map(([name, count]) => `${name} ${count}`)
writeFileSync(join(ear, 'context.txt'), `# What stands behind what, and how often: a word or ~ending, its count, then pairs. Counted by evals/czech-context.ts in the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${[...lines, ...alone].join('\n')}\n`)
console.log(`${classes.size} classes, ${kept.length} pairs`)
