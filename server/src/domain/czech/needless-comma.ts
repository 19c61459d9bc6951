/**
 * A comma that no clause asks for: *mám psa, a kočku* → *mám psa a kočku*. Where a subordinate clause may end there, it stays, and before *nebo* too,
 * which may exclude: *kávu, nebo čaj?*
 */
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.85

export const needlessComma: Rule = (sentence, { grammar }) => sentence.flatMap((slot, at): Proposal[] => {
  const [before, joiner, next] = [sentence[at - 1], sentence[at + 1], sentence[at + 2]]
  if (slot.token.text !== ',' || !isWord(before) || !isWord(joiner) || !isWord(next) || joiner.token.start === slot.token.end) return []
  if (joiner.form !== 'a' || grammar.lists.consequences.has(next.form) || grammar.clauseOpeners.has(next.form) || grammar.lists.clauseWords.has(next.form)) return []
  if (/^(ty|vy|co)$/.test(next.form) && sentence.at(-1)!.token.text === '?') return []
  if (partBefore(sentence, at).some(({ form }) => grammar.lists.clauseWords.has(form))) return []
  return [{ act: 'replace', at, form: '', rule: 'comma-needless', kind: 'punctuation', confidence: sure, values: { opener: joiner.form } }]
})

/** What stands between the mark before and this one. */
function partBefore(sentence: readonly Slot[], at: number): readonly Slot[] {
  let from = at
  while (from > 0 && sentence[from - 1]!.token.kind !== 'mark') from--
  return sentence.slice(from, at)
}
