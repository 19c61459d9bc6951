/**
 * Learns how likely a spelling candidate is right from its features: the candidates for a word and the word as it stands compete, over the odd
 * rows of a corpus.
 * usage: node evals/czech-weights.ts FOLDER [--folds]      writes server/content/cs/ear/spelling-weights.yaml
 * `--folds` writes nothing: it learns on four fifths of the odd rows and tells how many guesses of the last fifth would be right, by threshold.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { czechDictionary } from '../server/src/adapters/czech/dictionary.ts'
import { readCounts, readPairs } from '../server/src/adapters/czech/content.ts'
import { context } from '../server/src/domain/czech/context.ts'
import { type Features, guessesFor, meant } from '../server/src/domain/czech/spelling.ts'
import { formIndex } from '../server/src/domain/czech/variants.ts'
import { isCapitalised } from '../server/src/domain/czech/words.ts'
import { editsOf, tokensOf } from './scoring.ts'

const rounds = 25
const rate = 0.15
const decay = 1e-3
/** What weighs less is left out of the file. */
const weightMin = 0.03
/** Corrected sentences show what is left alone, and are fewer than what is written. */
const weightOfRight = 0.3
const folds = 5
const thresholds = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6] as const

const content = join(import.meta.dirname, '../server/content/cs/ear')
const [folder, how] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node evals/czech-weights.ts FOLDER [--folds]')
  process.exit(2)
}
const dictionary = await czechDictionary()
const index = formIndex(readCounts(readFileSync(join(content, 'frequencies.txt'), 'utf8')))
const pairs = context(readPairs(readFileSync(join(content, 'context.txt'), 'utf8')), index.countOf)
const choices = [...choicesOf(folder)]
console.log(`${choices.length} words with candidates, ${choices.filter(({ right }) => right >= 0).length} of which are put right by one`)
if (how === '--folds') judgeFolds()
else {
  const weights = Object.entries(learn(choices)).filter(([, weight]) => Math.abs(weight) >= weightMin).sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = weights.map(([name, weight]) => `${JSON.stringify(name)}: ${weight.toFixed(2)}`)
  writeFileSync(join(content, 'spelling-weights.yaml'), `# Learnt by evals/czech-weights.ts from the Grammar Error Correction Corpus for Czech (CC BY-SA 4.0)\n${lines.join('\n')}\n`)
  console.log(`${lines.length} weights`)
}

/** A word with its candidates; `right` is the one that a gold has, -1 where none. */
type Choice = { readonly candidates: readonly Features[]; readonly right: number; readonly weight: number; readonly known: boolean }

function* choicesOf(corpus: string): Generator<Choice> {
  for (const name of readdirSync(corpus).filter((file) => /^dev-.*\.tsv$/.test(file))) {
    const weight = name.includes('learners') ? 1 : 0.4
    for (const [row, line] of readFileSync(join(corpus, name), 'utf8').trimEnd().split('\n').entries()) {
      if (row % 2 === 0) continue
      const [source, ...golds] = line.split('\t')
      const words = tokensOf(source!)
      const wanted = golds.map((gold) => replacements(editsOf(words, tokensOf(gold))))
      yield* choicesIn(source!, weight, (place, form) => wanted.some((edits) => edits.get(place) === form))
      if (golds[0] !== source && golds[0] !== undefined) yield* choicesIn(golds[0], weight * weightOfRight, () => false)
    }
  }
}

/** Hoisted: what the script does first stands above. */
function replacements(edits: readonly string[]): Map<number, string> {
  return new Map(edits.map((edit) => edit.split('|')).filter(([from, to]) => from !== to).map(([from, , text]) => [Number(from), text!.toLowerCase()]))
}

function* choicesIn(text: string, weight: number, isRight: (place: number, form: string) => boolean): Generator<Choice> {
  const words = tokensOf(text)
  const bare = !/[^\x00-\x7f]/.test(text) && words.some((word) => /^\p{L}/u.test(word) && !dictionary.knows(word) && !dictionary.knows(word.toLowerCase()))
  for (const [place, word] of words.entries()) {
    if (!/^\p{L}/u.test(word)) continue
    const named = isCapitalised(words[place + 1] ?? '') || (place > 1 && isCapitalised(words[place - 1]!))
    const around = { left: meant(words[place - 1], index), right: meant(words[place + 1], index), first: place === 0, bare, named }
    const guesses = guessesFor(word, around, { index, context: pairs, dictionary, weights: {}, keeps: () => false })
    if (guesses.length === 0) continue
    yield { candidates: guesses.map(({ features }) => features), right: guesses.findIndex(({ candidate }) => isRight(place, candidate.form.toLowerCase())), weight, known: guesses[0]!.known }
  }
}

/** Folds are stretches of the corpus, so that no text is in two. */
function judgeFolds(): void {
  const judged = Array.from({ length: folds }, (_, fold) => {
    const isHeld = (_: Choice, at: number) => Math.floor((at * folds) / choices.length) === fold
    const weights = learn(choices.filter((one, at) => !isHeld(one, at)))
    return choices.filter(isHeld).filter(({ weight }) => weight === 1).map((one) => {
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

/** Stochastic gradient with a step of its own for each weight. */
function learn(examples: readonly Choice[]): Record<string, number> {
  const weights: Record<string, number> = {}
  const steps: Record<string, number> = {}
  for (let round = 0; round < rounds; round++) {
    for (const { candidates, right, weight } of examples) {
      const shares = sharesOf(candidates, weights)
      for (const [at, features] of candidates.entries()) {
        const error = (shares[at]! - Number(at === right)) * weight
        for (const name in features) {
          const gradient = error * features[name]! + decay * (weights[name] ?? 0)
          steps[name] = (steps[name] ?? 1) + gradient ** 2
          weights[name] = (weights[name] ?? 0) - rate * gradient / Math.sqrt(steps[name])
        }
      }
    }
  }
  return weights
}

function sharesOf(candidates: readonly Features[], weights: Readonly<Record<string, number>>): number[] {
  const odds = candidates.map((features) => Math.exp(Object.entries(features).reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, 0)))
  const all = odds.reduce((sum, one) => sum + one, 1)
  return odds.map((one) => one / all)
}
