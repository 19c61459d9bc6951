/**
 * What is noticed in a text that is right otherwise. Czechs themselves look away from some slips when nothing else is wrong, a missing
 * length mark above all: alone such a slip is asked about, beside another one it is put right.
 */
import type { Noticed } from './draft.ts'
import { bare } from './words.ts'

/** By sort, how often a lone finding was right, and how often people had left the sentence as it was; learnt by `evals/czech-alone.ts`. */
export type AloneWeights = Readonly<Record<string, readonly [right: number, left: number]>>

/** What was left more often than this for each time it was put right is asked. */
const leftMax = 0.10
/** So many sightings weigh as much as what is believed of any sort. */
const prior = { right: 8, left: 0.4 }

/** The rule that noticed it; of diacritics, a missing length by itself. */
export function sortOf({ reasons, original, corrected }: Noticed): string {
  const { rule } = reasons.at(-1)!
  return rule === 'diacritics' && isLengthOnly(original.toLowerCase(), corrected.toLowerCase()) ? 'diacritics length' : rule
}

export function isAsked(lone: Noticed, weights: AloneWeights): boolean {
  const [right, left] = weights[sortOf(lone)] ?? [0, 0]
  return left + prior.left > leftMax * (right + prior.right)
}

const isLengthOnly = (word: string, form: string): boolean =>
  word.length === form.length && [...word].every((letter, at) => letter === form[at] || (letter === bare(letter) && bare(form[at]!) === letter && /[áéíóúůý]/.test(form[at]!)))
