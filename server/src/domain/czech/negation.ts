/** *ne* is written together with its verb: *ne rozumím* → *nerozumím*. */
import { isWord, type Proposal, type Rule } from './proposal.ts'
import { isCapitalised } from './words.ts'

const sure = 0.8

export const negation: Rule = (sentence, { finite, verbs, isPast, knows }) => sentence.flatMap((slot, at): Proposal[] => {
  const verb = sentence[at + 1]
  if (!isWord(slot) || slot.form !== 'ne' || !isWord(verb) || isCapitalised(verb.token.text) || verb.form.startsWith('ne') || verb.form === 'je') return []
  if (!(finite(verb.form).length > 0 || verbs.isParticiple(verb.form) || isPast(verb.form)) || !knows(`ne${verb.form}`)) return []
  return [{ act: 'move', from: at, order: [0, 1], text: `ne${verb.form}`, rule: 'negation', kind: 'spelling', confidence: sure, values: { verb: verb.form } }]
})
