/**
 * The ear: an utterance in, what is wrong with it and why out. Pure and synchronous.
 *
 * Words are understood first (spelling), rules read the understood words, the surest proposals become findings, and every finding is
 * explained. What is likely but not sure is a question; the rest is silence.
 */
import { applied, type Correction, fairly, type Finding, type MistakeKind } from '../correction.ts'
import type { Level, Tongue } from '../language.ts'
import type { CorrectionLevel, Gender } from '../learner.ts'
import { adjectiveWithNoun } from './agreement.ts'
import { type AloneWeights, isAsked } from './alone.ts'
import { closingComma, closingRelative } from './clause-end.ts'
import { afterModal, afterPhase, conjugated, likeTo, misconjugated } from './conjugation.ts'
import { age, afterNumber, countedBehind, countedSubject, date } from './counting.ts'
import { type Context, context, type ContextWeights } from './context.ts'
import { type Dictionary, metered } from './dictionary.ts'
import { noticed, type Noticed, type Reason, type Understood } from './draft.ts'
import { shortEnding } from './ending-length.ts'
import { explained, type Reader, type Texts } from './explain.ts'
import { perfectiveFuture } from './future.ts'
import { afterPreposition, byVehicle } from './government.ts'
import { isCzech } from './is-czech.ts'
import type { Lexicon } from './lexicon.ts'
import { afterVerb } from './object.ts'
import { groupPast, missingAuxiliary, needlessAuxiliary, ownGender } from './own-past.ts'
import { manner } from './manner.ts'
import { subjectWithVerb } from './person.ts'
import { common, nounPhraseAt, same } from './noun-phrase.ts'
import { commaBeforeClitic, commaBeforeThan, needlessComma } from './needless-comma.ts'
import { doubleNegation, negatedAuxiliary, negation } from './negation.ts'
import { subjectWithAdjective, subjectWithGlad, subjectWithPast, thatWas } from './predicate.ts'
import type { Proposal, Rule } from './proposal.ts'
import { punctuation } from './punctuation.ts'
import { missingReflexive } from './reflexive.ts'
import { relativeAgreement } from './relative.ts'
import { believed, type RuleWeights } from './rule-weights.ts'
import { firstCapital, lastStop } from './sentence-edges.ts'
import { type Guess, guessesFor, meant, type SpellingWeights, type Surroundings } from './spelling.ts'
import { type Changes, type FormIndex, keyOf } from './variants.ts'
import { asWritten, bare, isCapitalised, isShouted, type Sentence, sentencesOf } from './words.ts'
import { cliticOfInfinitive, cliticOrder, clitics } from './word-order.ts'
import { vocative } from './vocative.ts'
import { askedWhen, capitals, choices, colloquial, dashes, needlessVowel, quotes, vocalisation } from './written.ts'

/** Everything the ear knows, built once. */
export type Knowledge = {
  readonly index: FormIndex
  readonly contextWeights: ContextWeights
  readonly isCommon: (key: string) => boolean
  readonly weights: SpellingWeights
  readonly ruleWeights: RuleWeights
  readonly aloneWeights: AloneWeights
  readonly texts: Texts
  /** The lexicon over a dictionary that is counted. */
  readonly lexiconOver: (dictionary: Dictionary) => Lexicon
  readonly dictionary: Dictionary
}
export type Heard = {
  readonly text: string
  readonly level: Level
  readonly tongue: Tongue
  readonly gender: Gender | null
  readonly corrections: CorrectionLevel
  readonly spoken: boolean
}

export const by = 'czech-ear'
/** Dictionary look-ups one utterance may cost, at some 10 µs each at the most. */
export const lookUpsMax = 6_000
/** Below `sure` a proposal is a question, below `doubtful` nothing. A rule's confidence is its author's, a spelling guess's was learnt. */
const ofRules = { sure: 0.51, doubtful: 0.42 }
const ofSpelling = { sure: 0.34, sureIfKnown: 0.35, doubtful: 0.22 }
/** What is a word as it stands is asked about only where it is rather another: below this people would be asked about what is right. */
const askedIfKnown = 0.3

const rules: readonly Rule[] = [
  afterPreposition, afterVerb, afterNumber, age, adjectiveWithNoun, subjectWithAdjective, subjectWithPast, subjectWithVerb, missingAuxiliary, ownGender, groupPast, missingReflexive, clitics, negation,
  misconjugated, afterModal, afterPhase, likeTo, manner, vocative, byVehicle, subjectWithGlad, thatWas, countedSubject, countedBehind, date, relativeAgreement, askedWhen,
  cliticOrder, cliticOfInfinitive, negatedAuxiliary, doubleNegation, needlessAuxiliary, closingRelative,
  perfectiveFuture, punctuation, closingComma, needlessComma, commaBeforeThan, commaBeforeClitic,
  firstCapital, lastStop, shortEnding, colloquial, capitals, choices, quotes, dashes, vocalisation, needlessVowel,
]

/** What is left unsaid at each level of correction: by kind, and by rule. */
const unsaid: Readonly<Record<CorrectionLevel, { readonly kinds: readonly MistakeKind[]; readonly rules: readonly string[] }>> = {
  minimal: { kinds: ['register', 'punctuation', 'capital', 'diacritics', 'word-order'], rules: ['vocalised', 'quotes', 'dash'] },
  balanced: { kinds: [], rules: ['quotes', 'dash', 'sentence-capital', 'sentence-stop'] },
  detailed: { kinds: [], rules: [] },
}

export function check(heard: Heard, knowledge: Knowledge): Correction {
  const { text } = heard
  const everything = everythingNoticed(text, heard.gender, knowledge)
  const { bareText } = everything
  const lone = heard.spoken || bareText ? null : loneIn(everything)
  const { findings, questions } = lone !== null && isAsked(lone, knowledge.aloneWeights) ? { findings: [], questions: [lone] } : everything
  const told = (all: readonly Noticed[]) => fairly(text, all.filter((one) => isSaid(one, heard.corrections)).map((one) => asFinding(one, heard, knowledge.texts)), heard.spoken)
  const said = told(findings)
  return { corrected: applied(text, said), findings: said, questions: told(questions), suggestion: suggestionFor(said, bareText, heard, knowledge.texts), by }
}

/** `strange`: some word that is none, or may be another, was left as it is. */
export type Everything = { readonly findings: readonly Noticed[]; readonly questions: readonly Noticed[]; readonly bareText: boolean; readonly strange: boolean }

/** What is noticed in a text, whatever else is in it. */
export function everythingNoticed(text: string, speaker: Gender | null, knowledge: Knowledge): Everything {
  const { dictionary } = metered(knowledge.dictionary, lookUpsMax)
  const lexicon = knowledge.lexiconOver(dictionary)
  const sentences = sentencesOf(text)
  const familiar = { isCommon: knowledge.isCommon, foreign: lexicon.grammar.foreign }
  if (!isCzech(sentences.flat(), familiar)) return { findings: [], questions: [], bareText: false, strange: false }

  const bareText = isTypedBare(text, sentences, dictionary)
  const inContext = context(knowledge.contextWeights, lexicon)
  const findings: Noticed[] = []
  const questions: Noticed[] = []
  let doubted = false
  for (const sentence of sentences) {
    if (!isCzech(sentence, familiar)) continue
    const { guesses, words } = read(sentence, bareText, inContext, lexicon, dictionary, knowledge)
    const proposals = rules.flatMap((rule) => rule(words, lexicon, speaker)).map((one) => ({ ...one, confidence: believed(one, knowledge.ruleWeights) }))
    const here = noticed(text, words, proposals, ofRules)
    findings.push(...here.findings)
    const { asked, left } = doubts(words, guesses)
    questions.push(...here.questions, ...asked)
    doubted ||= left
  }
  const open = questions.filter((question) => !findings.some(({ start, end }) => start < question.end && question.start < end))
  return { findings, questions: open, bareText, strange: doubted || (findings.length === 1 && sentences.flat().some((token) => isStrange(token, findings[0]!, dictionary))) }
}

const isStrange = ({ kind, text, lower, start, end }: Sentence[number], found: Noticed, { knows }: Dictionary): boolean =>
  kind === 'word' && text === lower && !(start < found.end && found.start < end) && !knows(text)

/** The only thing that is wrong, where nothing else is doubted or strange. */
export const loneIn = ({ findings, questions, strange }: Everything): Noticed | null =>
  findings.length === 1 && questions.length === 0 && !strange ? findings[0]! : null

/** Every proposal by itself, whatever is believed of it, and what it would change: for those who judge the rules. */
export function proposalsFor(text: string, knowledge: Knowledge): { readonly proposal: Proposal; readonly noticed: Noticed }[] {
  const { dictionary } = metered(knowledge.dictionary, lookUpsMax)
  const lexicon = knowledge.lexiconOver(dictionary)
  const sentences = sentencesOf(text)
  const bareText = isTypedBare(text, sentences, dictionary)
  const inContext = context(knowledge.contextWeights, lexicon)
  return sentences.flatMap((sentence) => {
    const { words } = read(sentence, bareText, inContext, lexicon, dictionary, knowledge)
    const plain = words.map((word) => ({ ...word, written: word.token.text, spelling: null }))
    return rules.flatMap((rule) => rule(words, lexicon, null))
      .flatMap((proposal) => noticed(text, plain, [proposal], { sure: 0, doubtful: 0 }).findings.slice(0, 1).map((one) => ({ proposal, noticed: one })))
  })
}

function read(sentence: Sentence, bareText: boolean, inContext: Context, lexicon: Lexicon, dictionary: Dictionary, knowledge: Knowledge): { guesses: (Guess | null)[]; words: Understood[] } {
  const fitAt = inContext(sentence.map(({ lower }) => meant(lower, knowledge.index)))
  const guesses = sentence.map((_, at) => guessAt(sentence, at, { fit: fitAt(at), bare: bareText }, lexicon, dictionary, knowledge))
  return { guesses, words: sentence.map((_, at) => understood(sentence, at, guesses[at]!, lexicon)) }
}

/** Two words or more without a single mark, and one of them is none without it: a phone keyboard, not a mistake. */
const isTypedBare = (text: string, sentences: readonly Sentence[], { knows }: Dictionary): boolean =>
  /^[\p{ASCII}\s\p{P}\p{S}]*$/u.test(text) && (text.match(/[a-z]{2,}/gi)?.length ?? 0) >= 2 && sentences.flat().some((token) => token.kind === 'word' && !knows(token.text) && !knows(token.lower))

/** The likeliest guess at a word; null where it is not one to guess at, and where none is likely. */
function guessAt(sentence: Sentence, at: number, place: Pick<Surroundings, 'fit' | 'bare'>, lexicon: Lexicon, dictionary: Dictionary, { index, weights }: Knowledge): Guess | null {
  const { kind, text } = sentence[at]!
  if (kind !== 'word' || isShouted(text)) return null
  const { grammar } = lexicon
  const keeps = (form: string) => grammar.foreign.has(form) || grammar.kept.has(form) || grammar.choices.has(form) || grammar.isFinite(form)
  if (agrees(sentence, at, lexicon) || isMeasured(sentence, at) || isWhence(sentence, at, lexicon)) return null
  const named = isNamed(sentence[at + 1]) || (at > 1 && isNamed(sentence[at - 1]))
  const around = { ...place, first: at === 0, named }
  const guess = guessesFor(text, around, { index, dictionary, weights, keeps })[0] ?? null
  if (guess === null || guess.confidence < ofSpelling.doubtful) return null
  const isBent = guess.candidate.changes.typos > 0 && conjugated(sentence[at]!.lower, lexicon) !== null
  return isBent || (guess.known && isBound(sentence, at, guess.candidate.form.toLowerCase(), lexicon)) ? null : guess
}

/** *ve své nejnovější knize*, *tato stať*, *o které studenti mluví*: what goes with the words before it is meant so, and what does not is not meant. */
function isBound(sentence: Sentence, at: number, form: string, lexicon: Lexicon): boolean {
  const readings = lexicon.nominals(sentence[at]!.lower)
  if (lexicon.nominals(sentence[at - 1]?.lower ?? '').some(({ lemma }) => lemma === 'který') && readings.some((cell) => cell.case === 'nominative')) return true
  let start = at
  while (start > 0 && lexicon.nominals(sentence[start - 1]!.lower).some(({ pos }) => pos !== 'noun')) start--
  if (start === at) return false
  const preposition = sentence[start - 1]?.lower ?? ''
  const cases = lexicon.grammar.prepositions.get(preposition)?.slice(0, lexicon.grammar.alwaysFirst.has(preposition) ? 1 : undefined)
  const fits = (word: string): boolean => {
    const phrase = nounPhraseAt(sentence.map((token, place) => ({ token, form: place === at ? word : token.lower })), start, lexicon)
    return phrase?.end === at + 1 && common(phrase).some((cell) => cases === undefined || cases.includes(cell.case))
  }
  return fits(sentence[at]!.lower) || (readings.length === 0 && !fits(form))
}

/** *moji rodiče*, *mojí sestře*, *český jazyk*, *anglický a český text*: what agrees with its noun is meant so. */
function agrees(sentence: Sentence, at: number, lexicon: Lexicon): boolean {
  const { lower } = sentence[at]!
  const readings = lexicon.nominals(lower)
  if (!readings.some(({ pos }) => pos === 'determiner' || (pos === 'adjective' && /[sc]ký$/.test(lower)))) return false
  const start = /^(a|i|nebo)$/.test(sentence[at + 1]?.lower ?? '') ? at + 2 : at
  const phrase = nounPhraseAt(sentence.map((token) => ({ token, form: token.lower })), start, lexicon)
  return phrase !== null && (start === at || phrase.parts.some((part) => part.readings[0]!.pos === readings[0]!.pos)) && common(phrase).some((cell) => readings.some((reading) => same(reading, cell)))
}

/** *půl litru*: of one of them, not of several. */
const isMeasured = (sentence: Sentence, at: number): boolean => /^(půl|čtvrt|čtvrtě)$/.test(sentence[at - 1]?.lower ?? '') && sentence[at]!.lower.endsWith('u')

/** *ze zkušenosti*: no clause begins where no verb follows. */
function isWhence(sentence: Sentence, at: number, lexicon: Lexicon): boolean {
  if (sentence[at]!.lower !== 'ze') return false
  const end = sentence.findIndex(({ kind }, place) => place > at && kind === 'mark')
  return !sentence.slice(at + 1, end < 0 ? undefined : end).some(({ lower }) => lexicon.isVerbal(lower) && !lexicon.infinitive(lower) && lexicon.nominals(lower).length === 0)
}

const isNamed = (token: Sentence[number] | undefined): boolean => token?.kind === 'word' && isCapitalised(token.text)

function understood(sentence: Sentence, at: number, guess: Guess | null, lexicon: Lexicon): Understood {
  const token = sentence[at]!
  const plain: Understood = { token, form: token.lower, written: token.text, spelling: null }
  if (token.kind !== 'word' || isShouted(token.text)) return plain
  const table = listed(sentence, at, lexicon)
  if (table !== null) return { token, form: table.form, written: asWritten(table.form, token.text), spelling: table.reason }
  if (guess === null || guess.confidence < (guess.known ? ofSpelling.sureIfKnown : ofSpelling.sure)) return plain
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
  if (!placed || confusable.notAfter?.includes(before) || (confusable.beforePast === true && !sentence.slice(at).some((each) => lexicon.isPast(each.lower)))) return null
  const rule = bare(confusable.right) === bare(lower) ? 'diacritics' : keyOf(confusable.right) === keyOf(lower) ? 'i-y' : 'spelling'
  return { form: confusable.right, reason: { rule, kind: rule === 'diacritics' ? 'diacritics' : 'spelling', confidence: confusable.sure, values: { original: text, corrected: confusable.right } } }
}

/** Misspellings that are likely, but not sure; `left` where some are too unlikely to ask about. */
function doubts(words: readonly Understood[], guesses: readonly (Guess | null)[]): { readonly asked: readonly Noticed[]; readonly left: boolean } {
  const asked: Noticed[] = []
  let left = false
  for (const [at, { token: { start, end, text: original }, spelling }] of words.entries()) {
    const guess = guesses[at]!
    if (guess === null || spelling !== null) continue
    const corrected = asWritten(guess.candidate.form, original)
    if (corrected === original) continue
    const reason = reasonFor(guess, original, corrected)
    if (guess.known && guess.confidence < askedIfKnown) left = true
    else asked.push({ start, end, original, corrected, kind: reason.kind, reasons: [reason], confidence: guess.confidence })
  }
  return { asked, left }
}

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
