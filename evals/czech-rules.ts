/**
 * Counts how often each rule is right, on the odd rows of a corpus, and writes `server/content/cs/ear/rule-weights.yaml`.
 * usage: node evals/czech-rules.ts FOLDER      run it behind the spelling weights: it judges the rules on what those make of the words
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { earContent } from '../server/src/adapters/czech/content.ts'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { knowledge } from '../server/src/domain/czech/knowledge.ts'
import { oddRows } from './learning/corpus.ts'
import { countedRules } from './learning/rules.ts'

const ear = join(import.meta.dirname, '../server/content/cs/ear')

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-rules.ts FOLDER')
  process.exit(2)
}
const known = knowledge({ ...(await earContent(ear)), ruleWeights: {} }, await czechDictionary())
const counts = Object.entries(countedRules(oddRows(folder), known)).sort(([a], [b]) => (a < b ? -1 : 1))
const lines = counts.map(([key, [right, seen]]) => `${JSON.stringify(key)}: [${right.toFixed(1)}, ${seen.toFixed(1)}]`)
writeFileSync(join(ear, 'rule-weights.yaml'), `# Rule, or rule and word: how often it was right, of how often it spoke. Counted by evals/czech-rules.ts in the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${lines.join('\n')}\n`)
console.log(lines.join('\n'))
