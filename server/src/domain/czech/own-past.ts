/** The speaker's own past: *já byl* → *já jsem byl*, *včera já byl* → *včera jsem byl*; the ending that fits who speaks, as a question. */
import type { Gender } from '../learner.ts'
import { clauseAround, clausesIn, partsIn } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { aside } from './little-words.ts'
import { nounPhraseAt } from './noun-phrase.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.75
const sureOfAuxiliary = 0.85
const sureOfGroup = 0.8
/** Whose sentence it is can only be guessed: they may quote somebody. */
const asked = 0.5

const auxiliaries: Readonly<Record<string, string>> = { já: 'jsem', ty: 'jsi', my: 'jsme', vy: 'jste' }
const anyAuxiliary = /^(jsem|jsi|jsme|jste|bych|bys|bychom|bysme|byste|by|sem|kdybych|abych|kdybys|abys|ses|sis|co|kdo)$/
const joining = /^(a|i|ale|ani|nebo)$/
/** *Zatímco já vařil, ona uklízela*: beside somebody else, one does without. */
const compared = /^(než|jako|i|ani|zatímco|kdežto)$/

export const missingAuxiliary: Rule = (sentence, lexicon) => clausesIn(sentence).flatMap(({ from, slots }): Proposal[] => {
  if (slots.some(({ form }) => anyAuxiliary.test(form))) return []
  return slots.flatMap((slot, place): Proposal[] => {
    const auxiliary = auxiliaries[slot.form]
    const verb = slots[lexicon.grammar.lists.beforePast.has(slots[place + 1]?.form ?? '') ? place + 2 : place + 1]
    const before = slots[place - 1]
    if (auxiliary === undefined || !isWord(verb) || !isOwnPast(slot.form, verb.form, lexicon) || compared.test(before?.form ?? '')) return []
    const told = { rule: 'missing-auxiliary', kind: 'tense', confidence: sure, values: { pronoun: slot.form, auxiliary } } as const
    return before === undefined || joining.test(before.form) ? [{ act: 'insert', at: from + place + 1, text: auxiliary, ...told }]
      : [{ act: 'replace', at: from + place, form: auxiliary, ...told }]
  })
})

const isOwnPast = (pronoun: string, form: string, lexicon: Lexicon): boolean =>
  (pronoun === 'my' || pronoun === 'vy' ? /l[iya]$/ : /la?$/).test(form) && lexicon.isAnyPast(form)

/** *Jsem žiju* → *žiju*: *jsem* of the past tense has nothing to do beside a present. */
export const needlessAuxiliary: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const verb = sentence[at + 1]
  if (!/^(jsem|jsi|jsme|jste)$/.test(slot.token.lower) || !isWord(verb) || verb.token.text !== verb.token.lower || aside.test(verb.form)) return []
  if (clauseAround(sentence, at).slots.some(({ form }) => lexicon.isAnyPast(form))) return []
  const person = lexicon.finite(slot.form)[0]!
  const readings = lexicon.finite(verb.form)
  const agrees = readings.some((one) => one.person === person.person && one.number === person.number && one.lemma !== 'být')
  if (!agrees || lexicon.verbs.isParticiple(verb.form) || lexicon.nominals(verb.form).length > 0) return []
  return [{ act: 'move', from: at, order: [0, 1], text: verb.form, rule: 'needless-auxiliary', kind: 'tense', confidence: sureOfAuxiliary, values: { auxiliary: slot.form, verb: verb.form } }]
})

/** A woman who says *byl jsem* is asked whether she means *byla jsem*. */
export const ownGender: Rule = (sentence, lexicon, speaker) => {
  if (speaker === null) return []
  return clausesIn(sentence).flatMap(({ from, slots }): Proposal[] => {
    if (!slots.some(({ form }) => /^(jsem|nejsem|bych|abych|kdybych|mám|nemám)$/.test(form)) || slots.some(({ form }) => /^(on|ona|který|která|kdo)$/.test(form))) return []
    return slots.flatMap((slot, place): Proposal[] => {
      const form = isWord(slot) ? inGender(slot, slots, place, speaker, lexicon) : null
      return form === null ? [] : [{ act: 'replace', at: from + place, form, rule: 'own-gender', kind: 'agreement', confidence: asked, values: {} }]
    })
  })
}

function inGender({ form }: Slot, slots: readonly Slot[], place: number, speaker: Gender, lexicon: Lexicon): string | null {
  const [wrong, right] = speaker === 'feminine' ? ['', 'a'] : ['a', '']
  if (form === `rád${wrong}` || form === `nerad${wrong}`) return form.replace(/(ra|rá)d.?$/, `$1d${right}`)
  const auxiliary = [slots[place - 1], slots[place - 2], slots[place + 1], slots[place + 2]].some((near) => /^(jsem|bych|abych|kdybych)$/.test(near?.form ?? ''))
  if (!auxiliary || !new RegExp(`l${wrong}$`).test(form) || !lexicon.isAnyPast(form)) return null
  const stem = form.replace(/a$/, '')
  const changed = right === 'a' ? `${stem.replace(/šel$/, 'šl')}a` : stem.replace(/šl$/, 'šel')
  return lexicon.knows(changed) ? changed : null
}

/** *my jsme byly* → *byli*: only women among themselves say *byly*, and then the speaker is one. */
export const groupPast: Rule = (sentence, lexicon, speaker) => partsIn(sentence, (form) => /^(a|ale|i)$/.test(form)).flatMap(({ from, slots }): Proposal[] => {
  const among = slots.some(({ form }, place) => /^se?$/.test(form) && isManIn(slots, place + 1, lexicon))
  if ((speaker === 'feminine' && !among) || !slots.some(({ form }) => /^(jsme|bychom|abychom|kdybychom|bysme)$/.test(form))) return []
  return slots.flatMap(({ form, token }, place): Proposal[] => (token.kind === 'word' && /ly$/.test(form) && lexicon.isAnyPast(form)
    ? [{ act: 'replace', at: from + place, form: form.replace(/y$/, 'i'), rule: 'group-past', kind: 'agreement', confidence: among ? sureOfGroup : asked, values: {} }] : []))
})

/** *s manželem, s mým bratrem*: a man is one of us. */
const isManIn = (slots: readonly Slot[], at: number, lexicon: Lexicon): boolean => {
  const cells = (nounPhraseAt(slots, at, lexicon)?.noun.readings ?? []).filter((cell) => cell.case === 'instrumental')
  return cells.length > 0 && cells.every(({ gender }) => gender === 'ma')
}
