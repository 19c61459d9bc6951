/**
 * From whatever a model answered to a correction that holds together.
 *
 * Trusts no offset, no score and no whole sentence of a model: a mistake is found again in the text by its own words or
 * is dropped, and `corrected` follows from the findings alone. Only where a model gives nothing but a corrected sentence
 * is that compared with the text, word by word.
 */
import { applied, mistakeKinds, type Correction, type Finding, type MistakeKind } from '../../domain/correction.ts'
import { changesBetween, type Change } from './word-changes.ts'
import { jsonIn } from './loose-json.ts'

export type Explain = (change: { readonly original: string; readonly corrected: string }) => string

const findingsMax = 40
const explanationLengthMax = 400
const suggestionLengthMax = 600
/** A sentence of which more than this share was changed was rewritten, not corrected; one of few words may change whole. */
const rewrittenShare = 0.6
const fewWords = 3

/** Null where the answer holds nothing that could be a correction. `unexplained` speaks for a model that gave no reason. */
export function repaired(text: string, answer: string, by: string, unexplained: Explain): Correction | null {
  const given = jsonIn(answer)
  if (given === undefined) return null
  const whole = Array.isArray(given) ? { mistakes: given as unknown[] } : (given as Readonly<Record<string, unknown>>)
  const list = [whole['mistakes'], whole['corrections'], whole['errors'], whole['findings']].find(Array.isArray) as readonly unknown[] | undefined
  const corrected = stringIn(whole, ['corrected', 'correction', 'correctedText', 'corrected_text'])
  if (list === undefined && corrected === null) return null
  const unchanged: Correction = { corrected: text, findings: [], questions: [], suggestion: null, by }
  if (whole['czech'] === false) return unchanged

  const items = (list ?? []).slice(0, findingsMax).flatMap((item) => itemOf(item) ?? [])
  const placed = apart(locate(text, items, unexplained))
  const findings = placed.filter(({ sure }) => sure).map(({ finding }) => finding)
  const questions = placed.filter(({ sure }) => !sure).map(({ finding }) => finding)
  const suggestion = suggestionOf(text, stringIn(whole, ['suggestion']))
  if (placed.length > 0 || corrected === null) return { corrected: applied(text, findings), findings, questions, suggestion, by }
  return { ...unchanged, suggestion, ...fromSentence(text, corrected, unexplained) }
}

type Item = { readonly original: string; readonly corrected: string; readonly kind: MistakeKind; readonly explanation: string | null; readonly sure: boolean; readonly near: number | null }
type Placed = { readonly finding: Finding; readonly sure: boolean }

function itemOf(given: unknown): Item | null {
  if (typeof given !== 'object' || given === null) return null
  const item = given as Readonly<Record<string, unknown>>
  const original = stringIn(item, ['original', 'wrong', 'from', 'error', 'text'])
  const corrected = stringIn(item, ['corrected', 'correction', 'correct', 'to', 'fixed'])
  if (original === null || corrected === null) return null
  const near = Number(item['start'] ?? Number.NaN)
  return {
    original: original.normalize('NFC').trim(),
    corrected: tidy(corrected),
    kind: kindOf(stringIn(item, ['kind', 'type', 'category'])),
    explanation: tidy(stringIn(item, ['explanation', 'reason', 'why']) ?? '').slice(0, explanationLengthMax) || null,
    sure: item['sure'] !== false && item['sure'] !== 'false',
    near: Number.isFinite(near) ? near : null,
  }
}

/** What models call kinds of mistakes besides the names they were given. */
const otherNames: readonly (readonly [RegExp, MistakeKind])[] = [
  [/diacrit|accent|háč|čárk/, 'diacritics'], [/capital|upper|lower/, 'capital'], [/punct|comma/, 'punctuation'], [/order/, 'word-order'],
  [/prepos/, 'preposition'], [/aspect/, 'aspect'], [/tense/, 'tense'], [/person|conjug/, 'person'], [/agree|gender|number/, 'agreement'],
  [/case|declen|genitive|dative|accusative|locative|instrumental|vocative/, 'case'], [/regist|colloq|informal/, 'register'],
  [/spell|typo|orthog/, 'spelling'], [/word|vocab|lexic|choice/, 'word-choice'],
]

function kindOf(given: string | null): MistakeKind {
  const kind = (given ?? '').toLowerCase().trim().replaceAll(/[\s_]+/g, '-')
  return mistakeKinds.find((known) => known === kind) ?? otherNames.find(([pattern]) => pattern.test(kind))?.[1] ?? 'other'
}

/** Each item where its words stand: near where the model says, else after the item before it, else wherever they are. */
function locate(text: string, items: readonly Item[], unexplained: Explain): Placed[] {
  const placed: Placed[] = []
  let after = 0
  for (const item of items) {
    const places = placesOf(text, item.original)
    const start = item.near === null ? (places.find((at) => at >= after) ?? places[0]) : places.toSorted((one, other) => Math.abs(one - item.near!) - Math.abs(other - item.near!))[0]
    if (start === undefined) continue
    after = start + item.original.length
    const change = smallest(text, { start, end: after, corrected: withMarksOf(text, item, after) })
    if (change === null) continue
    const original = text.slice(change.start, change.end)
    const explanation = item.explanation ?? unexplained({ original, corrected: change.corrected })
    placed.push({ finding: { ...change, original, kind: item.kind, counted: item.kind !== 'register', explanation }, sure: item.sure })
  }
  return placed
}

/** The dot that ends a sentence is often added to a word, or left out after it: it stays as the text has it. */
function withMarksOf(text: string, { original, corrected }: Item, end: number): string {
  const ending = /[.!?…]+$/u
  const marks = ending.exec(corrected)?.[0] ?? ''
  if (marks !== '' && !ending.test(original) && text.startsWith(marks[0]!, end)) return corrected.slice(0, -marks.length)
  return marks === '' && corrected !== '' ? corrected + (ending.exec(original)?.[0] ?? '') : corrected
}

/** Where the words stand as whole words: letter for letter, or else whatever their capitals. */
function placesOf(text: string, words: string): number[] {
  if (words === '') return []
  const exact = wholeWords(text, words)
  const lower = text.toLowerCase()
  return exact.length > 0 || lower.length !== text.length ? exact : wholeWords(lower, words.toLowerCase())
}

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character)

function wholeWords(text: string, words: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const splits = (isLetter(text[at - 1]) && isLetter(words[0])) || (isLetter(words.at(-1)) && isLetter(text[at + words.length]))
    if (!splits) places.push(at)
  }
  return places
}

/** The change without the words that both sides share at its ends; null where nothing is left of it. */
function smallest(text: string, change: Change): Change | null {
  const original = text.slice(change.start, change.end)
  const changes = changesBetween(original, change.corrected)
  const first = changes[0]
  const last = changes.at(-1)
  if (!first || !last) return null
  const mended = changes.reduceRight((mending, { start, end, corrected }) => mending.slice(0, start) + corrected + mending.slice(end), original)
  const corrected = mended.slice(first.start, mended.length - (original.length - last.end))
  return { start: change.start + first.start, end: change.start + last.end, corrected }
}

/** Sorted by place; of two that overlap, the first stays. */
function apart(placed: readonly Placed[]): Placed[] {
  const result: Placed[] = []
  for (const each of placed.toSorted((one, other) => one.finding.start - other.finding.start || one.finding.end - other.finding.end)) {
    const before = result.at(-1)?.finding
    const samePoint = before?.start === each.finding.start && before.end === each.finding.end
    if (!before || (before.end <= each.finding.start && !samePoint)) result.push(each)
  }
  return result
}

/** A model that gave nothing but a sentence: what differs is a finding of kind `other`; a rewritten sentence is a suggestion. */
function fromSentence(text: string, sentence: string, unexplained: Explain): Partial<Correction> {
  if (tidy(sentence) === '') return {}
  const changes = changesBetween(text, tidy(sentence))
  const changed = changes.reduce((sum, { start, end }) => sum + end - start, 0)
  if (changed > text.length * rewrittenShare && text.split(/\s+/).length > fewWords) return { suggestion: suggestionOf(text, sentence) }
  const findings = changes.slice(0, findingsMax).map((change): Finding => {
    const original = text.slice(change.start, change.end)
    return { ...change, original, kind: 'other', counted: true, explanation: unexplained({ original, corrected: change.corrected.trim() }) }
  })
  return { findings, corrected: applied(text, findings) }
}

function suggestionOf(text: string, given: string | null): string | null {
  const suggestion = tidy(given ?? '').slice(0, suggestionLengthMax)
  return suggestion === '' || suggestion === text.trim() || /^(null|none)$/i.test(suggestion) ? null : suggestion
}

function stringIn(given: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  const found = names.map((name) => given[name]).find((value) => typeof value === 'string')
  return typeof found === 'string' ? found : null
}

/** One line, without what cannot be stored or shown. */
const tidy = (text: string): string => text.toWellFormed().normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ').trim()
