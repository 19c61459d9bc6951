/** Commas before the words that open a clause, from a table of conjunctions with how sure each is. */
import { clauseAround } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { auxiliary } from './little-words.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

export const punctuation: Rule = (sentence, lexicon) => {
  const { grammar } = lexicon
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    const opener = isWord(slot) ? grammar.clauseOpeners.get(slot.form) : undefined
    if (opener === undefined) continue
    const start = clauseStart(sentence, at, opener.relative === true, grammar.prepositions)
    const before = sentence[start - 1]
    if (!isWord(before) || opener.notAfter?.includes(before.form) === true || grammar.commaNotAfter.has(before.form)) continue
    if (opener.after !== undefined && !opener.after.some((stem) => before.form.startsWith(stem))) continue
    if (opener.before !== undefined && !opener.before.includes(sentence[at + 1]?.form ?? '')) continue
    if (start - 1 < (opener.wordsBefore ?? 1) - 1 || !isWord(sentence[at + 1])) continue
    if (opener.clause === true && !(hasVerb(sentence.slice(0, start), grammar.isFinite) && hasVerb(sentence.slice(at), grammar.isFinite))) continue
    if (opener.verbBefore === true && !saysSomething(sentence.slice(clauseAround(sentence, start - 1).from, start), lexicon)) continue
    if (opener.verbWithin !== undefined && (grammar.prepositions.has(before.form) || isHelperAlone(sentence, start, lexicon) || !verbFollows(sentence, at + 1, opener.verbWithin, lexicon))) continue
    proposals.push({ act: 'insert', at: start, text: ',', rule: opener.relative === true ? 'comma-relative' : 'comma', kind: 'punctuation', confidence: opener.sure, values: { opener: slot.form } })
  }
  return proposals
}

/** A relative clause opens at its preposition: *dům, ve kterém bydlím*. */
function clauseStart(sentence: readonly Slot[], at: number, relative: boolean, prepositions: ReadonlyMap<string, unknown>): number {
  const before = sentence[at - 1]
  return relative && isWord(before) && prepositions.has(before.form) ? at - 1 : at
}

/** *nevím, co mám dělat*, but *vypadá jak nový*, *co nejdřív*. */
function verbFollows(sentence: readonly Slot[], from: number, within: number, { finite, isAnyPast }: Lexicon): boolean {
  for (const slot of sentence.slice(from, from + within)) {
    if (slot.token.kind === 'mark' || (slot === sentence[from] && slot.form.startsWith('nej'))) return false
    if (isWord(slot) && (finite(slot.form).length > 0 || isAnyPast(slot.form))) return true
  }
  return false
}

/** *jakou jsem kdy zažil*: the past tense to which the helper belongs is still to come, in the same clause. */
function isHelperAlone(sentence: readonly Slot[], start: number, { isAnyPast }: Lexicon): boolean {
  if (!auxiliary.test(sentence[start - 1]!.form)) return false
  const { from } = clauseAround(sentence, start - 1)
  return !sentence.slice(from, start).some(({ form }) => isAnyPast(form))
}

const saysSomething = (slots: readonly Slot[], { isVerbal, finite, isPast }: Lexicon): boolean => slots.some(({ form }) => isVerbal(form) || finite(form).length > 0 || isPast(form))

const hasVerb = (slots: readonly Slot[], isFinite: (form: string) => boolean): boolean => slots.some((slot) => isWord(slot) && isFinite(slot.form))
