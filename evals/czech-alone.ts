/**
 * Counts, on the odd rows of a corpus, how often a lone finding was right and how often people had left its sentence as it was, and writes
 * `server/content/cs/ear/alone-weights.yaml`.
 * usage: node evals/czech-alone.ts FOLDER      run it last. Each fifth of the rows is checked with weights learnt on the others
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { earContent } from '../server/src/adapters/czech/content.ts'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { sortOf } from '../server/src/domain/czech/alone.ts'
import { everythingNoticed, type Knowledge, loneIn } from '../server/src/domain/czech/check.ts'
import { knowledge } from '../server/src/domain/czech/knowledge.ts'
import { foldOf, type OddRow, oddRows } from './learning/corpus.ts'
import { countedRules } from './learning/rules.ts'
import { choicesOf, learnt } from './learning/spelling.ts'
import { editsOf, tokensOf } from './scoring.ts'

const folds = 5
/** What fewer sightings say is noise. */
const seenMin = 8
const ear = join(import.meta.dirname, '../server/content/cs/ear')

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-alone.ts FOLDER')
  process.exit(2)
}
const known = knowledge(await earContent(ear), await czechDictionary())
const rows = oddRows(folder)
const inFold = foldOf(rows, folds)
const choices = rows.map((row) => choicesOf(row, known))
const counts = new Map<string, { right: number; left: number }>()
for (let fold = 0; fold < folds; fold++) {
  const others = { ...known, weights: learnt(choices.filter((_, at) => inFold[at] !== fold).flat()), ruleWeights: {} }
  const blind = { ...others, ruleWeights: countedRules(rows.filter((_, at) => inFold[at] !== fold), others) }
  for (const [at, row] of rows.entries()) if (inFold[at] === fold) count(row, blind)
}
const lines = [...counts].filter(([, { right, left }]) => right + left >= seenMin).sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([sort, { right, left }]) => `${JSON.stringify(sort)}: [${right.toFixed(1)}, ${left.toFixed(1)}]`)
writeFileSync(join(ear, 'alone-weights.yaml'), `# Sort of finding: how often it was right where it stood alone, and how often people had left the sentence as it was. Counted by evals/czech-alone.ts in the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${lines.join('\n')}\n`)
console.log(lines.join('\n'))

function count({ source, golds, weight }: OddRow, blind: Knowledge): void {
  const lone = loneIn(everythingNoticed(source, null, blind))
  if (lone === null) return
  const words = tokensOf(source)
  const made = editsOf(words, tokensOf(source.slice(0, lone.start) + lone.corrected + source.slice(lone.end)))
  const { right, left } = counts.get(sortOf(lone)) ?? { right: 0, left: 0 }
  const isRight = golds.some((gold) => { const wanted = editsOf(words, tokensOf(gold)); return made.every((edit) => wanted.includes(edit)) })
  counts.set(sortOf(lone), { right: right + (isRight ? weight : 0), left: left + (golds.includes(source) ? weight : 0) })
}
