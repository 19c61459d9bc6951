/**
 * What was wrong with an utterance.
 *
 * - finding: one smallest run of whole words that an ear would change, and why
 * - mistake: a finding with a name, kept and shown to the learner
 * - counted: held against the learner; restored diacritics, colloquial forms and what a recogniser wrote are not
 * - question: a doubt, shown as "did you mean…?", never applied and never counted
 */
import type { MistakeId } from './identity.ts'

export const mistakeKinds = [
  'spelling', 'diacritics', 'capital', 'case', 'agreement', 'person', 'tense', 'aspect', 'word-order',
  'preposition', 'punctuation', 'word-choice', 'register', 'other',
] as const
export type MistakeKind = (typeof mistakeKinds)[number]

/** `start` and `end` count UTF-16 units of the utterance; an insertion has `start === end`, a move spans its run. */
export type Finding = {
  readonly start: number
  readonly end: number
  readonly original: string
  readonly corrected: string
  readonly kind: MistakeKind
  readonly counted: boolean
  readonly explanation: string
}
export type Mistake = Finding & { readonly id: MistakeId }

/** What an ear says of an utterance: findings sorted by `start`, never overlapping. Applying them gives `corrected`. */
export type Correction = {
  readonly corrected: string
  readonly findings: readonly Finding[]
  readonly questions: readonly Finding[]
  readonly suggestion: string | null
  /** Who checked. */
  readonly by: string
}

/** What the learner is shown, and what is kept. */
export type Corrections = {
  readonly corrected: string
  /** 0–100, from the counted mistakes alone. */
  readonly score: number
  readonly suggestion: string | null
  readonly mistakes: readonly Mistake[]
  readonly questions: readonly Finding[]
}

/** The utterance with every finding applied. */
export function applied(text: string, findings: readonly Finding[]): string {
  let result = ''
  let at = 0
  for (const { start, end, corrected } of findings) {
    result += text.slice(at, start) + corrected
    at = end
  }
  return result + text.slice(at)
}

/** How much a mistake of this kind weighs in the score: what hinders understanding weighs most. */
const weights: Readonly<Record<MistakeKind, number>> = {
  spelling: 1, diacritics: 0.5, capital: 0.3, case: 1, agreement: 1, person: 1.2, tense: 1.2, aspect: 0.8,
  'word-order': 0.8, preposition: 1, punctuation: 0.3, 'word-choice': 1.2, register: 0, other: 1,
}

/**
 * 0–100 from the counted mistakes and the length of what was said: 100 without one, and one more never raises it.
 * A sentence of four words with one wrong case gets 75; a longer one loses less for the same mistake.
 */
export function scoreOf(text: string, findings: readonly Finding[]): number {
  const words = Math.max(1, text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0)
  const weight = findings.reduce((sum, finding) => sum + (finding.counted ? weights[finding.kind] : 0), 0)
  return Math.round(100 * Math.max(0, 1 - weight / Math.max(4, words)))
}

/** Kinds that are heard the same whichever way they are written: in speech they are the recogniser's, not the learner's. */
const writtenOnly: readonly MistakeKind[] = ['spelling', 'diacritics', 'capital', 'punctuation']

const hasDiacritics = /[ěščřžýáíéúůďťňó]/i

/**
 * The findings as they may be held against this learner: nothing that only writing shows in a spoken turn, no
 * colloquial form, and no missing diacritics in a text typed wholly without them.
 */
export function fairly(text: string, findings: readonly Finding[], spoken: boolean): Finding[] {
  const bare = !hasDiacritics.test(text)
  const fair = ({ kind }: Finding) => kind !== 'register' && !(spoken && writtenOnly.includes(kind)) && !(bare && kind === 'diacritics')
  return findings.map((finding) => ({ ...finding, counted: finding.counted && fair(finding) }))
}

/** The corrections after the learner disagreed with one mistake: it is gone, and what it changed is as they said it. */
export function without(text: string, corrections: Corrections, id: MistakeId): Corrections {
  const mistakes = corrections.mistakes.filter((mistake) => mistake.id !== id)
  return { ...corrections, mistakes, corrected: applied(text, mistakes), score: scoreOf(text, mistakes) }
}
