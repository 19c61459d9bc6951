/** Verbs in a form that they do not have, *pracovám* → *pracuju*, or in one that has no place behind another verb: *musím jdu* → *musím jít*. */
import type { Lexicon } from './lexicon.ts'
import { aside, auxiliary, modal, reflexive } from './little-words.ts'
import type { GrammaticalNumber } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import type { Person } from './verbs.ts'

const sureOfForm = 0.85
const sureAfterModal = 0.85

/** What personal endings learners put on a verb, of whichever class; the longer ones first. */
const endings: readonly (readonly [RegExp, Person, GrammaticalNumber])[] = [
  [/(ov)?ám$|ím$/, 1, 'sg'], [/(ov)?áš$|íš$|eš$/, 2, 'sg'], [/(ov)?áme$|íme$|eme$/, 1, 'pl'], [/(ov)?áte$|íte$|ete$/, 2, 'pl'], [/(ov)?ají$|ejí$|ějí$|ejou$/, 3, 'pl'],
]
const stemMin = 2

/** *Pracovám, psám, nevědím*: a word that is none, with the stem of one verb and an ending of another. */
export const misconjugated: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || slot.token.text !== slot.token.text.toLowerCase() && at > 0) return []
  const right = conjugated(slot.form, lexicon)
  return right === null ? [] : [{ act: 'replace', at, form: right.form, rule: 'conjugation', kind: 'person', confidence: sureOfForm, values: { verb: right.lemma } }]
})

type Conjugated = { readonly form: string; readonly lemma: string }

/** The verb's own form for one that it does not have; null for a word, and where no one verb has that stem. */
export function conjugated(form: string, lexicon: Lexicon): Conjugated | null {
  if (lexicon.knows(form)) return null
  const whole = meant(form, lexicon)
  const stripped = whole === null && form.startsWith('ne') ? meant(form.slice(2), lexicon) : null
  const right = stripped === null ? whole : { ...stripped, form: `ne${stripped.form}` }
  return right !== null && lexicon.knows(right.form) ? right : null
}

function meant(form: string, { verbs, present }: Lexicon): Conjugated | null {
  for (const [ending, person, number] of endings) {
    const stem = form.replace(ending, '')
    if (stem === form || stem.length < stemMin) continue
    const lemmas = verbs.ofStem(stem)
    const right = lemmas.length === 1 ? present(lemmas[0]!, person, number) : undefined
    if (right !== undefined && right !== form) return { form: right, lemma: lemmas[0]! }
  }
  return null
}

const future = /^(ne)?(budu|budeš|bude|budeme|budete|budou)$/

/** *Musím jdu* → *musím jít*; *budu čekám* → *budu čekat*. A form that may be something else is left: *chci jí pomoct*. */
export const afterModal: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || !(future.test(slot.form) || lexicon.finite(slot.form).some(({ lemma }) => modal.test(lemma)))) return []
  const place = reflexive.test(sentence[at + 1]?.form ?? '') ? at + 2 : at + 1
  const lemma = finiteAlone(sentence[place], lexicon)
  if (!samePerson(slot.form, sentence[place]?.form ?? '', lexicon)) return []
  if (lemma === null || (future.test(slot.form) && lexicon.verbs.entry(lemma)?.aspect === 'perfective')) return []
  return [{ act: 'replace', at: place, form: lemma, rule: 'after-modal', kind: 'person', confidence: sureAfterModal, values: { verb: slot.form } }]
})

const phase = /^(začít|začínat|přestat|přestávat|pokračovat)$/

/** *přestala jsem koupit* → *kupovat*: what begins or stops takes its time. */
export const afterPhase: Rule = (sentence, { verbs }) => sentence.flatMap((slot, at): Proposal[] => {
  if (!isWord(slot) || !phase.test(verbs.lemmaOf(slot.form) ?? '')) return []
  const place = [at + 1, at + 2, at + 3].find((each) => !isLittle(sentence[each]?.form ?? '')) ?? at
  const entry = verbs.entry(sentence[place]?.form ?? '')
  if (entry?.aspect !== 'perfective' || entry.pair === undefined) return []
  return [{ act: 'replace', at: place, form: entry.pair, rule: 'after-phase', kind: 'aspect', confidence: sureAfterModal, values: { verb: slot.form } }]
})

const isLittle = (form: string): boolean => auxiliary.test(form) || reflexive.test(form) || /^(mi|ti|mu|to|ho|ji)$/.test(form)

const having: Readonly<Record<string, readonly [Person, GrammaticalNumber]>> = { mám: [1, 'sg'], máš: [2, 'sg'], má: [3, 'sg'], máme: [1, 'pl'], máte: [2, 'pl'], mají: [3, 'pl'] }

/** *Mám ráda plavat* → *ráda plavu*: what one likes to do is itself the verb. */
export const likeTo: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const [glad, verb] = [sentence[at + 1], sentence[at + 2]]
  const place = having[slot.form]
  if (place === undefined || !isWord(glad) || !/^(ne)?rád[aiy]?$/.test(glad.form) || !isWord(verb) || !lexicon.infinitive(verb.form) || lexicon.nominals(verb.form).length > 0) return []
  const form = lexicon.present(verb.form, ...place)
  if (form === undefined || reflexive.test(sentence[at + 3]?.form ?? '')) return []
  return [{ act: 'move', from: at, order: [0, 1, 2], text: `${glad.form} ${form}`, rule: 'like-to', kind: 'other', confidence: sureAfterModal, values: { glad: glad.form } }]
})

/** *musím jdu*: who would say two verbs says them in one person. */
const samePerson = (modalForm: string, form: string, { finite }: Lexicon): boolean => {
  const persons = future.test(modalForm) ? finite(modalForm.replace(/^(ne)?bud(.*)$/, 'jd$2')) : finite(modalForm)
  return finite(form).some((one) => persons.some(({ person, number }) => one.person === person && one.number === number))
}

/** The verb of a slot that can be nothing but a finite form of it. */
function finiteAlone(slot: Slot | undefined, { finite, nominals, infinitive }: Lexicon): string | null {
  if (!isWord(slot) || slot.form.startsWith('ne') || /^(jí|je|ví|má)$/.test(slot.form) || aside.test(slot.form)) return null
  const lemmas = new Set(finite(slot.form).map(({ lemma }) => lemma))
  const [lemma] = lemmas
  return lemma !== undefined && lemmas.size === 1 && lemma !== 'být' && !modal.test(lemma) && !infinitive(slot.form) && nominals(slot.form).length === 0 ? lemma : null
}
