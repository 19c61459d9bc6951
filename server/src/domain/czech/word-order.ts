/** Where the little words stand: *jsem, bych, se, si* come second in their clause. */
import { clauseAround } from './clause.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { isCapitalised } from './words.ts'
import type { Lexicon } from './lexicon.ts'
import { auxiliary, modal, reflexive } from './little-words.ts'

const unstressed = /^(mi|mu)$/
/** These lean on *se*; some of them can be stressed. */
const leaning = /^(mi|ti|mu|mě|tě|ho|jí|ji|nám|vám|jim|to)$/
const sureAfterConjunction = 0.8
const sureAfterOpener = 0.75
const sureAtStart = 0.8
const sureAfterPhrase = 0.7
const sureOfOrder = 0.85

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
    proposals.push({ act: 'move', from: at + 1, order: orderOf(sentence, at + 2, lexicon), rule: 'clitic-second', kind: 'word-order', confidence: after, values: { clitic: clitic.form, first: slot.form } })
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
    const isNoun = prepositions.has(sentence[at - 1]?.form ?? '') || lexicon.nominals(verb.form).some(({ pos }) => pos === 'noun')
    if (!isWord(verb) || isNoun || !(lexicon.finite(verb.form).length > 0 || isPast(verb.form, lexicon))) continue
    if (at === from || !isWord(clitic) || /^(já|ty|my|vy|on|ona|oni)$/.test(sentence[at + 2]?.form ?? '') || (at === from + 1 && firstWords.has(sentence[from]!.form)) || !movable(verb, clitic, sentence[at + 2], lexicon)) return []
    const first = sentence.slice(from, at).map(({ token }) => token.text).join(' ')
    return [{ act: 'move', from: at, order: orderOf(sentence, at + 1, lexicon), rule: 'clitic-second', kind: 'word-order', confidence: sureAfterPhrase, values: { clitic: clitic.form, first } }]
  }
  return []
}

/** *líbí se mi* → *se mi líbí*; *díval jsem se* → *jsem se díval*: what leans on a little word goes along. */
function orderOf(sentence: readonly Slot[], clitic: number, lexicon: Lexicon): readonly number[] {
  let last = clitic
  const next = sentence[last + 1]
  if (auxiliary.test(sentence[last]!.form) && isWord(next) && reflexive.test(next.form) && !isPreposition(next, sentence[last + 2], lexicon)) last++
  if (reflexive.test(sentence[last]!.form) && leaning.test(sentence[last + 1]?.form ?? '')) last++
  return [...Array.from({ length: last - clitic + 1 }, (_, place) => place + 1), 0]
}

/** Their order among themselves: *já se jsem narodil* → *jsem se*; *mi se líbí* → *se mi*; *chtěl se bych* → *bych se*. */
export const cliticOrder: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const next = sentence[at + 1]
  if (!isWord(slot) || !isWord(next)) return []
  const helped = (reflexive.test(slot.form) || unstressed.test(slot.form)) && auxiliary.test(next.token.lower) && clauseAround(sentence, at).slots.some(({ form }) => isPast(form, lexicon))
  const leant = unstressed.test(slot.form) && reflexive.test(next.form) && !isPreposition(next, sentence[at + 2], lexicon)
  if (!helped && !leant) return []
  return [{ act: 'move', from: at, order: [1, 0], rule: 'clitic-order', kind: 'word-order', confidence: sureOfOrder, values: { clitic: next.form, second: slot.form } }]
})

/** *Musím učit se* → *musím se učit*. */
export const cliticOfInfinitive: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const [verb, clitic, next] = [sentence[at + 1], sentence[at + 2], sentence[at + 3]]
  const opens = at === 0 || sentence[at - 1]!.token.kind === 'mark'
  if (!opens || !isWord(slot) || !isWord(verb) || !isWord(clitic) || !(reflexive.test(clitic.form) || unstressed.test(clitic.form)) || !lexicon.infinitive(verb.form)) return []
  if (!lexicon.finite(slot.form).some(({ lemma }) => modal.test(lemma))) return []
  // *Musím jít si koupit chleba*: it belongs to what follows.
  if (isPreposition(clitic, next, lexicon) || lexicon.infinitive(next?.form ?? '')) return []
  return [{ act: 'move', from: at + 1, order: [1, 0], rule: 'clitic-second', kind: 'word-order', confidence: sureAtStart, values: { clitic: clitic.form, first: slot.token.text } }]
})

const isClitic = (form: string): boolean => auxiliary.test(form) || reflexive.test(form)

/** *Jsem byl* → *Byl jsem*; *Se jmenuju* → *Jmenuju se*. */
function firstPlace(sentence: readonly Slot[], at: number, lexicon: Lexicon): Proposal[] {
  const [clitic, verb] = [sentence[at]!, sentence[at + 1]]
  if (!isWord(verb)) return []
  const past = auxiliary.test(clitic.form) && isPast(verb.form, lexicon)
  const isReflexive = reflexive.test(clitic.form) && lexicon.finite(verb.form).length > 0
  if (!past && !isReflexive) return []
  return [{ act: 'move', from: at, order: [1, 0], rule: 'clitic-first', kind: 'word-order', confidence: sureAtStart, values: { clitic: clitic.form, verb: verb.form } }]
}

function movable(verb: Slot, clitic: Slot, next: Slot | undefined, lexicon: Lexicon): boolean {
  if (auxiliary.test(clitic.form)) return isPast(verb.form, lexicon)
  if (!reflexive.test(clitic.form)) return false
  if (isPreposition(clitic, next, lexicon)) return false
  return /^(ne)?bud/.test(verb.form) || lexicon.finite(verb.form).some((reading) => reading.lemma !== 'být') || isPast(verb.form, lexicon)
}

/** *jít se mnou, mluvit se sestrou*: this *se* is *s*. */
const isPreposition = ({ form }: Slot, next: Slot | undefined, { nominals }: Lexicon): boolean =>
  form === 'se' && isWord(next) && (withWhom.test(next.form) || isName(next) || nominals(next.form, isCapitalised(next.token.text)).some((reading) => reading.case === 'instrumental'))

/** *se Zdeňkem* */
const isName = ({ token, form }: Slot): boolean => isCapitalised(token.text) && /(em|ou)$/.test(form)

const withWhom = /^(mnou|tebou|sebou|ním|ní|nimi|námi|vámi|vším|všemi|vší|dvěma|oběma|třemi|čtyřmi)$|ými$/

const isPast = (form: string, lexicon: Lexicon): boolean => /l[aoiy]?$/.test(form) && (lexicon.verbs.lemmaOf(form) !== undefined || lexicon.isPast(form))
