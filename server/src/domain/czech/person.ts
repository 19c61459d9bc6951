/**
 * A subject and its verb: *já chce* → *já chci*, *moje sestra mám* → *má*, *já pracovat* → *já pracuju*. Only where the verb stands
 * beside the subject.
 */
import { clauseAround } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { aside } from './little-words.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { type Subject, subjectsIn, verbPlace } from './subjects.ts'

const sureOfPronoun = 0.85
const sureOfNoun = 0.72
const sureOfInfinitive = 0.8

export const subjectWithVerb: Rule = (sentence, lexicon) => subjectsIn(sentence, lexicon).flatMap((subject): Proposal[] => {
  const at = verbPlace(sentence, subject, lexicon)
  const verb = sentence[at]
  if (!isWord(verb) || !isPerson(subject) || aside.test(verb.form)) return []
  // *Já je znám*, *já se jí nebojím*: them, and her.
  if (/^(je|jí)$/.test(verb.form) && clauseAround(sentence, at).slots.some((slot) => slot !== verb && lexicon.finite(slot.form).length > 0)) return []
  return lexicon.finite(verb.form).length > 0 ? otherPerson(sentence, subject, at, lexicon) : infinitive(sentence, subject, at, lexicon)
})

/** A noun that has a verb of its own: somebody, not *Prahu mám rád* with the case missing. */
const isPerson = ({ phrase, gender, only, either }: Subject): boolean =>
  phrase === null || (only && !either && (gender === 'ma' || phrase.parts.some(({ readings }) => /^(můj|tvůj|náš|váš)$/.test(readings[0]!.lemma))))

function otherPerson(sentence: readonly Slot[], { form: name, person, number, gender, phrase }: Subject, at: number, lexicon: Lexicon): Proposal[] {
  const verb = sentence[at]!
  const readings = lexicon.finite(verb.form)
  if (readings.some((one) => one.person === person && one.number === number)) return []
  if (verb.form === 'je' && /^(my|vy|oni)$/.test(name)) return []
  const next = sentence[at + 1]
  if (verb.form === 'je' && isWord(next) && lexicon.finite(next.form).length > 0) return []
  if (name === 'ty' && readings.some((one) => one.person === 3)) return []
  const isMany = phrase !== null && number === 'pl' && gender === 'ma' && readings.every((one) => one.person === 3 && one.number === 'sg')
  if (phrase !== null && !isMany && (number === 'pl' || readings.some((one) => one.person === 3))) return []
  if (readings.some((one) => one.lemma === 'být') && (/l[aoiy]?$/.test(next?.form ?? '') || phrase !== null)) return []
  const [{ lemma, negated }] = readings as [typeof readings[number]]
  return proposed(lexicon.present(lemma, person, number), negated, at, { pronoun: name, verb: lemma }, 'person', phrase === null ? sureOfPronoun : sureOfNoun)
}

/** *ona mluvit* → *ona mluví*, where nothing else in the clause is a verb. */
function infinitive(sentence: readonly Slot[], { form: name, person, number, phrase }: Subject, at: number, lexicon: Lexicon): Proposal[] {
  const { form } = sentence[at]!
  const lemma = lexicon.infinitive(form) ? form : form.startsWith('ne') && lexicon.infinitive(form.slice(2)) ? form.slice(2) : null
  // *Já být tebou, nešel bych tam.*
  const isSupposed = lemma === 'být' && sentence.some((slot) => /^(by|bych|bys|bychom|byste)$/.test(slot.form))
  if (lemma === null || isSupposed || (phrase !== null && number === 'pl')) return []
  const { from, slots } = clauseAround(sentence, at)
  if (slots.some((slot, place) => from + place !== at && isWord(slot) && lexicon.isVerbal(slot.form))) return []
  return proposed(lexicon.present(lemma, person, number), lemma !== form, at, { pronoun: name, verb: lemma }, 'infinitive-for-person', sureOfInfinitive)
}

function proposed(form: string | undefined, negated: boolean, at: number, values: Record<string, string>, rule: string, confidence: number): Proposal[] {
  if (form === undefined) return []
  const said = !negated ? form : form === 'je' ? 'není' : `ne${form}`
  return [{ act: 'replace', at, form: said, rule, kind: 'person', confidence, values }]
}
