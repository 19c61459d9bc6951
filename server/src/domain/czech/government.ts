/** The case after a preposition and after a verb. Says something only where no reading of the words gives a case that is allowed. */
import type { Lexicon } from './lexicon.ts'
import { common, inflectedPhrase, lemmaOf, nounPhraseAt, type NounPhrase } from './noun-phrase.ts'
import type { Case, GrammaticalNumber } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot, type Values } from './proposal.ts'

const sureAfterPreposition = 0.8
const sureAfterTwoCases = 0.7
const sureAfterVerb = 0.75
const doubted = 0.5

export const afterPreposition: Rule = (sentence, lexicon) => {
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    const allowed = isWord(slot) ? lexicon.grammar.prepositions.get(slot.form) : undefined
    if (allowed === undefined || slot.form === 'se') continue
    const phrase = nounPhraseAt(sentence, at + 1, lexicon)
    if (phrase === null || isPartOfName(sentence, phrase)) continue
    const cells = common(phrase)
    const fits = timed(sentence, at, phrase, lexicon) ? allowed : allowed.slice(0, 1)
    if (cells.some((cell) => (lexicon.grammar.alwaysFirst.has(slot.form) ? fits : allowed).includes(cell.case))) continue
    if (cells.length === 0 && phrase.noun.readings.some((cell) => allowed.includes(cell.case))) {
      proposals.push(...agreeing(phrase, allowed, slot.form, lexicon))
      continue
    }
    const wanted = allowed.length === 1 ? allowed[0]! : chosen(sentence, at, slot.form, allowed, lexicon)
    const other = otherPreposition(slot.form, cells)
    if (other !== null) {
      proposals.push({ act: 'replace', at, form: other, rule: /^z/.test(other) ? 'from-not-with' : 'with-not-from', kind: 'preposition', confidence: 0.75, values: { noun: phrase.noun.form } })
      continue
    }
    const sure = allowed.length === 1 ? sureAfterPreposition : sureAfterTwoCases
    proposals.push(...cased(phrase, wanted, 'case-after-preposition', sure, { preposition: slot.form, case: wanted }, lexicon))
  }
  return proposals
}

/** *v pátek*, *věřím v Boha*: the few nouns and verbs with which *v* takes the accusative. */
const timed = (sentence: readonly Slot[], at: number, phrase: NounPhrase, { grammar }: Lexicon): boolean =>
  grammar.accusativeAfterV.some((start) => phrase.noun.form.startsWith(start) || [1, 2].some((back) => sentence[at - back]?.form.startsWith(start)))

/** *s Prahy* means *z Prahy*, *ze psem* means *se psem*. */
function otherPreposition(preposition: string, cells: readonly { readonly case: Case }[]): string | null {
  const all = (wanted: Case) => cells.length > 0 && cells.every((cell) => cell.case === wanted)
  if (preposition === 's' && all('genitive')) return 'z'
  return /^ze?$/.test(preposition) && all('instrumental') ? preposition.replace('z', 's') : null
}

/** A capital next to a capital is a name of several words. */
const isPartOfName = (sentence: readonly Slot[], phrase: NounPhrase): boolean =>
  phrase.parts.some(({ at }) => /^\p{Lu}/u.test(sentence[at]!.token.text) && /^\p{Lu}/u.test(sentence[at + 1]?.token.text ?? ''))

function chosen(sentence: readonly Slot[], at: number, preposition: string, allowed: readonly Case[], lexicon: Lexicon): Case {
  const { grammar, verbs } = lexicon
  if (grammar.alwaysFirst.has(preposition)) return allowed[0]!
  const moving = clauseAround(sentence, at).some((slot) => isWord(slot) && grammar.motionVerbs.has(verbs.lemmaOf(slot.form) ?? slot.form))
  return moving || preposition === 'o' && asks(sentence, at) ? 'accusative' : allowed[0]!
}

const asks = (sentence: readonly Slot[], at: number): boolean => /^(pros|zajím|star|boj|žád)/.test(sentence[at - 1]?.form ?? '')

function clauseAround(sentence: readonly Slot[], at: number): readonly Slot[] {
  let [from, to] = [at, at]
  while (from > 0 && sentence[from - 1]!.token.kind !== 'mark') from--
  while (to < sentence.length && sentence[to]!.token.kind !== 'mark') to++
  return sentence.slice(from, to)
}

/** The noun's case is right and a word before it is not: *s moje kamarádem*. */
function agreeing(phrase: NounPhrase, allowed: readonly Case[], preposition: string, lexicon: Lexicon): Proposal[] {
  const cells = phrase.noun.readings.filter((cell) => allowed.includes(cell.case))
  const cell = cells[0]!
  if (lemmaOf(phrase.noun) === null || new Set(cells.map((one) => `${one.case} ${one.number}`)).size !== 1) return []
  const forms = inflectedPhrase(phrase, cell, lexicon) ?? []
  return forms.filter(({ at, form }) => form !== phrase.parts.find((part) => part.at === at)!.form)
    .map(({ at, form }) => ({ act: 'replace', at, form, rule: 'agreement', kind: 'agreement', confidence: 0.72, values: { noun: phrase.noun.form, preposition, case: cell.case } }))
}

/** Words that measure time stand after a verb in any case: *čekám hodinu*. */
const times = /^(hodin|minut|chvíl|de?n|dn|týd|měsí|rok|ro[kc]|let|vteřin|noc|dob|věčnost|chvilk)/

export const afterVerb: Rule = (sentence, lexicon) => {
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    const verb = isWord(slot) ? lexicon.finite(slot.form).find(({ person }) => speaksOfAnother(sentence, at, person)) : undefined
    const entry = verb === undefined ? undefined : lexicon.verbs.entry(verb.lemma)
    if (verb === undefined || entry === undefined) continue
    const start = skipped(sentence, at + 1)
    const phrase = nounPhraseAt(sentence, start, lexicon)
    if (phrase === null || times.test(phrase.noun.form) || isPartOfName(sentence, phrase)) continue
    const cells = common(phrase)
    if (entry.preposition !== undefined) proposals.push(...missingPreposition(phrase, entry.preposition, verb.lemma, lexicon))
    else if (entry.object !== undefined && cells.every((cell) => cell.case === 'nominative' || cell.case === 'vocative')) {
      if (cells.length === 0 && !phrase.noun.readings.every((cell) => cell.case === 'nominative')) continue
      const sure = entry.doubtful === true ? doubted : sureAfterVerb
      proposals.push(...cased(phrase, entry.object, 'case-after-verb', sure, { verb: verb.lemma, case: entry.object }, lexicon))
    } else if (entry.object !== undefined && entry.doubtful === true && cells.every((cell) => cell.case !== entry.object)) {
      proposals.push(...cased(phrase, entry.object, 'case-after-verb', doubted, { verb: verb.lemma, case: entry.object }, lexicon))
    }
  }
  return proposals
}

/** The noun after *I see* cannot be who sees; after *sees* it can, unless who sees was named before. */
const speaksOfAnother = (sentence: readonly Slot[], at: number, person: number): boolean => person !== 3 || /^(on|ona|oni)$/.test(sentence[at - 1]?.form ?? '')

function skipped(sentence: readonly Slot[], at: number): number {
  while (/^(se|si|taky|také|jen|už|teď|moc|rád|ráda)$/.test(sentence[at]?.form ?? '')) at++
  return at
}

function missingPreposition(phrase: NounPhrase, [preposition, wanted]: readonly [string, Case], verb: string, lexicon: Lexicon): Proposal[] {
  const cells = common(phrase)
  if (cells.length === 0 || !cells.some((cell) => cell.case === 'nominative' || cell.case === 'accusative')) return []
  const values = { verb, preposition, case: wanted }
  const added: Proposal = { act: 'insert', at: phrase.parts[0]!.at, text: preposition, rule: 'missing-preposition', kind: 'preposition', confidence: 0.75, values }
  return cells.some((cell) => cell.case === wanted) ? [added] : [added, ...cased(phrase, wanted, 'case-after-preposition', 0.75, values, lexicon)]
}

/** Every word of the phrase into the case, in the number it already has. */
function cased(phrase: NounPhrase, wanted: Case, rule: string, sure: number, values: Values, lexicon: Lexicon): Proposal[] {
  if (lemmaOf(phrase.noun) === null) return []
  const number = numberShown(phrase, wanted) ?? numberOf(phrase)
  if (number === null) return []
  const forms = inflectedPhrase(phrase, { case: wanted, number }, lexicon)
  if (forms === null || forms.some((one) => isGuesswork(phrase, one, lexicon))) return []
  return forms.filter(({ at, form }) => form !== phrase.parts.find((part) => part.at === at)!.form)
    .map(({ at, form }) => ({ act: 'replace', at, form, rule, kind: 'case', confidence: sure, values: { ...values, number } }))
}

/** A form of a word that only the dictionary declines, and that nobody writes. */
const isGuesswork = (phrase: NounPhrase, { at, form }: { at: number; form: string }, lexicon: Lexicon): boolean =>
  at === phrase.noun.at && !phrase.noun.readings.some(({ own }) => own) && phrase.noun.readings.every(({ lemma }) => lemma.toLowerCase() !== phrase.noun.form) && lexicon.countOf(form) === 0

/** *do nových město*: the words before the noun already stand in the case, and show the number. */
function numberShown(phrase: NounPhrase, wanted: Case): GrammaticalNumber | null {
  const { gender } = phrase.noun.readings[0]!
  const shown = phrase.parts.filter((part) => part !== phrase.noun).flatMap(({ readings }) => readings.filter((cell) => cell.case === wanted && cell.gender === gender))
  const numbers = new Set(shown.map(({ number }) => number))
  return numbers.size === 1 ? [...numbers][0]! : null
}

/** Singular where it can be one; the ambiguous are left alone unless a singular reading is the head word itself. */
function numberOf(phrase: NounPhrase): GrammaticalNumber | null {
  const cells = common(phrase).length > 0 ? common(phrase) : phrase.noun.readings
  const numbers = new Set(cells.map(({ number }) => number))
  if (numbers.size === 1) return [...numbers][0]!
  const { form, readings } = phrase.noun
  return readings.some((reading) => reading.lemma.toLowerCase() === form && reading.number === 'sg') ? 'sg' : null
}
