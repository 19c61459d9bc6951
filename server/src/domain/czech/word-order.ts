/** Where the little words stand: *jsem, bych, se, si* come second in their clause. */
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import type { Lexicon } from './lexicon.ts'

const auxiliaries = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste)$/
const reflexives = /^(se|si)$/
const sureAfterConjunction = 0.8
const sureAfterOpener = 0.75
const sureAtStart = 0.8
const sureAfterPhrase = 0.7

/** Words of the first phrase, before a verb that took its place behind it too early. */
const phraseWordsMax = 4

export const clitics: Rule = (sentence, lexicon) => {
  const { lists } = lexicon.grammar
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    if (!isWord(slot)) continue
    const opens = at === 0 || sentence[at - 1]!.token.kind === 'mark'
    if (opens && at === 0) proposals.push(...firstPlace(sentence, at, lexicon))
    if (opens) proposals.push(...behindFirst(sentence, at, lexicon))
    const [verb, clitic] = [sentence[at + 1], sentence[at + 2]]
    if (!isWord(verb) || !isWord(clitic)) continue
    const after = lists.cliticAfter.has(slot.form) ? sureAfterConjunction : opens && lists.firstWords.has(slot.form) ? sureAfterOpener : 0
    if (after === 0 || !movable(verb, clitic, sentence[at + 3], lexicon)) continue
    proposals.push({ act: 'move', from: at + 1, order: [1, 0], rule: 'clitic-second', kind: 'word-order', confidence: after, values: { clitic: clitic.form, first: slot.form } })
  }
  return proposals
}

/** *Osmého prosince měla jsem narozeniny* → *jsem měla*: a phrase opens the clause, its verb comes next and only then the little word. */
function behindFirst(sentence: readonly Slot[], start: number, lexicon: Lexicon): Proposal[] {
  const { prepositions, lists: { cliticAfter, firstWords, joiners } } = lexicon.grammar
  const from = joiners.has(sentence[start]!.form) ? start + 1 : start
  for (let at = from; at <= from + phraseWordsMax; at++) {
    const [verb, clitic] = [sentence[at], sentence[at + 1]]
    if (verb === undefined || verb.token.kind === 'mark' || isClitic(verb.form) || cliticAfter.has(verb.form) || joiners.has(verb.form)) return []
    if (!isWord(verb) || prepositions.has(sentence[at - 1]?.form ?? '') || !(lexicon.finite(verb.form).length > 0 || isPast(verb.form, lexicon))) continue
    if (at === from || !isWord(clitic) || (at === from + 1 && firstWords.has(sentence[from]!.form)) || !movable(verb, clitic, sentence[at + 2], lexicon)) return []
    const first = sentence.slice(from, at).map(({ token }) => token.text).join(' ')
    return [{ act: 'move', from: at, order: [1, 0], rule: 'clitic-second', kind: 'word-order', confidence: sureAfterPhrase, values: { clitic: clitic.form, first } }]
  }
  return []
}

const isClitic = (form: string): boolean => auxiliaries.test(form) || reflexives.test(form)

/** *Jsem byl* → *Byl jsem*; *Se jmenuju* → *Jmenuju se*. */
function firstPlace(sentence: readonly Slot[], at: number, lexicon: Lexicon): Proposal[] {
  const [clitic, verb] = [sentence[at]!, sentence[at + 1]]
  if (!isWord(verb)) return []
  const past = auxiliaries.test(clitic.form) && isPast(verb.form, lexicon)
  const reflexive = reflexives.test(clitic.form) && lexicon.finite(verb.form).length > 0
  if (!past && !reflexive) return []
  return [{ act: 'move', from: at, order: [1, 0], rule: 'clitic-first', kind: 'word-order', confidence: sureAtStart, values: { clitic: clitic.form, verb: verb.form } }]
}

function movable(verb: Slot, clitic: Slot, next: Slot | undefined, lexicon: Lexicon): boolean {
  if (auxiliaries.test(clitic.form)) return isPast(verb.form, lexicon) && !reflexives.test(next?.form ?? '')
  if (!reflexives.test(clitic.form)) return false
  if (clitic.form === 'se' && isWord(next) && lexicon.nominals(next.form).some((reading) => reading.case === 'instrumental')) return false
  return lexicon.finite(verb.form).some((reading) => reading.lemma !== 'být') || isPast(verb.form, lexicon)
}

const isPast = (form: string, lexicon: Lexicon): boolean => /l[aoiy]?$/.test(form) && (lexicon.verbs.lemmaOf(form) !== undefined || lexicon.isPast(form))
