/** The noun after a number: *dva bratři*, *pět korun*, *hodně lidí*. */
import { lemmaOf, nounPhraseAt } from './noun-phrase.ts'
import type { Case } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.72

const few = /^(dva|dvě|tři|čtyři)$/
const many = /^(pět|šest|sedm|osm|devět|deset|jedenáct|dvanáct|třináct|čtrnáct|patnáct|šestnáct|sedmnáct|osmnáct|devatenáct|dvacet|třicet|čtyřicet|padesát|šedesát|sto|několik|kolik)$/
const amounts = /^(hodně|mnoho|málo)$/

export const afterNumber: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || lexicon.grammar.prepositions.has(sentence[at - 1]?.form ?? '') || !(few.test(slot.form) || many.test(slot.form) || amounts.test(slot.form))) return []
  const phrase = nounPhraseAt(sentence, at + 1, lexicon)
  if (phrase === null || phrase.parts.length > 1 || lemmaOf(phrase.noun) === null) return []
  const { form, readings } = phrase.noun
  const wanted: Case = !few.test(slot.form) ? 'genitive' : isObject(sentence, at) ? 'accusative' : 'nominative'
  const fits = readings.some((cell) => (few.test(slot.form) ? cell.number === 'pl' : cell.case === 'genitive' && (cell.number === 'pl' || amounts.test(slot.form))))
  const [{ lemma, gender, number }] = readings as [typeof readings[number]]
  if (fits || (amounts.test(slot.form) && number === 'sg')) return []
  const corrected = lexicon.inflected(lemma, 'noun', { case: wanted, number: 'pl', gender })
  return corrected === undefined || corrected === form ? []
    : [{ act: 'replace', at: phrase.noun.at, form: corrected.toLowerCase(), rule: few.test(slot.form) ? 'after-few' : 'after-many', kind: 'case', confidence: sure, values: { number: slot.form } }]
})

const isObject = (sentence: readonly Slot[], at: number): boolean => /^(mám|máš|má|máme|máte|mají|měl|měla|chci|chce|vidím|znám|potřebuju|koupil|koupila|hledám)$/.test(sentence[at - 1]?.form ?? '')
