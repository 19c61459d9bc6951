/** Words that must agree with the noun behind them: *dobrá kamarád* → *dobrý kamarád*. */
import type { Lexicon } from './lexicon.ts'
import { common, lemmaOf, type NounPhrase, nounPhraseAt, same } from './noun-phrase.ts'
import { isCapitalised } from './words.ts'
import type { Cell } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sureOfAdjective = 0.7

/** *dobrá kamarád* → *dobrý kamarád*; after a preposition `government` decides. */
export const adjectiveWithNoun: Rule = (sentence, lexicon) => {
  const proposals: Proposal[] = []
  for (let at = 0; at < sentence.length; at++) {
    const phrase = isWord(sentence[at]) ? nounPhraseAt(sentence, at, lexicon) : null
    if (phrase === null) continue
    const isGoverned = lexicon.grammar.prepositions.has(sentence[at - 1]?.form ?? '')
    const isWrong = phrase.parts.length > 1 && common(phrase).length === 0 && !isCapitalised(sentence[phrase.noun.at]!.token.text)
    // *Nemocný léky nebere*, *pan Novotný auta opravuje*: somebody who does something with it.
    const isDoer = (isCapitalised(sentence[at]!.token.text) && at > 0) || isVerb(sentence[phrase.end], lexicon)
    // *Je nutné knihu vrátit.*
    const isTold = /^(je|není|bylo|nebylo|bude|by)$/.test(sentence[at - 1]?.form ?? '') && lexicon.infinitive(sentence[phrase.end]?.form ?? '')
    if (isWrong && !isGoverned && !isTold) proposals.push(...agreeing(phrase, isDoer ? 'doer' : isDoneTo(sentence, at, lexicon) ? 'object' : null, lexicon))
    at = phrase.end - 1
  }
  return proposals
}

const isVerb = (slot: Slot | undefined, { finite, isAnyPast }: Lexicon): boolean =>
  isWord(slot) && (finite(slot.form).some(({ lemma }) => lemma !== 'být') || isAnyPast(slot.form))

/** *máme velký kuchyň*: behind such a verb stands what it is done to. */
function isDoneTo(sentence: readonly Slot[], at: number, { grammar, verbs, finite }: Lexicon): boolean {
  const before = sentence[at - (grammar.lists.beforeObject.has(sentence[at - 1]?.form ?? '') ? 2 : 1)]
  const lemma = isWord(before) ? verbs.lemmaOf(before.form) : undefined
  return lemma !== undefined && verbs.entry(lemma)?.object === 'accusative' && (lemma === 'mít' || !finite(before!.form).some(({ person }) => person === 3))
}

function agreeing({ parts, noun }: NounPhrase, role: 'doer' | 'object' | null, lexicon: Lexicon): Proposal[] {
  const modifiers = parts.filter((part) => part !== noun)
  // *zprávy, které lékaři psali*: they go with another noun.
  if (modifiers.some(({ form }) => /^kte[rř]/.test(form))) return []
  const cell = peopleIn(noun.readings) ?? (role === 'doer' ? null : onlyObject(modifiers, noun.readings) ?? several(modifiers, noun.readings)) ?? place(modifiers[0]!.readings, noun.readings, role === 'object')
  // *Ráno moudřejší večera*: more than what is named behind it.
  if (/(ej|ěj|š|č)ší$/.test(modifiers.at(-1)!.form) && noun.readings.every((cell) => cell.case === 'genitive')) return []
  if (cell === null || lemmaOf(noun) === null || modifiers.some(({ readings }) => new Set(readings.map(({ lemma }) => lemma)).size !== 1)) return []
  const forms = modifiers.map((part) => (part.readings.some((one) => same(one, cell)) ? part.form : lexicon.inflected(part.readings[0]!.lemma, part.readings[0]!.pos, cell)))
  if (forms.includes(undefined)) return []
  return modifiers.flatMap(({ at, form }, place): Proposal[] =>
    forms[place] === form ? [] : [{ act: 'replace', at, form: forms[place]!, rule: 'agreement', kind: 'agreement', confidence: sureOfAdjective, values: { noun: noun.form, case: cell.case } }])
}

/** *mladý lidé*: who can only be several, and only who does something. */
const peopleIn = (noun: readonly Cell[]): Cell | null =>
  (noun.every((cell) => cell.number === 'pl' && cell.gender === 'ma' && (cell.case === 'nominative' || cell.case === 'vocative')) ? noun.find((cell) => cell.case === 'nominative') ?? null : null)

/** *mojí sestru* → *moji*: it sounds alike. */
function onlyObject(modifiers: NounPhrase['parts'], noun: readonly Cell[]): Cell | null {
  return modifiers.every(({ form }) => /^(mo|tvo|svo)jí$|^[nv]aší$/.test(form)) && noun.every((cell) => cell.case === 'accusative' && cell.number === 'sg' && cell.gender === 'f') ? noun[0]! : null
}

/** *nový boty*: said so, written *nové*. */
function several(modifiers: NounPhrase['parts'], noun: readonly Cell[]): Cell | null {
  const direct = noun.filter((cell) => cell.case === 'nominative' || cell.case === 'accusative')
  return modifiers.every(({ form }) => form.endsWith('ý')) && direct.length > 0 && direct.every((cell) => cell.number === 'pl' && cell.gender !== 'ma') ? direct[0]! : null
}

/** The one place of the noun whose case and number the modifier has too, in another gender. */
function place(modifier: readonly Cell[], noun: readonly Cell[], isObject: boolean): Cell | null {
  const shared = noun.filter((cell) => cell.case !== 'vocative' && modifier.some((one) => one.case === cell.case && one.number === cell.number))
  const direct = shared.filter((cell) => cell.case === 'accusative' || (cell.case === 'nominative' && !isObject))
  const cells = direct.length > 0 ? direct.slice(0, 1) : shared
  return new Set(cells.map((cell) => `${cell.case} ${cell.number}`)).size === 1 ? cells[0]! : null
}
