/** A noun phrase put into another case, in the number it already has. */
import type { Lexicon } from './lexicon.ts'
import { common, inflectedPhrase, lemmaOf, type NounPhrase } from './noun-phrase.ts'
import type { Case, GrammaticalNumber } from './paradigms.ts'
import type { Proposal, Slot, Values } from './proposal.ts'

/** Every word of the phrase into the case; nothing where the words do not tell which number. */
export function cased(phrase: NounPhrase, wanted: Case, rule: string, sure: number, values: Values, lexicon: Lexicon): Proposal[] {
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

/** A capital next to a capital is a name of several words. */
export const isPartOfName = (sentence: readonly Slot[], phrase: NounPhrase): boolean =>
  phrase.parts.some(({ at }) => /^\p{Lu}/u.test(sentence[at]!.token.text) && /^\p{Lu}/u.test(sentence[at + 1]?.token.text ?? ''))
