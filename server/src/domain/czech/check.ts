/**
 * The ear: an utterance in, what is wrong with it and why out. Pure and synchronous.
 *
 * Words are understood first (spelling), rules read the understood words, the surest proposals become findings, and every finding is
 * explained. What is likely but not sure is a question; the rest is silence.
 */
import { applied, type Correction, fairly, type Finding, type MistakeKind } from '../correction.ts'
import type { Level, Tongue } from '../language.ts'
import type { CorrectionLevel } from '../learner.ts'
import { afterNumber } from './counting.ts'
import { missingReflexive } from './reflexive.ts'
import { adjectiveWithNoun, subjectWithPast } from './agreement.ts'
import { type Dictionary, metered } from './dictionary.ts'
import { noticed, type Noticed, type Reason, type Understood } from './draft.ts'
import { explained, type Reader, type Texts } from './explain.ts'
import { afterPreposition, afterVerb } from './government.ts'
import { isCzech } from './is-czech.ts'
import type { Lexicon } from './lexicon.ts'
import { pronounWithVerb } from './person.ts'
import type { Rule } from './proposal.ts'
import { punctuation } from './punctuation.ts'
import { type Guess, guessesFor, type SpellingWeights } from './spelling.ts'
import { type Changes, type FormIndex, keyOf } from './variants.ts'
import { asWritten, bare, isShouted, type Sentence, sentencesOf } from './words.ts'
import { clitics } from './word-order.ts'
import { capitals, choices, colloquial, vocalisation } from './written.ts'

/** Everything the ear knows, built once. */
export type Knowledge = {
  readonly index: FormIndex
  readonly isCommon: (key: string) => boolean
  readonly weights: SpellingWeights
  readonly texts: Texts
  /** The lexicon over a dictionary that is counted. */
  readonly lexiconOver: (dictionary: Dictionary) => Lexicon
  readonly dictionary: Dictionary
}
export type Heard = { readonly text: string; readonly level: Level; readonly tongue: Tongue; readonly corrections: CorrectionLevel; readonly spoken: boolean }

export const by = 'czech-ear'
/** Dictionary look-ups one utterance may cost, at 10–25 µs each. */
export const lookUpsMax = 6_000
/** Below `sure` a proposal is a question, below `doubtful` nothing. A rule's confidence is its author's, a spelling guess's was learnt. */
const ofRules = { sure: 0.6, doubtful: 0.45 }
const ofSpelling = { sure: 0.38, doubtful: 0.3 }

const rules: readonly Rule[] = [
  afterPreposition, afterVerb, afterNumber, adjectiveWithNoun, subjectWithPast, pronounWithVerb, missingReflexive, clitics, punctuation, colloquial, capitals, choices, vocalisation,
]

/** What is left unsaid at each level of correction: by kind, and by rule. */
const unsaid: Readonly<Record<CorrectionLevel, { readonly kinds: readonly MistakeKind[]; readonly rules: readonly string[] }>> = {
  minimal: { kinds: ['register', 'punctuation', 'capital', 'diacritics', 'word-order'], rules: ['vocalised'] },
  balanced: { kinds: ['register'], rules: ['vocalised'] },
  detailed: { kinds: [], rules: [] },
}

export function check(heard: Heard, knowledge: Knowledge): Correction {
  const { text } = heard
  const { dictionary } = metered(knowledge.dictionary, lookUpsMax)
  const lexicon = knowledge.lexiconOver(dictionary)
  const sentences = sentencesOf(text)
  const familiar = { isCommon: knowledge.isCommon, foreign: lexicon.grammar.foreign }
  if (!isCzech(sentences.flat(), familiar)) return { corrected: text, findings: [], questions: [], suggestion: null, by }

  const bareText = isTypedBare(text)
  const findings: Noticed[] = []
  const questions: Noticed[] = []
  for (const sentence of sentences) {
    if (!isCzech(sentence, familiar)) continue
    const guesses = sentence.map((_, at) => guessAt(sentence, at, bareText, lexicon, dictionary, knowledge))
    const words = sentence.map((_, at) => understood(sentence, at, guesses[at]!, lexicon))
    const proposals = rules.flatMap((rule) => rule(words, lexicon))
    const here = noticed(text, words, proposals, ofRules)
    findings.push(...here.findings)
    questions.push(...here.questions, ...doubts(words, guesses))
  }
  const open = questions.filter((question) => !findings.some(({ start, end }) => start < question.end && question.start < end))
  const told = (all: readonly Noticed[]) => fairly(text, all.filter((one) => isSaid(one, heard.corrections)).map((one) => asFinding(one, heard, knowledge.texts)), heard.spoken)
  const said = told(findings)
  return { corrected: applied(text, said), findings: said, questions: told(open), suggestion: suggestionFor(said, bareText, heard, knowledge.texts), by }
}

/** Two words or more without a single mark: a phone keyboard, not a mistake. */
const isTypedBare = (text: string): boolean => /^[\p{ASCII}\s\p{P}\p{S}]*$/u.test(text) && (text.match(/[a-z]{2,}/gi)?.length ?? 0) >= 2

/** The likeliest guess at a word; null where it is not one to guess at. */
function guessAt(sentence: Sentence, at: number, bareText: boolean, { grammar }: Lexicon, dictionary: Dictionary, { index, weights }: Knowledge): Guess | null {
  const { kind, text } = sentence[at]!
  if (kind !== 'word' || isShouted(text)) return null
  const keeps = (form: string) => grammar.foreign.has(form) || grammar.kept.has(form) || grammar.choices.has(form)
  return guessesFor(text, { first: at === 0, bare: bareText }, { index, dictionary, weights, keeps })[0] ?? null
}

function understood(sentence: Sentence, at: number, guess: Guess | null, lexicon: Lexicon): Understood {
  const token = sentence[at]!
  const plain: Understood = { token, form: token.lower, written: token.text, spelling: null }
  if (token.kind !== 'word' || isShouted(token.text)) return plain
  const table = listed(sentence, at, lexicon)
  if (table !== null) return { token, form: table.form, written: asWritten(table.form, token.text), spelling: table.reason }
  if (guess === null || guess.confidence < ofSpelling.sure) return plain
  const { form } = guess.candidate
  const written = form === form.toLowerCase() ? asWritten(form, token.text) : form
  return { token, form: form.toLowerCase(), written, spelling: reasonFor(guess, token.text, written) }
}

/** Words that a table knows better than any guess: colloquial ones, and those of the dictionary that are hardly ever meant. */
function listed(sentence: Sentence, at: number, lexicon: Lexicon): { form: string; reason: Reason } | null {
  const { grammar } = lexicon
  const { lower, text } = sentence[at]!
  const colloquial = grammar.colloquial.get(lower)
  if (colloquial !== undefined) return { form: colloquial, reason: { rule: 'colloquial', kind: 'register', confidence: 0.8, values: { original: text, corrected: colloquial } } }
  const confusable = grammar.confusables.get(lower)
  if (confusable === undefined || confusable.sure < ofSpelling.sure) return null
  const before = sentence[at - 1]?.lower ?? ''
  const placed = confusable.after === undefined || confusable.after.some((start) => before.startsWith(start)) || (confusable.beforePast === true && lexicon.isPast(sentence[at + 1]?.lower ?? ''))
  if (!placed) return null
  const rule = bare(confusable.right) === bare(lower) ? 'diacritics' : keyOf(confusable.right) === keyOf(lower) ? 'i-y' : 'spelling'
  return { form: confusable.right, reason: { rule, kind: rule === 'diacritics' ? 'diacritics' : 'spelling', confidence: confusable.sure, values: { original: text, corrected: confusable.right } } }
}

/** Misspellings that are likely, but not sure. */
const doubts = (words: readonly Understood[], guesses: readonly (Guess | null)[]): Noticed[] => words.flatMap(({ token, spelling }, at) => {
  const guess = guesses[at]!
  if (guess === null || spelling !== null || guess.confidence < ofSpelling.doubtful) return []
  const { start, end, text: original } = token
  const corrected = asWritten(guess.candidate.form, original)
  const reason = reasonFor(guess, original, corrected)
  return corrected === original ? [] : [{ start, end, original, corrected, kind: reason.kind, reasons: [reason], confidence: guess.confidence }]
})

function reasonFor({ candidate, confidence }: Guess, original: string, corrected: string): Reason {
  const rule = spellingRule(candidate.changes, original, corrected)
  const kind: MistakeKind = rule === 'capital-name' ? 'capital' : rule === 'diacritics' ? 'diacritics' : 'spelling'
  return { rule, kind, confidence, values: { original, corrected } }
}

const spellingRule = ({ typos, iy, added, moved }: Changes, original: string, corrected: string): string =>
  typos > 0 ? 'spelling' : iy > 0 ? 'i-y' : added + moved > 0 ? 'diacritics' : original.toLowerCase() === corrected.toLowerCase() ? 'capital-name' : 'spelling'

function isSaid({ reasons }: Noticed, corrections: CorrectionLevel): boolean {
  const { kinds, rules: unsaidRules } = unsaid[corrections]
  return reasons.some(({ kind, rule }) => !kinds.includes(kind) && !unsaidRules.includes(rule))
}

function asFinding({ start, end, original, corrected, kind, reasons }: Noticed, reader: Reader, texts: Texts): Finding {
  const told = reasons.length > 1 ? reasons.filter(({ rule }) => rule !== 'diacritics') : reasons
  const explanation = [...new Set((told.length > 0 ? told : reasons).map(({ rule, values }) => explained(rule, values, reader, texts)))].join(' ')
  return { start, end, original, corrected, kind, counted: true, explanation }
}

function suggestionFor(findings: readonly Finding[], bareText: boolean, reader: Heard, texts: Texts): string | null {
  return !reader.spoken && bareText && findings.some(({ kind }) => kind === 'diacritics') ? texts.suggestions.diacritics[reader.tongue] : null
}
