/** How a written sentence begins and ends: with a capital, and with a stop. Only of whole sentences; a title, a list and a greeting are none. */
import { abbreviations } from './abbreviations.ts'
import { clauseAround } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { capitalised } from './words.ts'

const sureOfCapital = 0.75
const sureOfStop = 0.75

/** Fewer words may be a title or an answer. */
const wordsMin = { capital: 4, stop: 6 }
/** Shorter words before a stop may be cut short. */
const shortened = 4

export const firstCapital: Rule = (sentence, lexicon): Proposal[] => [...opening(sentence, lexicon), ...sentence.flatMap((slot, at) => behindStop(sentence, slot, at))]

function opening(sentence: readonly Slot[], lexicon: Lexicon): Proposal[] {
  const [first] = sentence
  if (!isWord(first) || first.token.start > 0 || first.token.text !== first.token.lower || lexicon.grammar.lists.thanks.has(first.form)) return []
  if (!lacksStop(sentence, lexicon) && (!/^[.!?…]$/.test(sentence.at(-1)!.token.text) || countWords(sentence) < wordsMin.capital)) return []
  if (!clauseAround(sentence, 0).slots.some((slot) => isPredicate(slot, lexicon))) return []
  return [{ act: 'replace', at: 0, form: capitalised(first.form), rule: 'sentence-capital', kind: 'capital', confidence: sureOfCapital }]
}

/** *Syn je Adam. je mu pět.* */
function behindStop(sentence: readonly Slot[], slot: Slot, at: number): Proposal[] {
  const [word, stop] = [sentence[at - 2], sentence[at - 1]]
  if (!isWord(slot) || !isWord(word) || !/^[.!?]$/.test(stop?.token.text ?? '') || slot.token.text !== slot.token.lower || slot.token.start === stop!.token.end) return []
  if (word.form.length < shortened || abbreviations.has(word.form) || stop!.token.start > word.token.end) return []
  return [{ act: 'replace', at, form: capitalised(slot.form), rule: 'sentence-capital', kind: 'capital', confidence: sureOfCapital }]
}

export const lastStop: Rule = (sentence, lexicon): Proposal[] =>
  lacksStop(sentence, lexicon) ? [{ act: 'insert', at: sentence.length, text: '.', rule: 'sentence-stop', kind: 'punctuation', confidence: sureOfStop, values: {} }] : []

function lacksStop(sentence: readonly Slot[], lexicon: Lexicon): boolean {
  if (!isWord(sentence.at(-1)) || countWords(sentence) < wordsMin.stop || !sentence.some((slot) => isPredicate(slot, lexicon))) return false
  return !sentence.slice(0, 2).some(({ form }) => lexicon.grammar.lists.questions.has(form))
}

const countWords = (sentence: readonly Slot[]): number => sentence.filter(isWord).length
const isPredicate = (slot: Slot, { finite, isAnyPast }: Lexicon): boolean => isWord(slot) && (finite(slot.form).length > 0 || isAnyPast(slot.form))
