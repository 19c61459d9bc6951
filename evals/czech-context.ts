/**
 * Learns how well a form stands between its neighbours and writes it as `server/content/cs/ear/context.txt`.
 * usage: node evals/czech-context.ts FOLDER      reads FOLDER/train-input.txt; takes some minutes
 *
 * Each word as it was written competes with other forms of the same word and with what is spelled nearly alike. All pairs are learnt first;
 * those that weigh most are then learnt by themselves. One sentence in twenty is not learnt from, but foretold.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { earContent } from '../server/src/adapters/czech/content.ts'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { knowledge } from '../server/src/domain/czech/knowledge.ts'
import { learntPairs, lessonsIn } from './learning/context.ts'

/** Ten times as many tell spellings apart no better. */
const most = 50_000
const rounds = { all: 2, anew: 3 }
const heldEvery = 20
const ear = join(import.meta.dirname, '../server/content/cs/ear')

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-context.ts FOLDER')
  process.exit(2)
}
const known = knowledge(await earContent(ear), await czechDictionary())
const lines = readFileSync(join(folder, 'train-input.txt'), 'utf8').split('\n')
const held = lessonsIn(lines.filter((_, at) => at % heldEvery === 0), known)
const lessons = lessonsIn(lines.filter((_, at) => at % heldEvery !== 0), known)
console.log(`${lessons.length} words to learn from, ${held.length} to foretell`)
const pairs = learntPairs(lessons, held, { ...rounds, most }, (share) => console.log(`${(100 * share).toFixed(1)} % foretold`))
  .map((pair) => ({ ...pair, weight: Math.round(100 * pair.weight) })).filter(({ weight }) => weight !== 0)
const rows = [...Map.groupBy(pairs, ({ around }) => around)].map(([around, all]) => `${around} ${all.map(({ own, weight }) => `${own} ${weight}`).join(' ')}`).sort()
writeFileSync(join(ear, 'context.txt'), `# What stands around a form, and how well something of the form's own goes with it, in hundredths. Learnt by evals/czech-context.ts from the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${rows.join('\n')}\n`)
