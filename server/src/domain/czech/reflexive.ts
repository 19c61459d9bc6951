/** Verbs that never stand without *se*: *jmenuju Petr* → *jmenuju se Petr*; *učím česky* → *učím se česky*. */
import { type Clause, clauseAround, clausesIn, partsIn } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { common, nounPhraseAt } from './noun-phrase.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.75

const auxiliary = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste|by)$/
/** *se* stands before these: *Praha se mi líbí*. */
const pronoun = /^(mi|ti|mu|jí|ji|ho|mě|nám|vám|jim)$/
/** A verb further from the beginning of its clause may have its *se* in another one. */
const wordsBeforeMax = 3

export const missingReflexive: Rule = (sentence, lexicon) => partsIn(sentence, (form) => /^(a|ale)$/.test(form)).flatMap((clause): Proposal[] => {
  const { from, slots } = clause
  const verb = slots.findIndex((_, place) => isReflexive(slots, place, lexicon))
  // *Směju se a dívám na ni*: one *se* may do for both.
  if (verb < 0 || verb > wordsBeforeMax || clauseAround(sentence, from).slots.some(({ form }) => /^(se|si|ses|sis|sa)$|.se$/.test(form))) return []
  // *Dětem se film, který jsme viděli, líbil*: it stands before what was put in between.
  if (clausesIn(sentence).some((one) => one.from < from && one.slots.some(({ form }) => form === 'se') && !one.slots.some((slot) => lexicon.isVerbal(slot.form)))) return []
  const at = placeOfSe(clause, verb)
  if (at === null) return []
  const lemma = lexicon.verbs.lemmaOf(slots[verb]!.form)!
  return [{ act: 'insert', at, text: 'se', rule: 'missing-reflexive', kind: 'other', confidence: sure, values: { verb: lemma } }]
})

/** Second in the clause, behind *jsem* and before *mi*. */
function placeOfSe({ from, slots }: Clause, verb: number): number | null {
  const helper = slots.findIndex(({ form }) => auxiliary.test(form))
  if (helper >= 0) return Math.abs(helper - verb) > 1 ? null : from + helper + 1
  const clitic = slots.slice(0, verb).findIndex(({ form }) => pronoun.test(form))
  return from + (verb === 0 ? 1 : clitic > 0 ? clitic : verb)
}

function isReflexive(slots: readonly Slot[], at: number, lexicon: Lexicon): boolean {
  const { verbs, grammar } = lexicon
  const slot = slots[at]!
  const lemma = isWord(slot) ? verbs.lemmaOf(slot.form) : undefined
  if (lemma === undefined || lemma === slot.form) return false
  const entry = verbs.entry(lemma)
  // *Jmenoval nového ministra*: somebody else.
  const phrase = lemma === 'jmenovat' ? nounPhraseAt(slots, at + 1, lexicon) : null
  if (entry?.reflexive === true) return phrase === null || common(phrase).length === 0 || common(phrase).some((cell) => cell.case === 'nominative')
  const place = auxiliary.test(slots[at + 1]?.form ?? '') ? at + 2 : at + 1
  const trigger = slots[place]?.form ?? ''
  if (!entry?.reflexiveBefore?.includes(trigger)) return false
  // *Vrátili jsme domů psa*, *cítil jsem dobře kouř*: there is something that it is done to.
  const isAlone = grammar.prepositions.has(trigger) || slots[place + 1] === undefined
  return verbs.isParticiple(slot.form) ? isAlone && lemma !== 'cítit' : (isAlone || lemma !== 'cítit') && verbs.finite(slot.form).some(({ person }) => person === 1)
}
