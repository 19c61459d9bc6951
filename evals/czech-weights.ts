/**
 * Learns how likely a spelling candidate is right from its features: logistic regression over the odd rows of a corpus.
 * usage: node evals/czech-weights.ts FOLDER      writes server/content/cs/ear/spelling-weights.yaml
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { readCounts, readPairs } from '../server/src/adapters/czech/content.ts'
import { context } from '../server/src/domain/czech/context.ts'
import { guessesFor, meant } from '../server/src/domain/czech/spelling.ts'
import { formIndex } from '../server/src/domain/czech/variants.ts'
import { editsOf, tokensOf } from './scoring.ts'

const rounds = 600
const rate = 0.5
const decay = 1e-4

const content = join(import.meta.dirname, '../server/content/cs/ear')
const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node evals/czech-weights.ts FOLDER')
  process.exit(2)
}
const dictionary = await czechDictionary()
const index = formIndex(readCounts(readFileSync(join(content, 'frequencies.txt'), 'utf8')))
const pairs = context(readPairs(readFileSync(join(content, 'context.txt'), 'utf8')), index.countOf)
const examples = [...examplesOf(folder)]
const weights = learn(examples)
const lines = Object.entries(weights).map(([name, weight]) => `${name}: ${weight.toFixed(3)}`)
writeFileSync(join(content, 'spelling-weights.yaml'), `# Learnt by evals/czech-weights.ts from the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${lines.join('\n')}\n`)
console.log(`${examples.length} candidates, ${examples.filter(({ right }) => right).length} right\n${lines.join('\n')}`)

type Example = { readonly features: Readonly<Record<string, number>>; readonly right: boolean; readonly weight: number }

function* examplesOf(corpus: string): Generator<Example> {
  for (const name of readdirSync(corpus).filter((file) => /^dev-.*\.tsv$/.test(file))) {
    const importance = name.includes('learners') ? 1 : 0.4
    for (const [at, row] of readFileSync(join(corpus, name), 'utf8').trimEnd().split('\n').entries()) {
      if (at % 2 === 0) continue
      const [source, ...golds] = row.split('\t')
      const words = tokensOf(source!)
      const wanted = golds.map((gold) => new Map(editsOf(words, tokensOf(gold)).map((edit) => edit.split('|')).filter(([from, to]) => from !== to).map(([from, , text]) => [Number(from), text!])))
      for (const [place, word] of words.entries()) {
        if (!/^\p{L}/u.test(word)) continue
        const around = { left: meant(words[place - 1], index), right: meant(words[place + 1], index), first: place === 0, bare: !/[^\x00-\x7f]/.test(source!) }
        for (const { features, candidate } of guessesFor(word, around, { index, context: pairs, dictionary, weights: {}, keeps: () => false })) {
          const right = wanted.some((edits) => edits.get(place)?.toLowerCase() === candidate.form.toLowerCase())
          yield { features, right, weight: importance }
        }
      }
    }
  }
}

function learn(examples: readonly Example[]): Record<string, number> {
  const names = Object.keys(examples[0]!.features)
  const weights = names.map(() => 0)
  const steps = names.map(() => 1e-8)
  for (let round = 0; round < rounds; round++) {
    const gradient = names.map((_, at) => decay * weights[at]!)
    for (const { features, right, weight } of examples) {
      const sum = names.reduce((total, name, at) => total + weights[at]! * features[name]!, 0)
      const error = (1 / (1 + Math.exp(-sum)) - Number(right)) * weight / examples.length
      names.forEach((name, at) => { gradient[at]! += error * features[name]! })
    }
    names.forEach((_, at) => {
      steps[at]! += gradient[at]! ** 2
      weights[at]! -= rate * gradient[at]! / Math.sqrt(steps[at]!)
    })
  }
  return Object.fromEntries(names.map((name, at) => [name, weights[at]!]))
}
