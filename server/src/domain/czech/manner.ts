/** How something is done is an adverb: *mluví dobrý* → *mluví dobře*. */
import type { Lexicon } from './lexicon.ts'
import { auxiliary, reflexive } from './little-words.ts'
import { isWord, type Proposal, type Rule } from './proposal.ts'

const sure = 0.8

const doing = /^(mluvit|zpívat|vařit|učit|psát|číst|hrát|tancovat|jezdit|pracovat|spát|plavat|rozumět)$/
/** Of adjectives that tell how something is done, not how somebody is who does it: *spal oblečený*. */
const adverbs: Readonly<Record<string, string>> = {
  dobrý: 'dobře', lepší: 'lépe', horší: 'hůř', pomalý: 'pomalu', rychlý: 'rychle', špatný: 'špatně', tichý: 'tiše', výborný: 'výborně', krásný: 'krásně', skvělý: 'skvěle', hezký: 'hezky',
  český: 'česky', anglický: 'anglicky', německý: 'německy', ruský: 'rusky',
}

export const manner: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || !doing.test(lexicon.verbs.lemmaOf(slot.form) ?? '')) return []
  const place = isLittle(sentence[at + 1]?.form ?? '') ? at + 2 : at + 1
  const [word, next] = [sentence[place], sentence[place + 1]]
  if (!isWord(word) || next?.token.text === ',' || (isWord(next) && !/^(česky|anglicky|německy|rusky|ale|protože|než)$/.test(next.form))) return []
  const form = adverbOf(word.form, lexicon)
  return form === null ? [] : [{ act: 'replace', at: place, form, rule: 'manner', kind: 'word-choice', confidence: sure, values: { verb: slot.form } }]
})

const isLittle = (form: string): boolean => auxiliary.test(form) || reflexive.test(form) || /^(moc|velmi|docela|česky|anglicky|německy|rusky)$/.test(form)

/** Of an adjective as who does something would be called. */
function adverbOf(form: string, { nominals }: Lexicon): string | null {
  const reading = /[ýáí]$/.test(form) ? nominals(form).find((cell) => cell.pos === 'adjective' && cell.case === 'nominative' && cell.number === 'sg') : undefined
  return reading === undefined ? null : adverbs[reading.lemma] ?? null
}
