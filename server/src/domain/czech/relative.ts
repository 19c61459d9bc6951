/** *který* goes with the noun that it tells of: *město, který se mi líbí* → *které*. Only where nothing else before it could be meant. */
import type { Lexicon } from './lexicon.ts'
import { lemmaOf, readingsOf } from './noun-phrase.ts'
import type { Declined } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.8

type Its = Pick<Declined, 'gender' | 'number'>
const isIts = (one: Its, other: Its): boolean => one.gender === other.gender && one.number === other.number
/** *Petr a Eva, kteří…*; *každý z lidí, který…* */
const several = /^(a|i|nebo|ani|se?|každý|každá|každé|žádný|žádná|žádné|někdo|nikdo|všichni|všechny|první|poslední)$|ovi$/
const somebody = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste|já|ty|on|ona|my|vy|oni)$/

export const relativeAgreement: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const [noun, comma] = [sentence[at - 2], sentence[at - 1]]
  if (!isWord(slot) || comma?.token.text !== ',' || !isWord(noun)) return []
  const relative = lexicon.paradigm('který', 'adjective').filter(({ form }) => form === slot.form)
  if (relative.length === 0) return []
  const told = readingsOf(noun, at - 2, lexicon).filter(({ pos }) => pos === 'noun')
  if (told.length === 0 || lemmaOf({ at, form: noun.form, readings: told }) === null || mayMean(sentence, at - 2, relative, lexicon)) return []
  if (new Set(told.map((one) => one.number)).size !== 1) return []
  const { gender, number } = told[0]!
  const cases = [...new Set(relative.map((reading) => reading.case))].filter((each) => each === (isSaidBySomebody(sentence, at) ? 'accusative' : 'nominative'))
  const form = cases.length === 1 ? lexicon.inflected('který', 'adjective', { case: cases[0]!, number, gender }) : undefined
  if (form === undefined || form === slot.form) return []
  return [{ act: 'replace', at, form, rule: 'relative-agreement', kind: 'agreement', confidence: sure, values: { noun: noun.token.text } }]
})

/** Whether some noun of the clause before goes with the relative as it stands: *syn mé sestry, který…*. */
function mayMean(sentence: readonly Slot[], from: number, relative: readonly Declined[], lexicon: Lexicon): boolean {
  for (let at = from; at >= 0 && sentence[at]!.token.kind !== 'mark'; at--) {
    if (several.test(sentence[at]!.form)) return true
    if (readingsOf(sentence[at]!, at, lexicon).some((one) => relative.some((reading) => isIts(reading, one)))) return true
  }
  return false
}

/** *Byt, který jsme viděli*: who does something stands behind, so that the relative is what it is done to. */
const isSaidBySomebody = (sentence: readonly Slot[], at: number): boolean => [1, 2].some((ahead) => somebody.test(sentence[at + ahead]?.form ?? ''))
