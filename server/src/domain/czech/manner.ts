/** How something is done is an adverb: *mluví dobrý* → *mluví dobře*. */
import type { Lexicon } from './lexicon.ts'
import { isWord, type Proposal, type Rule } from './proposal.ts'

const sure = 0.8

/** Verbs that tell what is done, and can have no adjective behind them. */
const doing = /^(mluvit|zpívat|vařit|učit|psát|číst|hrát|tancovat|tančit|jezdit|řídit|pracovat|spát|plavat|rozumět|znát|běhat|chodit)$/
const adverbs: Readonly<Record<string, string>> = { dobrý: 'dobře', lepší: 'lépe', horší: 'hůř', pomalý: 'pomalu', rychlý: 'rychle', špatný: 'špatně', tichý: 'tiše', dlouhý: 'dlouho', snadný: 'snadno' }
const derived: readonly (readonly [RegExp, string])[] = [[/ný$/, 'ně'], [/ský$/, 'sky'], [/cký$/, 'cky'], [/ký$/, 'ky'], [/rý$/, 'ře'], [/lý$/, 'le'], [/tý$/, 'tě']]

export const manner: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || !doing.test(lexicon.verbs.lemmaOf(slot.form) ?? '')) return []
  const place = /^(se|si|jsem|jsme|moc|velmi|docela|česky|anglicky|německy|rusky)$/.test(sentence[at + 1]?.form ?? '') ? at + 2 : at + 1
  const [word, next] = [sentence[place], sentence[place + 1]]
  if (!isWord(word) || next?.token.text === ',' || (isWord(next) && !/^(česky|anglicky|německy|rusky|a|i|ale|protože|než)$/.test(next.form))) return []
  const form = adverbOf(word.form, lexicon)
  return form === null ? [] : [{ act: 'replace', at: place, form, rule: 'manner', kind: 'word-choice', confidence: sure, values: { verb: slot.form } }]
})

/** Of an adjective as who does something would be called; null where it is none, or none is known. */
function adverbOf(form: string, lexicon: Lexicon): string | null {
  const lemma = /[ýáéí]$/.test(form) ? lexicon.nominals(form).find(({ pos, ...cell }) => pos === 'adjective' && cell.case === 'nominative' && cell.number === 'sg')?.lemma : undefined
  if (lemma === undefined) return null
  const [, made] = derived.find(([ending]) => ending.test(lemma)) ?? []
  const adverb = adverbs[lemma] ?? (made === undefined ? undefined : lemma.slice(0, -made.length) + made)
  return adverb !== undefined && lexicon.knows(adverb) ? adverb : null
}
