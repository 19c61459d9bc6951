/** A pronoun and its verb: *já chce* → *já chci*. Only where the verb stands right beside the pronoun that must be its subject. */
import { isWord, type Proposal, type Rule } from './proposal.ts'
import type { GrammaticalNumber } from './paradigms.ts'
import type { Person } from './verbs.ts'

const sure = 0.85

const pronouns: Readonly<Record<string, readonly [Person, GrammaticalNumber]>> = {
  já: [1, 'sg'], ty: [2, 'sg'], on: [3, 'sg'], ona: [3, 'sg'], my: [1, 'pl'], vy: [2, 'pl'], oni: [3, 'pl'],
}
/** Between pronoun and verb: *já taky chci*, *on se učí*. */
const between = /^(se|si|taky|také|už|teď|ne|moc|to|vždycky|často|jenom|jen|opravdu|mi|ti|mu|jí|ho|ji)$/

export const pronounWithVerb: Rule = (sentence, { finite, verbs }) => {
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    const wanted = isWord(slot) ? pronouns[slot.form] : undefined
    if (wanted === undefined || /^(a|i|nebo|jako|než)$/.test(sentence[at - 1]?.form ?? '')) continue
    const verbAt = between.test(sentence[at + 1]?.form ?? '') ? at + 2 : at + 1
    const verb = sentence[verbAt]
    const readings = isWord(verb) ? finite(verb.form) : []
    const [person, number] = wanted
    if (readings.length === 0 || readings.some((one) => one.person === person && one.number === number)) continue
    if (verb?.form === 'je' && (slot.form === 'my' || slot.form === 'vy' || slot.form === 'oni')) continue
    if (verb?.form === 'je' && isWord(sentence[verbAt + 1]) && finite(sentence[verbAt + 1]!.form).length > 0) continue
    if (slot.form === 'ty' && readings.some((one) => one.person === 3)) continue
    if (readings.some((one) => one.lemma === 'být') && /l[aoiy]?$/.test(sentence[verbAt + 1]?.form ?? '')) continue
    const [{ lemma, negated }] = readings as [typeof readings[number]]
    const form = verbs.form(lemma, person, number)
    if (form !== undefined) {
      proposals.push({ act: 'replace', at: verbAt, form: negated ? `ne${form}` : form, rule: 'person', kind: 'person', confidence: sure, values: { pronoun: slot.form, verb: lemma } })
    }
  }
  return proposals
}
