/** The noun after a number, in words or figures: *dva bratři*, *pět dní*, *25 let*; *dva* and *dvě*; and how old one is. */
import { clauseAround, clausesIn } from './clause.ts'
import { common, inflectedPhrase, lemmaOf, type NounPhrase, nounPhraseAt } from './noun-phrase.ts'
import type { Case } from './paradigms.ts'
import type { Grammar } from './grammar.ts'
import type { Lexicon } from './lexicon.ts'
import { auxiliary, modal } from './little-words.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.72
const sureOfTwo = 0.85
const sureOfAge = 0.85
const sureOfDate = 0.85
const sureOfSubject = 0.8
/** Little words between what is counted and its verb. */
const betweenMax = 2

const fewInFigures = /^[234]$/
const manyInFigures = /^([5-9]|1\d|[2-9][05-9]|\d{2,4}0)$/

const isFew = (form: string, { lists }: Grammar): boolean => lists.few.has(form) || fewInFigures.test(form)
const isMany = (form: string, { lists }: Grammar): boolean => lists.many.has(form) || manyInFigures.test(form)

export const afterNumber: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const before = sentence[at - 1]?.form ?? ''
  if (!isCount(slot, lexicon) || (isFew(slot.form, lexicon.grammar) && lexicon.grammar.lists.tens.has(before))) return []
  if (lexicon.grammar.prepositions.has(before) && !isUnbent(before, slot, lexicon)) return []
  if (isName(sentence, at, lexicon) || pointed.test(before)) return []
  const phrase = nounPhraseAt(sentence, at + 1, lexicon)
  if (phrase === null || lemmaOf(phrase.noun) === null || /^(stě|kilo)$/.test(phrase.noun.form) || month.test(phrase.noun.form)) return []
  if (slot.form === 'kolik' && isPointedAt(phrase)) return []
  if (isGoverned(before, phrase, lexicon) || isClock(before, phrase, lexicon)) return []
  // *dvacet jeden student*
  if (/^(jeden|jedna|jedno)$/.test(phrase.parts[0]!.form)) return []
  return [...counted(sentence, at, phrase, lexicon), ...two(slot, at, phrase, lexicon)]
})

/** *v šest hodin, za pět korun*: where the preposition takes the accusative, the number counts as anywhere. */
const isUnbent = (preposition: string, { form }: Slot, { grammar }: Lexicon): boolean =>
  (grammar.lists.many.has(form) || grammar.lists.few.has(form)) && grammar.prepositions.get(preposition)!.includes('accusative')

/** *po sto metrech*: the noun is as the preposition asks. */
const isGoverned = (preposition: string, phrase: NounPhrase, { grammar }: Lexicon): boolean =>
  common(phrase).some((cell) => cell.number === 'pl' && cell.case !== 'accusative' && grammar.prepositions.get(preposition)?.includes(cell.case) === true)

/** *v roce 2020 babička zemřela*, *tramvají číslo 9*, *v půl 9 vlak odjíždí*: the number is told of what stands before it. */
const isName = (sentence: readonly Slot[], at: number, lexicon: Lexicon): boolean => {
  const before = sentence[at - 1]
  return isWord(before) && (before.form === 'půl' || /^(stran|strán|čísl|rok|roce|link|pokoj|kapitol)/.test(before.form) || (sentence[at]!.token.kind === 'number' && lexicon.nominals(before.form).some(({ pos }) => pos === 'noun')))
}

/** *My dva auto nemáme.* */
const pointed = /^(my|vy|oni|ti|nás|vás|je)$/

/** *V osm děti vstávají*: o'clock. */
const isClock = (preposition: string, { noun }: NounPhrase, { grammar }: Lexicon): boolean => /^ve?$/.test(preposition) && !grammar.lists.times.has(noun.form)

/** *Kolik ten lístek stojí?*: it is the price that is asked for, not how many. */
const isPointedAt = ({ parts: [first, noun] }: NounPhrase): boolean => noun !== undefined && first!.readings.some(({ pos, ...cell }) => pos === 'determiner' && cell.case === 'nominative')

const isCount = ({ token, form }: Slot, { grammar }: Lexicon): boolean =>
  (token.kind === 'word' || token.kind === 'number') && (isFew(form, grammar) || isMany(form, grammar) || grammar.lists.much.has(form))

function counted(sentence: readonly Slot[], at: number, phrase: NounPhrase, lexicon: Lexicon): Proposal[] {
  const { form } = sentence[at]!
  const { lists } = lexicon.grammar
  const small = isFew(form, lexicon.grammar)
  const fits = (cell: { case: Case; number: string }) => (small ? cell.number === 'pl' && (cell.case === 'nominative' || cell.case === 'accusative')
    : cell.case === 'genitive' && (cell.number === 'pl' || lists.much.has(form)))
  const cells = common(phrase)
  if (cells.some(fits) || (cells.length === 0 && phrase.parts.length > 1) || (lists.much.has(form) && phrase.noun.readings[0]!.number === 'sg')) return []
  const wanted: Case = !small ? 'genitive' : isObject(sentence, at, lexicon) ? 'accusative' : 'nominative'
  const forms = inflectedPhrase(phrase, { case: wanted, number: 'pl' }, lexicon) ?? []
  return forms.filter((one) => one.form !== phrase.parts.find((part) => part.at === one.at)!.form)
    .map((one) => ({ act: 'replace', at: one.at, form: one.form, rule: small ? 'after-few' : 'after-many', kind: 'case', confidence: sure, values: { number: form } }))
}

/** *dvě bratry* → *dva bratry*: *dvě* counts what is feminine or neuter. */
function two({ form }: Slot, at: number, { noun }: NounPhrase, lexicon: Lexicon): Proposal[] {
  if (form !== 'dva' && form !== 'dvě') return []
  const { gender } = noun.readings[0]!
  const right = gender === 'f' || gender === 'n' ? 'dvě' : 'dva'
  if (form === right || noun.readings.some((one) => one.gender !== gender) || lexicon.grammar.prepositions.has(noun.form)) return []
  return [{ act: 'replace', at, form: right, rule: 'two', kind: 'agreement', confidence: sureOfTwo, values: { noun: noun.form } }]
}

const isObject = (sentence: readonly Slot[], at: number, { grammar }: Lexicon): boolean =>
  [1, 2].some((back) => grammar.lists.countedAfter.has(sentence[at - back]?.form ?? ''))

const ordinal = /^(druhý|čtvrtý|pátý|šestý|sedmý|osmý|devátý|desátý|\p{L}+n[áa]ctý|\p{L}+cátý)$/u
/** *14 únor*: a day, not fourteen of them. */
const month = /^(leden|únor|březen|duben|květen|červen|červenec|srpen|září|říjen|listopad|prosinec)$/
const months = /^(ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince)$/

/** *pátý května* → *pátého května*. */
export const date: Rule = (sentence) => sentence.flatMap(({ form }, at): Proposal[] => {
  if (!ordinal.test(form) || !(months.test(sentence[at + 1]?.form ?? '') || (ordinal.test(sentence[at + 1]?.form ?? '') && months.test(sentence[at + 2]?.form ?? '')))) return []
  return [{ act: 'replace', at, form: form.replace(/ý$/, 'ého'), rule: 'date', kind: 'case', confidence: sureOfDate, values: {} }]
})

/** *Několik lidí přišli* → *přišlo*: what is counted by five and more, or by *mnoho*, is one and neuter. */
export const countedSubject: Rule = (sentence, lexicon) => clausesIn(sentence).flatMap(({ from, slots }): Proposal[] => {
  const first = lexicon.grammar.lists.joiners.has(slots[0]!.form) ? 1 : 0
  const slot = slots[first]
  const people = peopleAt(slots, first, lexicon)
  if (slot === undefined || people === null) return []
  let at = people.end
  while (at < people.end + betweenMax && lexicon.grammar.lists.beforeVerb.has(slots[at]?.form ?? '')) at++
  const lemma = lexicon.verbs.lemmaOf(slots[at]?.form ?? '') ?? ''
  const entry = lexicon.verbs.entry(lemma)
  // *Sto lidí přijali do práce*: they are who was taken on.
  const isObject = entry === undefined || (entry.object === 'accusative' && !modal.test(lemma))
  const form = isObject ? null : singular(slots[at], lexicon)
  return form === null ? [] : [{ act: 'replace', at: from + at, form, rule: 'counted-subject', kind: 'agreement', confidence: sureOfSubject, values: { number: slot.form } }]
})

/** So many people, told of by a number there; null where what is counted is no person: *pět knih přečetli*, *deset let pracovali*, *byla pět zastávek odtud*. */
function peopleAt(slots: readonly Slot[], at: number, lexicon: Lexicon): NounPhrase | null {
  const form = slots[at]?.form ?? ''
  if (!(isMany(form, lexicon.grammar) || lexicon.grammar.lists.much.has(form)) || form === 'kolik') return null
  const phrase = nounPhraseAt(slots, at + 1, lexicon)
  const arePeople = phrase !== null && (phrase.noun.form === 'dětí' || phrase.noun.readings.every(({ gender }) => gender === 'ma'))
  return arePeople && common(phrase).some((cell) => cell.case === 'genitive' && cell.number === 'pl') ? phrase : null
}

/** *Byli tam hodně lidí* → *bylo*; but *byl tam hodně let*. */
export const countedBehind: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!/^(ne)?byl[aiy]?$/.test(slot.form)) return []
  const number = /^(tam|tady|tu)$/.test(sentence[at + 1]?.form ?? '') ? at + 2 : at + 1
  if (peopleAt(sentence, number, lexicon) === null || clauseAround(sentence, at).slots.some((one) => auxiliary.test(one.form) || one.form === 'by')) return []
  return [{ act: 'replace', at, form: slot.form.replace(/l.?$/, 'lo'), rule: 'counted-subject', kind: 'agreement', confidence: sureOfSubject, values: { number: sentence[number]!.form } }]
})

function singular(verb: Slot | undefined, lexicon: Lexicon): string | null {
  if (!isWord(verb)) return null
  if (/l[iy]$/.test(verb.form) && lexicon.isAnyPast(verb.form)) return verb.form.replace(/.$/, 'o')
  const readings = lexicon.finite(verb.form)
  const [reading] = readings
  if (reading === undefined || readings.some(({ number }) => number === 'sg') || reading.person !== 3 || lexicon.nominals(verb.form).length > 0) return null
  const form = lexicon.present(reading.lemma, 3, 'sg')
  return form === undefined ? null : !reading.negated ? form : form === 'je' ? 'není' : `ne${form}`
}

/** *Jsem 25 let*, *mám 25 let* → *je mi 25 let*; but *mám dvacet let praxe*. */
export const age: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const { tens, years } = lexicon.grammar.lists
  const [number, unit] = years.has(sentence[at + 2]?.form ?? '') ? [sentence[at + 1], sentence[at + 2]] : [sentence[at + 2], sentence[at + 3]]
  const counts = number === sentence[at + 1] || tens.has(sentence[at + 1]?.form ?? '')
  if (!/^(jsem|mám)$/.test(slot.form) || !counts || number === undefined || !years.has(unit?.form ?? '') || !(number.token.kind === 'number' || isCount(number, lexicon))) return []
  const after = sentence[at + (number === sentence[at + 1] ? 3 : 4)]
  if (isWord(after) && !/^(a|ale)$/.test(after.form)) return []
  // *Mám dva roky, než…*, *to auto mám pět let*: nobody is so young who says so.
  if (slot.form === 'mám' && !(/(náct|cet|desát)$|^[1-9]\d$/.test(number.form) || tens.has(sentence[at + 1]?.form ?? ''))) return []
  const from = sentence[at - 1]?.form === 'já' ? at - 1 : at
  if (from > 0 && isWord(sentence[from - 1]) && !/^(a|ale|že)$/.test(sentence[from - 1]!.form)) return []
  const order = from === at ? [0] : [0, 1]
  return [{ act: 'move', from, order, text: 'je mi', rule: 'age', kind: 'word-choice', confidence: sureOfAge, values: {} }]
})
