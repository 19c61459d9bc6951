/**
 * Who a clause is about, where its first words tell: a pronoun, or a noun phrase that can be nothing but a nominative.
 *
 * Knows nothing of what agrees with a subject; the rules that ask do.
 */
import type { Lexicon } from './lexicon.ts'
import { common, lemmaOf, type NounPhrase, nounPhraseAt } from './noun-phrase.ts'
import type { GrammaticalNumber, NounGender } from './paradigms.ts'
import { isWord, type Slot } from './proposal.ts'
import type { Person } from './verbs.ts'

export type Subject = {
  /** Where it begins, and the first slot behind it. */
  readonly at: number
  readonly end: number
  readonly form: string
  readonly person: Person
  readonly number: GrammaticalNumber
  /** What agrees with it; null for *já, ty, my, vy*, who may be anybody. */
  readonly gender: NounGender | null
  /** One or many, for all the noun shows: *práce*. `number` is then singular, and the verb has to say so too. */
  readonly either: boolean
  /** It cannot be an object: *maminka*, not *auto*. */
  readonly only: boolean
  /** The noun phrase; null for a pronoun. */
  readonly phrase: NounPhrase | null
}

const pronouns: Readonly<Record<string, readonly [Person, GrammaticalNumber, NounGender | null]>> = {
  já: [1, 'sg', null], ty: [2, 'sg', null], on: [3, 'sg', 'ma'], ona: [3, 'sg', 'f'], my: [1, 'pl', null], vy: [2, 'pl', null], oni: [3, 'pl', 'ma'],
}
const compared = /^(než|jako|i|nebo|ani)$/
const betweenMax = 2

export function subjectsIn(sentence: readonly Slot[], lexicon: Lexicon): Subject[] {
  return sentence.flatMap((slot, at) => {
    if (!isWord(slot)) return []
    const before = sentence[at - 1]
    const pronoun = pronouns[slot.form]
    // *Ty boty*: those, not you.
    const those = slot.form === 'ty' ? nounPhraseAt(sentence, at, lexicon) : null
    if (pronoun !== undefined && (those === null || common(those).length === 0)) {
      const [person, number, gender] = pronoun
      const alone = !isWord(before) || (!compared.test(before.form) && before.form !== 'a' && !lexicon.grammar.prepositions.has(before.form))
      return alone ? [{ at, end: at + 1, form: slot.form, person, number, gender, either: false, only: slot.form !== 'ty', phrase: null }] : []
    }
    if (isWord(before) && !lexicon.grammar.lists.beforeSubject.has(before.form)) return []
    const phrase = nounPhraseAt(sentence, at, lexicon)
    // *Minulý týden stály jahody méně*: it is said when, not who.
    return phrase === null || lexicon.grammar.lists.times.has(phrase.noun.form) ? [] : named(phrase, at)
  })
}

/** The place of the subject's verb: right behind it, a few little words aside. */
export function verbPlace(sentence: readonly Slot[], { end, phrase }: Subject, lexicon: Lexicon): number {
  const { grammar } = lexicon
  let at = phrase === null ? end : pastAttribute(sentence, end, lexicon)
  const from = at
  while (at < from + betweenMax && grammar.lists.beforeVerb.has(sentence[at]?.form ?? '')) at++
  return at
}

/** *dveře do kanceláře*, *ceny potravin*: what tells more of the noun stands between it and the verb. */
function pastAttribute(sentence: readonly Slot[], at: number, lexicon: Lexicon): number {
  // *Maminka s tatínkem přijeli*: they are two.
  const isIts = lexicon.grammar.prepositions.has(sentence[at]?.form ?? '') && !/^se?$/.test(sentence[at]!.form)
  const phrase = nounPhraseAt(sentence, isIts ? at + 1 : at, lexicon)
  // *Spousta lidí přišlo*: either may be told of.
  if (phrase === null || /^(spousta|hromada|kopa|řada|většina|část|polovina|třetina|čtvrtina)$/.test(sentence[at - 1]?.form ?? '')) return at
  return isIts || common(phrase).some((cell) => cell.case === 'genitive') ? phrase.end : at
}

function named(phrase: NounPhrase, at: number): Subject[] {
  const { noun, end } = phrase
  if (lemmaOf(noun) === null) return []
  const agreed = common(phrase)
  const cells = agreed.length > 0 ? agreed : noun.readings
  const nominative = cells.filter((cell) => cell.case === 'nominative')
  const [first] = nominative
  if (first === undefined || nominative.some(({ gender }) => gender !== first.gender)) return []
  const either = nominative.some(({ number }) => number !== first.number)
  const only = cells.every((cell) => cell.case === 'nominative' || cell.case === 'vocative')
  return [{ at, end, form: noun.form, person: 3, number: either ? 'sg' : first.number, gender: first.gender, either, only, phrase }]
}
