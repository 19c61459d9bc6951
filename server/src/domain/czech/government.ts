/** The case after a preposition. Says something only where no reading of the words gives a case that is allowed. */
import type { Lexicon } from './lexicon.ts'
import { cased, isPartOfName } from './cased.ts'
import { clauseAround } from './clause.ts'
import { common, inflectedPhrase, lemmaOf, nounPhraseAt, type NounPhrase } from './noun-phrase.ts'
import type { Case } from './paradigms.ts'
import { isCapitalised } from './words.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sureAfterPreposition = 0.8
const sureAfterTwoCases = 0.7
const day = /^(pondělí|úter|střed|čtvrtk|pátk|sobot|neděl)/

export const afterPreposition: Rule = (sentence, lexicon) => {
  const proposals: Proposal[] = []
  for (const [at, slot] of sentence.entries()) {
    const allowed = isWord(slot) ? lexicon.grammar.prepositions.get(slot.form) : undefined
    if (allowed === undefined || slot.form === 'se') continue
    const phrase = nounPhraseAt(sentence, at + 1, lexicon)
    if (phrase === null || isPartOfName(sentence, phrase) || (slot.form === 've' && phrase.noun.form === 'dne')) continue
    const cells = common(phrase)
    if (slot.form === 'na' && isAimed(sentence, at, lexicon) && cells.length > 0 && cells.every((cell) => cell.case !== 'accusative')) {
      proposals.push(...cased(phrase, 'accusative', 'case-after-preposition', sureAfterPreposition, { preposition: slot.form, case: 'accusative' }, lexicon))
      continue
    }
    if (slot.form === 'na' && stands(sentence, at, lexicon) && !/^(sever|jih|(jiho|severo)?(východ|západ))$/.test(phrase.noun.form) && cells.length > 0 && cells.every((cell) => cell.case === 'nominative' || cell.case === 'accusative' || cell.case === 'vocative')) {
      proposals.push(...cased(phrase, 'locative', 'case-after-preposition', sureAfterTwoCases, { preposition: slot.form, case: 'locative' }, lexicon))
      continue
    }
    const fits = timed(sentence, at, phrase, lexicon) ? allowed : allowed.slice(0, 1)
    if (cells.some((cell) => (lexicon.grammar.alwaysFirst.has(slot.form) ? fits : allowed).includes(cell.case))) continue
    const agreed = lexicon.grammar.alwaysFirst.has(slot.form) ? fits : allowed
    if (sentence[at - 1]?.form === ',' && cells.length === 0 && isRelative(phrase, allowed)) continue
    if (cells.length === 0 && phrase.noun.readings.some((cell) => agreed.includes(cell.case))) {
      proposals.push(...agreeing(phrase, agreed, slot.form, lexicon))
      continue
    }
    if (isGoneTo(sentence, at, phrase, lexicon)) {
      const bent = cased(phrase, 'genitive', 'case-after-preposition', sureAfterPreposition, { preposition: 'do', case: 'genitive' }, lexicon)
      if (bent.length > 0) proposals.push({ act: 'replace', at, form: 'do', rule: 'to-place', kind: 'preposition', confidence: sureAfterPreposition }, ...bent)
      continue
    }
    const wanted = allowed.length === 1 ? allowed[0]! : /^ve?$/.test(slot.form) && day.test(phrase.noun.form) ? 'accusative' : chosen(sentence, at, slot.form, allowed, lexicon)
    const other = otherPreposition(slot.form, cells)
    if (other !== null) {
      proposals.push({ act: 'replace', at, form: other, rule: /^z/.test(other) ? 'from-not-with' : 'with-not-from', kind: 'preposition', confidence: 0.75, values: { noun: phrase.noun.form } })
      continue
    }
    const sure = allowed.length === 1 ? sureAfterPreposition : sureAfterTwoCases
    proposals.push(...cased(phrase, wanted, 'case-after-preposition', sure, { preposition: slot.form, case: wanted }, lexicon))
  }
  return proposals
}

/** *o které Tomáš dlouho snil*: who comes next does something. */
const isRelative = ({ parts, noun }: NounPhrase, allowed: readonly Case[]): boolean =>
  parts[0] !== noun && parts[0]!.readings.some((cell) => cell.lemma === 'který' && allowed.includes(cell.case)) && noun.readings.some((cell) => cell.case === 'nominative')

/** *těším se na víkend*, *jdu na poštu*: what goes there takes the accusative, whatever else *na* may take. */
const isAimed = (sentence: readonly Slot[], at: number, { grammar }: Lexicon): boolean => {
  const before = sentence[at - (grammar.lists.beforeObject.has(sentence[at - 1]?.form ?? '') ? 2 : 1)]
  return isWord(before) && grammar.lists.aiming.has(before.form)
}

/** *leží na stole*: who lies there goes nowhere. */
const stands = (sentence: readonly Slot[], at: number, { grammar }: Lexicon): boolean =>
  isWord(sentence[at - 1]) && grammar.lists.standing.has(sentence[at - 1]!.form)

/** *v pátek*, *věřím v Boha*: the few nouns and verbs with which *v* takes the accusative. */
const timed = (sentence: readonly Slot[], at: number, phrase: NounPhrase, { grammar }: Lexicon): boolean =>
  grammar.accusativeAfterV.some((start) => phrase.noun.form.startsWith(start) || [1, 2].some((back) => sentence[at - back]?.form.startsWith(start)))

/** *Jezdím s autobusem* → *autobusem*: with what one goes has no *s*. */
export const byVehicle: Rule = (sentence, { grammar, verbs }) => sentence.flatMap((slot, at): Proposal[] => {
  const vehicle = sentence[at + 1]
  if (slot.form !== 's' || !isWord(vehicle) || !grammar.lists.vehicles.has(vehicle.form)) return []
  if (!clauseAround(sentence, at).slots.some((one) => isWord(one) && /^(jet|jezdit|přijet|odjet|cestovat|letět)$/.test(verbs.lemmaOf(one.form) ?? ''))) return []
  return [{ act: 'move', from: at, order: [0, 1], text: vehicle.form, rule: 'by-vehicle', kind: 'preposition', confidence: sureAfterPreposition }]
})

/** *jedu v Liberec* means *do Liberce*. */
const isGoneTo = (sentence: readonly Slot[], at: number, { parts: [noun] }: NounPhrase, { verbs, grammar }: Lexicon): boolean =>
  /^ve?$/.test(sentence[at]!.form) && isCapitalised(sentence[noun!.at]!.token.text) && [1, 2].some((back) => {
    const before = sentence[at - back]
    return isWord(before) && grammar.motionVerbs.has(verbs.lemmaOf(before.form) ?? before.form)
  })

/** *s Prahy* means *z Prahy*, *ze psem* means *se psem*. */
function otherPreposition(preposition: string, cells: readonly { readonly case: Case }[]): string | null {
  const all = (wanted: Case) => cells.length > 0 && cells.every((cell) => cell.case === wanted)
  if (preposition === 's' && all('genitive')) return 'z'
  return /^ze?$/.test(preposition) && all('instrumental') ? preposition.replace('z', 's') : null
}

function chosen(sentence: readonly Slot[], at: number, preposition: string, allowed: readonly Case[], lexicon: Lexicon): Case {
  const { grammar, verbs } = lexicon
  if (grammar.alwaysFirst.has(preposition)) return allowed[0]!
  const moving = clauseAround(sentence, at).slots.some((slot) => isWord(slot) && grammar.motionVerbs.has(verbs.lemmaOf(slot.form) ?? slot.form))
  return moving || preposition === 'o' && grammar.lists.askingFor.has(sentence[at - 1]?.form ?? '') ? 'accusative' : allowed[0]!
}

/** The noun's case is right and a word before it is not: *s moje kamarádem*. */
function agreeing(phrase: NounPhrase, allowed: readonly Case[], preposition: string, lexicon: Lexicon): Proposal[] {
  const cells = phrase.noun.readings.filter((cell) => allowed.includes(cell.case))
  const cell = cells[0]!
  if (lemmaOf(phrase.noun) === null || new Set(cells.map((one) => `${one.case} ${one.number}`)).size !== 1) return []
  const forms = inflectedPhrase(phrase, cell, lexicon) ?? []
  return forms.filter(({ at, form }) => form !== phrase.parts.find((part) => part.at === at)!.form)
    .map(({ at, form }) => ({ act: 'replace', at, form, rule: 'agreement', kind: 'agreement', confidence: 0.72, values: { noun: phrase.noun.form, preposition, case: cell.case } }))
}
