/**
 * Learns how likely a spelling candidate is right, over the odd rows of a corpus.
 * usage: node evals/czech-weights.ts FOLDER [--folds]      writes server/content/cs/ear/spelling-weights.yaml
 * `--folds` writes nothing: it learns on four fifths of the odd rows and tells how many guesses of the last fifth would be right, by threshold.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { earContent } from '../server/src/adapters/czech/content.ts'
import { knowledge } from '../server/src/domain/czech/knowledge.ts'
import { foldOf, oddRows } from './learning/corpus.ts'
import { choicesOf, learnt, sharesOf } from './learning/spelling.ts'

/** What weighs less is left out of the file. */
const weightMin = 0.03
const folds = 5
const thresholds = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6] as const

const content = join(import.meta.dirname, '../server/content/cs/ear')
const [folder, how] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node evals/czech-weights.ts FOLDER [--folds]')
  process.exit(2)
}
const known = knowledge(await earContent(content), await czechDictionary())
const rows = oddRows(folder)
const choices = rows.map((row) => choicesOf(row, known))
console.log(`${choices.flat().length} words with candidates, ${choices.flat().filter(({ right }) => right >= 0).length} of which are put right by one`)
if (how === '--folds') judgeFolds()
else {
  const weights = Object.entries(learnt(choices.flat())).filter(([, weight]) => Math.abs(weight) >= weightMin).sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = weights.map(([name, weight]) => `${JSON.stringify(name)}: ${weight.toFixed(2)}`)
  writeFileSync(join(content, 'spelling-weights.yaml'), `# Learnt by evals/czech-weights.ts from the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${lines.join('\n')}\n`)
  console.log(`${lines.length} weights`)
}

function judgeFolds(): void {
  const inFold = foldOf(rows, folds)
  const judged = Array.from({ length: folds }, (_, fold) => {
    const weights = learnt(choices.filter((_, at) => inFold[at] !== fold).flat())
    return choices.filter((_, at) => inFold[at] === fold).flat().filter(({ weight }) => weight === 1).map((one) => {
      const shares = sharesOf(one.candidates, weights)
      const best = shares.indexOf(Math.max(...shares))
      return { known: one.known, sure: shares[best]!, right: best === one.right }
    })
  }).flat()
  for (const known of [false, true]) for (const threshold of thresholds) {
    const said = judged.filter((one) => one.known === known && one.sure >= threshold)
    const right = said.filter((one) => one.right).length
    console.log(`${known ? 'known' : 'unknown'} ${threshold}: ${right} right, ${said.length - right} wrong`)
  }
}
