/** Words that must agree: an adjective with its noun, a subject with its past tense. */
import type { Lexicon } from './lexicon.ts'
import { common, lemmaOf, type NounPhrase, nounPhraseAt, same } from './noun-phrase.ts'
import { isCapitalised } from './words.ts'
import type { Case, Cell } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sureOfAdjective = 0.7
const sureOfPast = 0.8

/** *dobrá kamarád* → *dobrý kamarád*; after a preposition `government` decides. */
export const adjectiveWithNoun: Rule = (sentence, lexicon) => {
  const proposals: Proposal[] = []
  for (let at = 0; at < sentence.length; at++) {
    const phrase = isWord(sentence[at]) ? nounPhraseAt(sentence, at, lexicon) : null
    if (phrase === null) continue
    const governed = lexicon.grammar.prepositions.has(sentence[at - 1]?.form ?? '')
    if (!governed && phrase.parts.length > 1 && common(phrase).length === 0 && !isCapitalised(sentence[phrase.noun.at]!.token.text)) proposals.push(...agreeing(phrase, lexicon))
    at = phrase.end - 1
  }
  return proposals
}

function agreeing({ parts, noun }: NounPhrase, lexicon: Lexicon): Proposal[] {
  const modifiers = parts.filter((part) => part !== noun)
  const cell = place(modifiers[0]!.readings, noun.readings)
  if (cell === null || lemmaOf(noun) === null || modifiers.some(({ readings }) => new Set(readings.map(({ lemma }) => lemma)).size !== 1)) return []
  const forms = modifiers.map((part) => (part.readings.some((one) => same(one, cell)) ? part.form : lexicon.inflected(part.readings[0]!.lemma, part.readings[0]!.pos, cell)))
  if (forms.includes(undefined)) return []
  return modifiers.flatMap(({ at, form }, place): Proposal[] =>
    forms[place] === form ? [] : [{ act: 'replace', at, form: forms[place]!, rule: 'agreement', kind: 'agreement', confidence: sureOfAdjective, values: { noun: noun.form, case: cell.case } }])
}

/** The one place of the noun whose case and number the modifier has too, in another gender. */
function place(modifier: readonly Cell[], noun: readonly Cell[]): Cell | null {
  const shared = noun.filter((cell) => cell.case !== 'vocative' && modifier.some((one) => one.case === cell.case && one.number === cell.number))
  const direct = shared.filter((cell) => cell.case === 'nominative' || cell.case === 'accusative')
  const cells = direct.length > 0 ? direct.slice(0, 1) : shared
  return new Set(cells.map((cell) => `${cell.case} ${cell.number}`)).size === 1 ? cells[0]! : null
}

const subjects: Readonly<Record<string, string>> = { on: '', ona: 'a', oni: 'i' }
const past = /^(.*[aeiouyáéíóúůýě]l|.*[^aeiouyáéíóúůýě]l)(a|o|i|y)?$/

/** *ona byl* → *byla*; *maminka byl* → *byla*. */
export const subjectWithPast: Rule = (sentence, lexicon) => {
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    const wanted = isWord(slot) ? endingFor(slot, at, sentence, lexicon) : null
    const verbAt = /^(se|si|taky|také|už|tam|to|mi|mu|jí|ho|ji|vždy|vždycky|včera)$/.test(sentence[at + 1]?.form ?? '') ? at + 2 : at + 1
    const verb = sentence[verbAt]
    if (wanted === null || !isWord(verb) || !isPast(verb.form, lexicon)) continue
    if (/^(jsem|jsi|jsme|jste|bych|bys|byste|bychom)$/.test(sentence[verbAt + 1]?.form ?? '')) continue
    const form = withEnding(verb.form, wanted, lexicon)
    if (form === null || form === verb.form) continue
    proposals.push({ act: 'replace', at: verbAt, form, rule: 'subject-past', kind: 'agreement', confidence: sureOfPast, values: { subject: slot.form } })
  }
  return proposals
}

function endingFor(slot: Slot, at: number, sentence: readonly Slot[], lexicon: Lexicon): string | null {
  const pronoun = subjects[slot.form]
  if (pronoun !== undefined) return at > 0 && isWord(sentence[at - 1]) && /^(a|i|nebo|než|jako)$/.test(sentence[at - 1]!.form) ? null : pronoun
  if (at > 0 && !/^(že|protože|když|moje|můj|naše|náš|jeho|její|tvoje|ta|ten)$/.test(sentence[at - 1]!.form)) return null
  const readings = lexicon.nominals(slot.form)
  const nominative = readings.filter((reading) => reading.pos === 'noun' && reading.own && reading.case === 'nominative' && reading.number === 'sg')
  if (nominative.length === 0 || readings.some((reading) => reading.case !== 'nominative' && reading.case !== 'vocative' && (reading.case as Case) !== 'accusative')) return null
  const [first] = nominative
  if (first!.gender === 'f') return 'a'
  return first!.gender === 'ma' ? '' : null
}

const isPast = (form: string, lexicon: Lexicon): boolean =>
  past.test(form) && (lexicon.verbs.lemmaOf(form) !== undefined || lexicon.verbs.lemmaOf(form.replace(/[aoiy]$/, '')) !== undefined || lexicon.isPast(form))

function withEnding(form: string, ending: string, lexicon: Lexicon): string | null {
  const stem = form.replace(/[aoiy]$/, '').replace(/šel$/, ending === '' ? 'šel' : 'šl')
  const changed = (ending === '' ? stem.replace(/šl$/, 'šel') : stem) + ending
  return lexicon.knows(changed) ? changed : null
}
