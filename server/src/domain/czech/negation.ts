/** *ne* and its verb: written together, *ne rozumím* → *nerozumím*; before the verb and not its *jsem*; and there although *nikdy* or *nic* says it already. */
import { partsIn } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { aside, auxiliary } from './little-words.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { isCapitalised } from './words.ts'

const sure = 0.8
const sureOfAuxiliary = 0.9
const sureOfDouble = 0.85

export const negation: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const verb = sentence[at + 1]
  if (!isWord(slot) || slot.form !== 'ne' || !isWord(verb) || isCapitalised(verb.token.text) || verb.form.startsWith('ne') || verb.form === 'je') return []
  if (!(lexicon.finite(verb.form).length > 0 || lexicon.isAnyPast(verb.form)) || !lexicon.knows(`ne${verb.form}`)) return []
  return [{ act: 'move', from: at, order: [0, 1], text: `ne${verb.form}`, rule: 'negation', kind: 'spelling', confidence: sure, values: { verb: verb.form } }]
})

/** *Nejsem osel*: that is no past of *osít*. */
const isSurelyPast = (form: string, lexicon: Lexicon): boolean => lexicon.verbs.isParticiple(form) || (/l[aiy]$/.test(form) && lexicon.isPast(form) && lexicon.nominals(form).length === 0)

/** *Nejsem pracovala* → *jsem nepracovala*. */
export const negatedAuxiliary: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const verb = sentence[at + 1]
  if (!/^ne(jsem|jsi|jsme|jste)$/.test(slot.form) || !isWord(verb) || verb.form.startsWith('ne') || !isSurelyPast(verb.form, lexicon) || !lexicon.knows(`ne${verb.form}`)) return []
  const opens = at === 0 || sentence[at - 1]!.token.kind === 'mark'
  const words = [slot.form.slice(2), `ne${verb.form}`]
  const text = (opens ? words.reverse() : words).join(' ')
  return [{ act: 'move', from: at, order: [0, 1], text, rule: 'negated-auxiliary', kind: 'tense', confidence: sureOfAuxiliary, values: { verb: verb.form } }]
})

const negative = /^(nikdy|nikdo|nikoho|nikomu|nic|ničeho|ničemu|ničím|nikde|nikam|odnikud|žádn(ý|á|é|ého|ému|ém|ým|ou|ých|ými|í))$/
/** What else may be told in the same breath, with a verb of its own. */
const joining = /^(a|i|ale|ani|nebo|že|aby|abych|abys|abychom|abyste|když|kdyby|kdybych|kdybys|kdybychom|kdybyste|ať|zda|dokud|protože|jestli|pokud|než|jako|jakoby|jak|co|kdo|kde|kam|proč|bez|až|kromě|kter.*)$/

/** *Nikdy jsem viděla* → *neviděla*; *nic dělám* → *nic nedělám*: with one verb alone there is no doubt which. */
export const doubleNegation: Rule = (sentence, lexicon) => partsIn(sentence, (form) => joining.test(form)).flatMap(({ from, slots }): Proposal[] => {
  const no = slots.findIndex((slot, place) => isWord(slot) && negative.test(slot.form) && !isSetPhrase(slots, place, lexicon))
  // *nikdy nekončící příběh*: it is said already.
  if (no < 0 || slots[no + 1]?.form.startsWith('ne')) return []
  // *v neděli* is a day.
  const rest = slots.map((slot, place) => (isAfterPreposition(slots, place, lexicon) ? null : slot))
  const verbs = rest.flatMap((slot, place) => (slot !== null && isSaid(slot, lexicon) ? [place] : []))
  if (verbs.length !== 1 || rest.some((slot) => slot && isNegated(slot, lexicon))) return []
  const verb = slots[verbs[0]!]!.form
  // *Nikdy je nenech čekat*: them.
  if (verb === 'je' && slots[verbs[0]! + 1]?.form.startsWith('ne')) return []
  // *To je nic proti tomu*, *byl jsem nikdo*.
  if (/^(nic|nikdo)$/.test(slots[no]!.form) && /^(je|jsem|jsou|byl[aoiy]?|bude|budou|stal[aoiy]?)$/.test(verb)) return []
  const form = verb === 'je' ? 'není' : `ne${verb}`
  if (!lexicon.knows(form)) return []
  return [{ act: 'replace', at: from + verbs[0]!, form, rule: 'double-negation', kind: 'other', confidence: sureOfDouble, values: { word: slots[no]!.form } }]
})

/** *nic moc*, *z ničeho nic*, *za nic*. */
const isSetPhrase = (slots: readonly Slot[], at: number, { grammar }: Lexicon): boolean => {
  const before = slots[at - 1]?.form ?? ''
  return slots[at + 1]?.form === 'moc' || grammar.prepositions.has(before) || /ničeho$/.test(before)
}

/** A verb that tells something: no *jsem* of another, and nothing put in between. */
const isSaid = (slot: Slot, lexicon: Lexicon): boolean =>
  isWord(slot) && !auxiliary.test(slot.form) && slot.form !== 'by' && !aside.test(slot.form) && (lexicon.finite(slot.form).length > 0 || lexicon.isAnyPast(slot.form))

const isAfterPreposition = (slots: readonly Slot[], at: number, { grammar }: Lexicon): boolean => {
  const before = slots[at - 1]?.form ?? ''
  return before !== 'se' && grammar.prepositions.has(before)
}

const isNegated = ({ form }: Slot, { isVerbal, infinitive, finite }: Lexicon): boolean =>
  form === 'není' || form === 'nelze' || (form.startsWith('ne') && (isVerbal(form) || isVerbal(form.slice(2)) || infinitive(form.slice(2)) || finite(form).length > 0))
