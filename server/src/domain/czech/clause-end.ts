/** The comma that closes a clause: *Žena, která tam stojí, je moje máma*; *Když jsem byl malý, bydlel jsem v Kyjevě*. */
import { clauseAround } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { aside } from './little-words.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sureOfVerbs = 0.8
const sureOfClitic = 0.75

const relative = /^kte[rř]/
const clitic = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste|se|si)$/
const helping = /^(být|moct|muset|chtít|umět|smět)$/

/** Behind an opener one verb has been seen; where a second one begins its own clause, the first ends. */
export const closingComma: Rule = (sentence, lexicon) => {
  const { lists } = lexicon.grammar
  const proposals: Proposal[] = []
  let opened: Slot | null = null
  let verbs = 0
  for (const [at, slot] of sentence.entries()) {
    const before = sentence[at - 1]
    if (!isWord(slot)) [opened, verbs] = [null, 0]
    else if (lists.closedByComma.has(slot.form) && (!isWord(before) || relative.test(slot.form))) [opened, verbs] = [slot, 0]
    else if (lists.clauseTurns.has(slot.form)) opened = null
    else if (opened !== null && startsClause(sentence, at, verbs, lexicon)) {
      const confidence = clitic.test(sentence[at + 1]?.form ?? '') ? sureOfClitic : sureOfVerbs
      proposals.push({ act: 'insert', at, text: ',', rule: 'comma-close', kind: 'punctuation', confidence, values: { opener: opened.form, next: slot.form } })
      opened = null
    } else if (isVerb(slot, lexicon)) verbs++
  }
  return proposals
}

/** *Kamarád, který bydlí v Brně přijede zítra*: where nothing was said of the friend before, the second verb is his. */
export const closingRelative: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || !relative.test(slot.form)) return []
  const start = isWord(sentence[at - 1]) && lexicon.grammar.prepositions.has(sentence[at - 1]!.form) ? at - 1 : at
  const before = start > 0 && sentence[start - 1]!.token.text === ',' ? clauseAround(sentence, start - 2) : null
  if (before === null || before.from > 0 || before.slots.some((one) => isVerb(one, lexicon) || lexicon.isPast(one.form) || /^(a|ale|že|když|jako|ne)$/.test(one.form))) return []
  const place = secondVerb(sentence, at + 1, lexicon)
  return place === null ? [] : [{ act: 'insert', at: place, text: ',', rule: 'comma-close', kind: 'punctuation', confidence: sureOfVerbs, values: { opener: slot.form, next: sentence[place]!.form } }]
})

/** Where the part of the second verb begins, with the little words before it; null where another clause, or its comma, comes first. */
function secondVerb(sentence: readonly Slot[], from: number, lexicon: Lexicon): number | null {
  let verbs = 0
  for (let at = from; isWord(sentence[at]); at++) {
    const { form } = sentence[at]!
    if (lexicon.grammar.lists.clauseTurns.has(form) || lexicon.grammar.lists.clauseWords.has(form)) return null
    if (clitic.test(form) || form === 'je' || aside.test(form) || !(isVerb(sentence[at]!, lexicon) || lexicon.isPast(form)) || lexicon.nominals(form).length > 0) continue
    verbs++
    if (verbs === 2) return clitic.test(sentence[at - 1]!.form) && !clitic.test(sentence[from]!.form) ? at - 1 : at
  }
  return null
}

const isVerb = (slot: Slot, { finite, verbs }: Lexicon): boolean => finite(slot.form).length > 0 || verbs.isParticiple(slot.form)

/** A finite verb right behind another one, or a past tense before its own *jsem*. */
function startsClause(sentence: readonly Slot[], at: number, verbs: number, lexicon: Lexicon): boolean {
  const { form } = sentence[at]!
  const before = sentence[at - 1]!.form
  if (verbs === 0 || clitic.test(form) || aside.test(before)) return false
  if (lexicon.verbs.isParticiple(form)) return verbs > 0 && clitic.test(sentence[at + 1]?.form ?? '') && !clitic.test(before)
  const readings = lexicon.finite(form)
  const previous = lexicon.finite(before)
  return readings.length > 0 && previous.length > 0 && !previous.some(({ lemma }) => helping.test(lemma)) && !lexicon.nominals(before).length
}
