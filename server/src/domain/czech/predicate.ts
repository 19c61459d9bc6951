/** What agrees with the subject: the adjective behind *je* (*Praha je krásná*), and the past tense (*jídlo bylo*). */
import { adjectiveFrom, type Lexicon } from './lexicon.ts'
import { auxiliary } from './little-words.ts'
import { common, lemmaOf, nounPhraseAt, same } from './noun-phrase.ts'
import type { Cell } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { type Subject, subjectsIn, verbPlace } from './subjects.ts'

const sureOfAdjective = 0.75
const sureOfPast = 0.8

const copula = /^(je|není|jsou|nejsou|byl[aioy]?|nebyl[aioy]?|bude|nebude|budou|nebudou)$/
const degreesMax = 2

/** *Praha je krásný* → *krásná*. */
export const subjectWithAdjective: Rule = (sentence, lexicon) => subjectsIn(sentence, lexicon).flatMap((subject): Proposal[] => {
  const verb = verbPlace(sentence, subject, lexicon)
  if (subject.gender === null || !copula.test(sentence[verb]?.form ?? '')) return []
  let at = verb + 1
  for (; lexicon.grammar.lists.degrees.has(sentence[at]?.form ?? ''); at++) if (at > verb + degreesMax) return []
  at = pastPreposition(sentence, at, lexicon)
  if (subject.either && /^(ne)?(jsou|budou|byl[iy])$/.test(sentence[verb]!.form)) return []
  const slot = sentence[at]
  if (!isWord(slot) || !endsPhrase(sentence[at + 1], lexicon) || isFirstOfMany(sentence, at, lexicon)) return []
  return [at, ...joinedTo(sentence, at, lexicon)].flatMap((place) => agreed(sentence, place, subject, lexicon))
})

function agreed(sentence: readonly Slot[], at: number, { number, gender, end }: Subject, lexicon: Lexicon): Proposal[] {
  const { form: written } = sentence[at]!
  const lemma = adjectiveFrom(written, lexicon)
  const form = lemma === null || gender === null ? undefined : lexicon.inflected(lemma, 'adjective', { case: 'nominative', number, gender })
  if (form === undefined || form === written) return []
  return [{ act: 'replace', at, form, rule: 'subject-adjective', kind: 'agreement', confidence: sureOfAdjective, values: { subject: sentence[end - 1]!.token.text } }]
}

/** *těžká, ale zajímavá*; *malý a útulný*. */
function joinedTo(sentence: readonly Slot[], at: number, lexicon: Lexicon): number[] {
  const joiner = sentence[at + 1]?.token.text === ',' ? at + 2 : at + 1
  const place = joiner + 1
  const slot = sentence[place]
  if (!/^(a|ale|i)$/.test(sentence[joiner]?.form ?? '') || !isWord(slot) || isWord(sentence[place + 1])) return []
  return adjectiveFrom(slot.form, lexicon) === null ? [] : [place]
}

/** *Byli s opravou spokojení*. */
function pastPreposition(sentence: readonly Slot[], at: number, lexicon: Lexicon): number {
  const phrase = lexicon.grammar.prepositions.has(sentence[at]?.form ?? '') ? nounPhraseAt(sentence, at + 1, lexicon) : null
  return phrase === null ? at : phrase.end
}

/** *Králík je klidné, tiché zvířátko*: it goes on behind the comma. */
function isFirstOfMany(sentence: readonly Slot[], at: number, lexicon: Lexicon): boolean {
  const next = sentence[at + 2]
  const last = [at + 2, at + 3].find((place) => lexicon.nominals(sentence[place]?.form ?? '').some(({ pos }) => pos === 'adjective'))
  // *Praha je krásné a staré město*, *čeština je krásný, ale těžký jazyk*.
  if (last !== undefined && lexicon.nominals(sentence[last + 1]?.form ?? '').some(({ pos }) => pos === 'noun')) return true
  return sentence[at + 1]?.token.text === ',' && isWord(next) && adjectiveFrom(next.form, lexicon) !== null
}

const endsPhrase = (next: Slot | undefined, { grammar }: Lexicon): boolean =>
  !isWord(next) || grammar.lists.afterAdjective.has(next.form) || grammar.prepositions.has(next.form) || grammar.clauseOpeners.has(next.form)

/** *jídlo byl* → *bylo*; *kluci byly* → *byli*. A subject that may be an object is believed only where the verb takes none. */
export const subjectWithPast: Rule = (sentence, lexicon) => subjectsIn(sentence, lexicon).flatMap((subject): Proposal[] => {
  const at = verbPlace(sentence, subject, lexicon)
  const verb = sentence[at]
  if (subject.gender === null || !isWord(verb) || !isPast(verb.form, lexicon) || (subject.either && /[iya]$/.test(verb.form))) return []
  if (auxiliary.test(sentence[at + 1]?.form ?? '') || agreesWithNext(sentence, at, lexicon) || isImpersonal(sentence, at, lexicon)) return []
  const entry = lexicon.verbs.entry(lexicon.verbs.lemmaOf(verb.form) ?? '')
  const isOfItself = sentence.slice(subject.end, at).some((slot) => slot.form === 'se')
  if (!subject.only && !isOfItself && (entry === undefined || entry.object !== undefined)) return []
  const form = withEnding(verb.form, endingFor(subject), lexicon)
  if (form === null || form === verb.form) return []
  return [{ act: 'replace', at, form, rule: 'subject-past', kind: 'agreement', confidence: sureOfPast, values: { subject: sentence[subject.end - 1]!.token.text } }]
})

/** *Soubor se mi nepodařilo otevřít*: the noun is what was to be done something to. */
const isImpersonal = (sentence: readonly Slot[], at: number, lexicon: Lexicon): boolean =>
  /o$/.test(sentence[at]!.form) && lexicon.infinitive(sentence[at + 1]?.form ?? '') && [1, 2, 3].some((back) => sentence[at - back]?.form === 'se')

/** *Ten test byla hračka*: what somebody or something was may give the verb its gender. */
function agreesWithNext(sentence: readonly Slot[], at: number, lexicon: Lexicon): boolean {
  if (!/^(ne)?byl[aioy]?$/.test(sentence[at]!.form)) return false
  const ending = /[aioy]$/.exec(sentence[at]!.form)?.[0] ?? ''
  const readings = nounPhraseAt(sentence, at + 1, lexicon)?.noun.readings ?? []
  return readings.some((cell) => cell.case === 'nominative' && endings[cell.number][cell.gender] === ending)
}

/** *dcera má rád* → *ráda*; *děti rád jedí* → *rády*. */
export const subjectWithGlad: Rule = (sentence, lexicon) => subjectsIn(sentence, lexicon).flatMap((subject): Proposal[] => {
  if (subject.gender === null || subject.either || !subject.only || subject.phrase === null) return []
  const place = verbPlace(sentence, subject, lexicon)
  const at = glad.test(sentence[place]?.form ?? '') ? place : lexicon.finite(sentence[place]?.form ?? '').some(({ person }) => person === 3) ? place + 1 : -1
  const slot = sentence[at]
  if (slot === undefined || !glad.test(slot.form)) return []
  const form = slot.form.replace(/d[aoiy]?$/, `d${endingFor(subject)}`)
  return form === slot.form ? [] : [{ act: 'replace', at, form, rule: 'subject-glad', kind: 'agreement', confidence: sureOfPast, values: { subject: sentence[subject.end - 1]!.token.text } }]
})

const glad = /^(ne)?rád[aoiy]?$/

/** *Byl to hezká dovolená* → *byla to*: what it was gives the verb its gender. */
export const thatWas: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const place = sentence[at + 1]?.form === 'to' ? at + 2 : sentence[at - 1]?.form === 'to' && (at === 1 || sentence[at - 2]!.token.kind === 'mark') ? at + 1 : -1
  const cell = /^(ne)?byl[aoiy]?$/.test(slot.form) && place >= 0 ? onlySubject(sentence, place, lexicon) : null
  const form = cell === null ? slot.form : slot.form.replace(/l.?$/, `l${endings[cell.number][cell.gender]}`)
  return form === slot.form ? [] : [{ act: 'replace', at, form, rule: 'subject-past', kind: 'agreement', confidence: sureOfPast, values: { subject: cell!.noun } }]
})

/** The noun phrase at the end of its part, where it can be nothing but a nominative of one gender and number. */
function onlySubject(sentence: readonly Slot[], at: number, lexicon: Lexicon): (Cell & { readonly noun: string }) | null {
  const phrase = nounPhraseAt(sentence, at, lexicon)
  if (phrase === null || lemmaOf(phrase.noun) === null || lexicon.nominals(sentence[phrase.end]?.form ?? '').length > 0) return null
  const [cell, ...others] = common(phrase).filter((one) => one.case !== 'vocative')
  return cell?.case === 'nominative' && others.every((one) => same(one, cell)) ? { ...cell, noun: phrase.noun.form } : null
}

const endings = { sg: { ma: '', mi: '', f: 'a', n: 'o' }, pl: { ma: 'i', mi: 'y', f: 'y', n: 'a' } } as const
const endingFor = ({ number, gender }: Subject): string => endings[number][gender!]

const past = /l[aoiy]?$/
const isPast = (form: string, lexicon: Lexicon): boolean =>
  past.test(form) && (lexicon.verbs.lemmaOf(form) !== undefined || lexicon.verbs.lemmaOf(form.replace(/[aoiy]$/, '')) !== undefined || lexicon.isPast(form))

function withEnding(form: string, ending: string, lexicon: Lexicon): string | null {
  const stem = form.replace(/[aoiy]$/, '').replace(/šel$/, ending === '' ? 'šel' : 'šl')
  const changed = (ending === '' ? stem.replace(/šl$/, 'šel') : stem) + ending
  return lexicon.knows(changed) ? changed : null
}
