/** Verbs that never stand without *se*: *jmenuju Petr* → *jmenuju se Petr*. */
import type { Lexicon } from './lexicon.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.75

const auxiliary = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste|by)$/
/** *se* stands before these: *Praha se mi líbí*. */
const pronoun = /^(mi|ti|mu|jí|ji|ho|mě|nám|vám|jim)$/
/** A verb further from the beginning of its clause may have its *se* in another one. */
const wordsBeforeMax = 3

export const missingReflexive: Rule = (sentence, lexicon) => clauses(sentence).flatMap(({ from, slots }): Proposal[] => {
  const verb = slots.findIndex((slot) => isReflexive(slot, lexicon))
  if (verb < 0 || verb > wordsBeforeMax || slots.some(({ form }) => /^(se|si|ses|sis)$/.test(form))) return []
  const helper = slots.findIndex(({ form }) => auxiliary.test(form))
  const clitic = slots.slice(0, verb).findIndex(({ form }) => pronoun.test(form))
  const at = helper >= 0 ? helper + 1 : verb === 0 ? 1 : clitic > 0 ? clitic : verb
  if (helper >= 0 && Math.abs(helper - verb) > 1) return []
  const lemma = lexicon.verbs.lemmaOf(slots[verb]!.form)!
  return [{ act: 'insert', at: from + at, text: 'se', rule: 'missing-reflexive', kind: 'other', confidence: sure, values: { verb: lemma } }]
})

const isReflexive = (slot: Slot, { verbs }: Lexicon): boolean => {
  const lemma = isWord(slot) ? verbs.lemmaOf(slot.form) : undefined
  return lemma !== undefined && lemma !== slot.form && verbs.entry(lemma)?.reflexive === true
}

function clauses(sentence: readonly Slot[]): { from: number; slots: Slot[] }[] {
  const found: { from: number; slots: Slot[] }[] = []
  for (const [at, slot] of sentence.entries()) {
    const last = found.at(-1)
    if (slot.token.kind === 'mark') found.push({ from: at + 1, slots: [] })
    else if (last === undefined) found.push({ from: at, slots: [slot] })
    else last.slots.push(slot)
  }
  return found
}
