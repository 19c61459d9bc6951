/** A last vowel that lacks its length, where only the adjective fits: *hezky den* → *hezký den*, *mala zahrada* → *malá zahrada*. */
import { common, nounPhraseAt } from './noun-phrase.ts'
import type { Lexicon } from './lexicon.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { capitalised } from './words.ts'

const sure = 0.8

const long: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'í', y: 'ý' }
/** *anglicky film* is as likely a film in English as an English film; *česky* mostly is *in Czech*. */
const adverb = /(sk|ck)y$/

export const shortEnding: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const form = isWord(slot) ? lengthened(slot, lexicon) : null
  if (form === null || !isWord(sentence[at + 1])) return []
  const tried: Slot[] = sentence.map((one, place) => (place === at ? { ...one, form, token: { ...one.token, text: one.token.text === one.token.lower ? form : capitalised(form) } } : one))
  const phrase = nounPhraseAt(tried, at, lexicon)
  if (phrase === null || phrase.parts.length < 2 || !common(phrase).some((cell) => cell.case !== 'vocative')) return []
  return [{ act: 'replace', at, form, rule: 'diacritics', kind: 'diacritics', confidence: sure, values: {} }]
})

function lengthened({ form }: Slot, lexicon: Lexicon): string | null {
  const last = long[form.at(-1)!]
  if (last === undefined || form.length < 4 || adverb.test(form) || lexicon.grammar.prepositions.has(form) || lexicon.finite(form).length > 0) return null
  if (lexicon.nominals(form).length > 0 || lexicon.verbs.lemmaOf(form) !== undefined || lexicon.isPast(form)) return null
  const longer = form.slice(0, -1) + last
  const readings = lexicon.nominals(longer)
  return readings.length > 0 && readings.every(({ pos }) => pos === 'adjective') ? longer : null
}
