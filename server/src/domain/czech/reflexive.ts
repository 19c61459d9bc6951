/** Verbs that never stand without *se*: *jmenuju Petr* → *jmenuju se Petr*; *učím česky* → *učím se česky*. */
import { type Clause, clauseAround, partsIn } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.75

const auxiliary = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste|by)$/
/** *se* stands before these: *Praha se mi líbí*. */
const pronoun = /^(mi|ti|mu|jí|ji|ho|mě|nám|vám|jim)$/
/** A verb further from the beginning of its clause may have its *se* in another one. */
const wordsBeforeMax = 3

export const missingReflexive: Rule = (sentence, lexicon) => partsIn(sentence, (form) => /^(a|ale)$/.test(form)).flatMap((clause): Proposal[] => {
  const { from, slots } = clause
  const verb = slots.findIndex((slot, place) => isReflexive(slot, slots[auxiliary.test(slots[place + 1]?.form ?? '') ? place + 2 : place + 1], lexicon))
  // *Směju se a dívám na ni*: one *se* may do for both.
  if (verb < 0 || verb > wordsBeforeMax || clauseAround(sentence, from).slots.some(({ form }) => /^(se|si|ses|sis|sa)$|.se$/.test(form))) return []
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

function isReflexive(slot: Slot, next: Slot | undefined, { verbs }: Lexicon): boolean {
  const lemma = isWord(slot) ? verbs.lemmaOf(slot.form) : undefined
  if (lemma === undefined || lemma === slot.form) return false
  const entry = verbs.entry(lemma)
  return entry?.reflexive === true || ((verbs.isParticiple(slot.form) || verbs.finite(slot.form).some(({ person }) => person === 1)) && entry?.reflexiveBefore?.includes(next?.form ?? '') === true)
}
