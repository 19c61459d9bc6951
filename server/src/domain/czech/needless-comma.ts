/**
 * A comma that no clause asks for: *mám psa, a kočku* → *mám psa a kočku*. Where a subordinate clause may end there, it stays, and before *nebo* too,
 * which may exclude: *kávu, nebo čaj?*
 */
import { clauseAround } from './clause.ts'
import { auxiliary, reflexive } from './little-words.ts'
import { isWord, type Proposal, type Rule } from './proposal.ts'
import { isCapitalised } from './words.ts'

const sure = 0.85
/** *a my jsme tudíž nestihli přípoj*: what follows from the first. */
const following = /^(tudíž|tak|tedy|proto|stejně|přesto|dokonce|basta)$/
const followsWithin = 5
const inserted = /^(prosím( (vás|tě))?|myslím|bohužel|samozřejmě|víte|víš|říká se|jak známo)$/

export const needlessComma: Rule = (sentence, { grammar }) => sentence.flatMap((slot, at): Proposal[] => {
  const [before, joiner, next] = [sentence[at - 1], sentence[at + 1], sentence[at + 2]]
  if (slot.token.text !== ',' || !isWord(before) || !isWord(joiner) || !isWord(next) || joiner.token.start === slot.token.end) return []
  if (joiner.form !== 'a' || grammar.lists.consequences.has(next.form) || grammar.clauseOpeners.has(next.form) || grammar.lists.clauseWords.has(next.form)) return []
  if (/^(ty|vy|co)$/.test(next.form) && sentence.at(-1)!.token.text === '?') return []
  const part = clauseAround(sentence, at - 1).slots
  // *Posaďte se, prosím, a odložte si*: it closes what was put in between.
  const isInserted = sentence[at - part.length - 1]?.token.text === ',' && (inserted.test(part.map(({ form }) => form).join(' ')) || /^(tedy|přesněji|nejpozději|ještě|hlavně|možná|naštěstí|pane|paní|milí|milá|moje|můj|má|naše|náš)$/.test(part[0]!.form) || isCapitalised(part[0]!.token.text))
  const follows = clauseAround(sentence, at + 1).slots.slice(1, 1 + followsWithin).some(({ form }) => following.test(form))
  if (isInserted || follows || part.some(({ form }) => grammar.lists.clauseWords.has(form))) return []
  return [{ act: 'replace', at, form: '', rule: 'comma-needless', kind: 'punctuation', confidence: sure, values: { opener: joiner.form } }]
})

/** *V sobotu ráno, jsme jeli na výlet*: what opens the sentence is no clause of its own. */
export const commaBeforeClitic: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const [first, clitic] = [sentence[0], sentence[at + 1]]
  if (slot.token.text !== ',' || at === 0 || !isWord(clitic) || !(auxiliary.test(clitic.form) || reflexive.test(clitic.form)) || !isWord(first)) return []
  const part = sentence.slice(0, at)
  if (!(lexicon.grammar.prepositions.has(first.form) || openings.test(first.form))) return []
  if (part.some((one) => !isWord(one) || lexicon.isVerbal(one.form) || lexicon.grammar.lists.clauseWords.has(one.form))) return []
  const rest = clauseAround(sentence, at + 1).slots.slice(1)
  // Behind *se* at once: *V Praze, se kterou…*, *dnes, se sestrou,…* are with somebody.
  const isItsVerb = reflexive.test(clitic.form) ? rest.slice(0, 1).some((one) => lexicon.isAnyPast(one.form) || lexicon.finite(one.form).length > 0) : rest.some(({ form }) => lexicon.isAnyPast(form))
  if (!isItsVerb) return []
  return [{ act: 'replace', at, form: '', rule: 'comma-opening', kind: 'punctuation', confidence: sure, values: { clitic: clitic.form } }]
})

const openings = /^(včera|dnes|dneska|zítra|ráno|večer|loni|letos|minul(ý|ou|é)|potom|pak)$/

/** *dražší, než náš* → *dražší než náš*: what is only compared is no clause. */
export const commaBeforeThan: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const [before, than, next] = [sentence[at - 1], sentence[at + 1], sentence[at + 2]]
  if (slot.token.text !== ',' || !isWord(before) || than?.form !== 'než' || !isWord(next) || lexicon.grammar.lists.clauseWords.has(next.form)) return []
  const { slots } = clauseAround(sentence, at + 1)
  if (slots.some(({ form }) => lexicon.isVerbal(form) || lexicon.finite(form).length > 0 || lexicon.isPast(form))) return []
  if (clauseAround(sentence, at - 1).slots.some(({ form }) => lexicon.grammar.lists.clauseWords.has(form))) return []
  return [{ act: 'replace', at, form: '', rule: 'comma-than', kind: 'punctuation', confidence: sure, values: {} }]
})
