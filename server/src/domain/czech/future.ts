/** The future of a perfective verb is its present: *budu napsat* → *napíšu*, *nebudeme koupit* → *nekoupíme*. */
import type { GrammaticalNumber } from './paradigms.ts'
import { isWord, type Proposal, type Rule } from './proposal.ts'
import type { Person } from './verbs.ts'

const sure = 0.9

const future: Readonly<Record<string, readonly [Person, GrammaticalNumber]>> = { budu: [1, 'sg'], budeš: [2, 'sg'], bude: [3, 'sg'], budeme: [1, 'pl'], budete: [2, 'pl'], budou: [3, 'pl'] }

export const perfectiveFuture: Rule = (sentence, { verbs, knows }) => sentence.flatMap((slot, at): Proposal[] => {
  const place = future[slot.form.replace(/^ne/, '')]
  const [next, last] = [sentence[at + 1], sentence[at + 2]]
  const clitic = isWord(next) && /^(se|si)$/.test(next.form) ? next.form : null
  const infinitive = clitic === null ? next : last
  if (!isWord(slot) || place === undefined || !isWord(infinitive) || verbs.entry(infinitive.form)?.aspect !== 'perfective') return []
  const present = verbs.form(infinitive.form, ...place)
  const form = present !== undefined && slot.form.startsWith('ne') ? `ne${present}` : present
  if (form === undefined || !knows(form)) return []
  const opens = at === 0 || sentence[at - 1]!.token.kind === 'mark'
  const text = clitic === null ? form : opens ? `${form} ${clitic}` : `${clitic} ${form}`
  const told = { rule: 'perfective-future', kind: 'aspect', confidence: sure, values: { verb: infinitive.form, form } } as const
  return [{ act: 'move', from: at, order: clitic === null ? [0, 1] : [0, 1, 2], text, ...told }]
})
