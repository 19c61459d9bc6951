/** Learns how likely a spelling candidate is right from its features: the candidates for a word and the word as it stands compete. */
import type { Knowledge } from '../../server/src/domain/czech/check.ts'
import { context } from '../../server/src/domain/czech/context.ts'
import { type Features, guessesFor, meant } from '../../server/src/domain/czech/spelling.ts'
import { isCapitalised } from '../../server/src/domain/czech/words.ts'
import { editsOf, tokensOf } from '../scoring.ts'
import type { OddRow } from './corpus.ts'

const rounds = 25
const rate = 0.15
const decay = 1e-3
/** Corrected sentences show what is left alone: without them, rare words that are right would be taken for common ones. */
const weightOfRight = 2

/** A word with its candidates; `right` is the one that a gold has, -1 where none. */
export type Choice = { readonly candidates: readonly Features[]; readonly right: number; readonly weight: number; readonly known: boolean }
export type Given = Pick<Knowledge, 'index' | 'contextWeights' | 'dictionary' | 'lexiconOver'>

export function choicesOf({ source, golds, weight }: OddRow, given: Given): Choice[] {
  const words = tokensOf(source)
  const wanted = golds.map((gold) => replacements(editsOf(words, tokensOf(gold))))
  const written = choicesIn(source, weight, (place, form) => wanted.some((edits) => edits.get(place) === form), given)
  return golds[0] === source ? written : [...written, ...choicesIn(golds[0]!, weight * weightOfRight, () => false, given)]
}

const replacements = (edits: readonly string[]): Map<number, string> =>
  new Map(edits.map((edit) => edit.split('|')).filter(([from, to]) => from !== to).map(([from, , text]) => [Number(from), text!.toLowerCase()]))

function choicesIn(text: string, weight: number, isRight: (place: number, form: string) => boolean, { index, contextWeights, dictionary, lexiconOver }: Given): Choice[] {
  const words = tokensOf(text)
  const bare = !/[^\x00-\x7f]/.test(text) && words.some((word) => /^\p{L}/u.test(word) && !dictionary.knows(word) && !dictionary.knows(word.toLowerCase()))
  const fitAt = context(contextWeights, lexiconOver(dictionary))(words.map((word) => meant(word.toLowerCase(), index)))
  return words.flatMap((word, place) => {
    if (!/^\p{L}/u.test(word)) return []
    const named = isCapitalised(words[place + 1] ?? '') || (place > 1 && isCapitalised(words[place - 1]!))
    const around = { fit: fitAt(place), first: place === 0, bare, named }
    const guesses = guessesFor(word, around, { index, dictionary, weights: {}, keeps: () => false })
    if (guesses.length === 0) return []
    return [{ candidates: guesses.map(({ features }) => features), right: guesses.findIndex(({ candidate }) => isRight(place, candidate.form.toLowerCase())), weight, known: guesses[0]!.known }]
  })
}

/** Stochastic gradient with a step of its own for each weight. */
export function learnt(examples: readonly Choice[]): Record<string, number> {
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

export function sharesOf(candidates: readonly Features[], weights: Readonly<Record<string, number>>): number[] {
  const odds = candidates.map((features) => Math.exp(Object.entries(features).reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, 0)))
  const all = odds.reduce((sum, one) => sum + one, 1)
  return odds.map((one) => one / all)
}
