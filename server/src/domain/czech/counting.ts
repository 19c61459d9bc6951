/** The noun after a number, in words or figures: *dva bratři*, *pět dní*, *25 let*; *dva* and *dvě*; and how old one is. */
import { common, inflectedPhrase, lemmaOf, type NounPhrase, nounPhraseAt } from './noun-phrase.ts'
import type { Case } from './paradigms.ts'
import type { Grammar } from './grammar.ts'
import type { Lexicon } from './lexicon.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.72
const sureOfTwo = 0.85
const sureOfAge = 0.85

const fewInFigures = /^[234]$/
const manyInFigures = /^([5-9]|1\d|[2-9][05-9]|\d{2,4}0)$/

const isFew = (form: string, { lists }: Grammar): boolean => lists.few.has(form) || fewInFigures.test(form)
const isMany = (form: string, { lists }: Grammar): boolean => lists.many.has(form) || manyInFigures.test(form)

export const afterNumber: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const before = sentence[at - 1]?.form ?? ''
  if (!isCount(slot, lexicon) || lexicon.grammar.prepositions.has(before) || (isFew(slot.form, lexicon.grammar) && lexicon.grammar.lists.tens.has(before))) return []
  const phrase = nounPhraseAt(sentence, at + 1, lexicon)
  if (phrase === null || lemmaOf(phrase.noun) === null || phrase.noun.form === 'stě' || (slot.form === 'kolik' && isPointedAt(phrase))) return []
  return [...counted(sentence, at, phrase, lexicon), ...two(slot, at, phrase, lexicon)]
})

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

/** *Jsem 25 let* → *Je mi 25 let*. */
export const age: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const { tens, years } = lexicon.grammar.lists
  const [number, unit] = years.has(sentence[at + 2]?.form ?? '') ? [sentence[at + 1], sentence[at + 2]] : [sentence[at + 2], sentence[at + 3]]
  const counts = number === sentence[at + 1] || tens.has(sentence[at + 1]?.form ?? '')
  if (slot.form !== 'jsem' || !counts || number === undefined || !years.has(unit?.form ?? '') || !(number.token.kind === 'number' || isCount(number, lexicon))) return []
  if (isWord(sentence[at + 3]) && number === sentence[at + 1] && !/^(a|ale)$/.test(sentence[at + 3]!.form)) return []
  const from = sentence[at - 1]?.form === 'já' ? at - 1 : at
  if (from > 0 && isWord(sentence[from - 1]) && !/^(a|ale|že)$/.test(sentence[from - 1]!.form)) return []
  const order = from === at ? [0] : [0, 1]
  return [{ act: 'move', from, order, text: 'je mi', rule: 'age', kind: 'word-choice', confidence: sureOfAge, values: {} }]
})
