/** A determiner, adjectives and a noun that stand together, and in which places of their paradigms all of them can be. */
import type { Lexicon, Nominal } from './lexicon.ts'
import type { Case, Cell } from './paradigms.ts'
import { isWord, type Slot } from './proposal.ts'
import { isCapitalised } from './words.ts'

export type Part = { readonly at: number; readonly form: string; readonly readings: readonly Nominal[] }
export type NounPhrase = { readonly parts: readonly Part[]; readonly noun: Part; readonly end: number }

/** Determiners and adjectives before a noun. */
const modifiersMax = 3

/** The phrase that begins at `start`; null where something in it is not understood. */
export function nounPhraseAt(sentence: readonly Slot[], start: number, lexicon: Lexicon): NounPhrase | null {
  const parts: Part[] = []
  for (let at = start; at < sentence.length && parts.length <= modifiersMax; at++) {
    const slot = sentence[at]
    if (!isWord(slot)) return null
    const readings = readingsOf(slot, at, lexicon)
    const modifiers = readings.filter(({ pos }) => pos !== 'noun')
    const nouns = readings.filter(({ pos }) => pos === 'noun')
    if (modifiers.length > 0 && nouns.length > 0 && !modifiers.every(({ pos }) => pos === 'adjective')) return null
    if (nouns.length > 0 && (modifiers.length === 0 || parts.length > 0)) {
      if (parts.some((part) => standsAlone(part, nouns))) return null
      const noun = { at, form: slot.form, readings: nouns }
      return modifiers.length > 0 ? null : { parts: [...parts, noun], noun, end: at + 1 }
    }
    if (modifiers.length === 0 || nouns.length > 0) return null
    parts.push({ at, form: slot.form, readings: modifiers })
  }
  return null
}

/** *z toho dobrý pocit*: a pronoun that does not go with the noun is no part of its phrase. */
const standsAlone = ({ form, readings }: Part, nouns: readonly Nominal[]): boolean =>
  /^(ten|tento)$/.test(readings[0]!.lemma) && !(/^(ten|ta|tento|tato)$/.test(form) && nouns.every((cell) => cell.case === 'nominative' || cell.case === 'vocative')) && !readings.some((reading) => nouns.some((cell) => same(cell, reading)))

export function readingsOf(slot: Slot, at: number, lexicon: Lexicon): readonly Nominal[] {
  if (lexicon.grammar.isFinite(slot.form) || lexicon.grammar.prepositions.has(slot.form)) return []
  const plain = lexicon.nominals(slot.form)
  if (!isCapitalised(slot.token.text) || (at === 0 && plain.length > 0) || lexicon.grammar.small.has(slot.form)) return plain
  const names = lexicon.nominals(slot.form, true)
  const own = names.filter((reading) => reading.own)
  if (own.length > 0) return own
  if (at > 0 && lexicon.isName(slot.form)) return names
  if (plain.some((reading) => reading.own)) return [...plain, ...names]
  return names.every(({ lemma }) => lemma.toLowerCase() === slot.form) ? names : []
}

/** The word the noun is a form of; null where it may be several words. */
export function lemmaOf({ readings }: Part): string | null {
  const own = readings.filter((reading) => reading.own)
  const lemmas = new Set((own.length > 0 ? own : readings).map(({ lemma, gender }) => `${lemma} ${gender}`))
  return lemmas.size === 1 ? [...lemmas][0]!.split(' ')[0]! : null
}

/** The cells that every part of the phrase allows. */
export function common(phrase: NounPhrase): Cell[] {
  return phrase.noun.readings.filter((cell) => phrase.parts.every((part) => part === phrase.noun || part.readings.some((reading) => same(reading, cell))))
}

export const same = (a: Cell, b: Cell): boolean => a.case === b.case && a.number === b.number && a.gender === b.gender

/** Every part of the phrase put into the case and number; null where a form is missing. */
export function inflectedPhrase(phrase: NounPhrase, wanted: { readonly case: Case; readonly number: Cell['number'] }, lexicon: Lexicon): { at: number; form: string }[] | null {
  const head = phrase.noun.readings.find((reading) => reading.own) ?? phrase.noun.readings[0]!
  const cell: Cell = { ...wanted, gender: head.gender }
  const forms: { at: number; form: string }[] = []
  for (const part of phrase.parts) {
    const reading = part === phrase.noun ? head : part.readings[0]!
    const fits = part.readings.some((one) => same(one, cell))
    const form = fits ? part.form : lexicon.inflected(reading.lemma, reading.pos, cell)
    if (form === undefined) return null
    forms.push({ at: part.at, form: form.toLowerCase() })
  }
  return forms
}
