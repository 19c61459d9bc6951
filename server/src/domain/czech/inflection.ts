/** A head word in its forms, for whoever wants to see what becomes of it: a noun by case, an adjective by case and gender, a verb by person. */
import { metered, type Dictionary } from './dictionary.ts'
import type { Lexicon, Nominal } from './lexicon.ts'
import { cases, type Case, type Declined, type GrammaticalNumber, type NounGender } from './paradigms.ts'
import type { Person } from './verbs.ts'

/** `person` is of a verb's present (or, where it is perfective, future); a form with neither person nor case is its past. */
export type WordForm = {
  readonly form: string
  readonly number: GrammaticalNumber
  readonly case: Case | null
  readonly person: Person | null
  readonly gender: NounGender | null
}

/** The longest paradigm asks some 300 times. */
const lookUpsMax = 1000
const persons = [1, 2, 3] as const
const numbers = ['sg', 'pl'] as const

/** None where the word has no forms, or none that are surely its own. */
export function formsOf(headWord: string, dictionary: Dictionary, lexiconOver: (dictionary: Dictionary) => Lexicon): readonly WordForm[] {
  const lemma = headWord.normalize('NFC').replace(/ s[ei]$/, '')
  if (lemma.includes(' ')) return []
  const lexicon = lexiconOver(metered(dictionary, lookUpsMax).dictionary)
  if (lexicon.infinitive(lemma)) return conjugated(lemma, lexicon)
  const itself = lexicon.nominals(lemma).find((one) => one.lemma === lemma && one.case === 'nominative')
  return itself ? declinedAs(itself, lexicon) : []
}

function declinedAs({ lemma, pos, gender }: Nominal, { paradigm }: Lexicon): WordForm[] {
  const forms = paradigm(lemma, pos).filter((one) => pos !== 'noun' || one.gender === gender)
  const places = Map.groupBy(forms, (one) => `${one.gender} ${one.number} ${one.case}`)
  if (pos === 'noun' && isOfTwoPatterns(lemma, places.get(`${gender} sg genitive`) ?? [])) return []
  const whole = pos === 'noun' ? numbers.filter((number) => cases.every((each) => each === 'vocative' || places.has(`${gender} ${number} ${each}`))) : numbers
  return [...places.values()].filter(([first]) => whole.includes(first!.number)).filter((place) => new Set(place.map(({ form }) => form)).size === 1 || place[0]!.case !== 'vocative')
    .map(([first]) => ({ ...first!, person: null }))
    .toSorted((one, other) => numbers.indexOf(one.number) - numbers.indexOf(other.number) || cases.indexOf(one.case) - cases.indexOf(other.case))
}

/** *gulášu* and *guláše*: the dictionary holds forms of a hard and a soft pattern, and which belong together is not to be told. */
const isOfTwoPatterns = (lemma: string, genitives: readonly Declined[]): boolean =>
  genitives.some(({ form }) => /[ua]$/.test(form)) && genitives.some(({ form }) => /[eě]$/.test(form)) && !/[aeě]$/.test(lemma)

/** Half a present would mislead, as would half a row of cases. */
function conjugated(lemma: string, { present, verbs, isAnyPast }: Lexicon): WordForm[] {
  const forms = numbers.flatMap((number) => persons.flatMap((person) => {
    const form = present(lemma, person, number)
    return form === undefined ? [] : [{ form, number, case: null, person, gender: null }]
  }))
  if (forms.length < numbers.length * persons.length) return []
  const past = verbs.entry(lemma)?.past ?? lemma.replace(/t$/, 'l')
  return past !== lemma && isAnyPast(past) ? [...forms, { form: past, number: 'sg', case: null, person: null, gender: 'ma' }] : forms
}
