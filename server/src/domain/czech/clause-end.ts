/** The comma that closes a clause: *Žena, která tam stojí, je moje máma*; *Když jsem byl malý, bydlel jsem v Kyjevě*. */
import type { Lexicon } from './lexicon.ts'
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

const isVerb = (slot: Slot, { finite, verbs }: Lexicon): boolean => finite(slot.form).length > 0 || verbs.isParticiple(slot.form)

/** A finite verb right behind another one, or a past tense before its own *jsem*. */
function startsClause(sentence: readonly Slot[], at: number, verbs: number, lexicon: Lexicon): boolean {
  const { form } = sentence[at]!
  if (verbs === 0 || clitic.test(form)) return false
  const before = sentence[at - 1]!.form
  if (lexicon.verbs.isParticiple(form)) return verbs > 0 && clitic.test(sentence[at + 1]?.form ?? '') && !clitic.test(before)
  const readings = lexicon.finite(form)
  const previous = lexicon.finite(before)
  return readings.length > 0 && previous.length > 0 && !previous.some(({ lemma }) => helping.test(lemma)) && !lexicon.nominals(before).length
}
