/**
 * Which misspelled words are put right, and how sure that is: every candidate's features weighed by a small model whose figures are
 * given. A word is left alone unless one candidate is likely, and clearly likelier than the next.
 */
import { type Context, edge, figure } from './context.ts'
import type { Dictionary } from './dictionary.ts'
import { type Candidate, candidatesFor, type FormIndex, keyOf } from './variants.ts'
import { isCapitalised } from './words.ts'

/** A weight per feature, learnt by `evals/czech-weights.ts`. */
export type SpellingWeights = Readonly<Record<string, number>>

export type SpellingGiven = { readonly index: FormIndex; readonly context: Context; readonly dictionary: Dictionary; readonly weights: SpellingWeights; readonly keeps: (form: string) => boolean }
/** What surrounds the word: its neighbours as they may be meant, whether it opens its sentence, and whether the whole text lacks diacritics. */
export type Surroundings = { readonly left: string; readonly right: string; readonly first: boolean; readonly bare: boolean }
/** `known`: the word as it stands is one too. */
export type Guess = { readonly candidate: Candidate; readonly known: boolean; readonly confidence: number; readonly features: Readonly<Record<string, number>> }

/** A form met this often is a word, whatever lies near it. */
const commonCount = 3_000

/** What is known is doubted only for a word so much commoner. */
const commonerThan = 2

/** A neighbour as it is probably meant: the commonest word that differs in marks and i/y alone. */
export function meant(word: string | undefined, index: FormIndex): string {
  if (word === undefined || !/^\p{L}/u.test(word)) return word !== undefined && /^\p{N}/u.test(word) ? figure : edge
  const form = word.toLowerCase()
  if (index.countOf(form) > 0) return form
  const key = keyOf(form)
  return index.near(form).filter((one) => keyOf(one) === key).sort((a, b) => index.countOf(b) - index.countOf(a))[0] ?? form
}

/** Guesses for a word, likeliest first; none where it is right. */
export function guessesFor(written: string, around: Surroundings, given: SpellingGiven): Guess[] {
  const word = written.toLowerCase()
  const count = Math.max(given.index.countOf(word), given.index.countOf(written))
  if (word.length < 2 || count >= commonCount || given.keeps(word)) return []
  const named = isCapitalised(written) && !around.first
  const known = given.dictionary.knows(word) || ((isCapitalised(written)) && given.dictionary.knows(written))
  if (named && known) return []
  const candidates = candidatesFor(word, given.index, given.dictionary, !known && !named)
    .filter((candidate) => !(known && candidate.count < commonerThan * Math.max(1, count)) && !(known && candidate.changes.typos > 0))
  const guesses = candidates.map((candidate) => guess(candidate, word, count, known, named, around, given)).sort((a, b) => b.confidence - a.confidence)
  return guesses.map((one, at) => ({ ...one, confidence: settled(one.confidence, guesses[at === 0 ? 1 : 0]?.confidence ?? 0) }))
}

/** Two guesses share the confidence there is. */
const settled = (own: number, rival: number): number => own * (own / (own + rival || 1)) ** 0.5

function guess(candidate: Candidate, word: string, count: number, known: boolean, named: boolean, around: Surroundings, { context, weights }: SpellingGiven): Guess {
  const { added, moved, iy, typos } = candidate.changes
  const capital = isCapitalised(candidate.form)
  const form = candidate.form.toLowerCase()
  const [left, right] = [context.affinity(around.left, form), context.affinity(form, around.right)]
  const features: Record<string, number> = {
    bias: 1,
    known: Number(known),
    ratio: Math.log((candidate.count + 0.5) / (count + 0.5)),
    frequency: Math.log(candidate.count + 0.5),
    ratioIfKnown: known ? Math.log((candidate.count + 0.5) / (count + 0.5)) : 0,
    added, moved, iy, typos,
    typosIfShort: typos > 0 && word.length < 6 ? 1 : 0,
    length: Math.min(10, word.length) / 10,
    firstChanged: typos > 0 && candidate.form[0]?.toLowerCase() !== word[0] ? 1 : 0,
    named: Number(named),
    opening: Number(around.first),
    capital: Number(capital),
    bareText: Number(around.bare),
    uncommon: Number(candidate.count === 0),
    left, right,
    leftGained: known ? left - context.affinity(around.left, word) : 0,
    rightGained: known ? right - context.affinity(word, around.right) : 0,
  }
  let sum = 0
  for (const [name, value] of Object.entries(features)) sum += (weights[name] ?? 0) * value
  return { candidate, known, confidence: 1 / (1 + Math.exp(-sum)), features }
}
