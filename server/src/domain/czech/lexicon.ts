/**
 * What the ear knows of words: how common a form is, what it may be, and which form of a word stands in a given place.
 *
 * The authored lexicon comes first; the spelling dictionary's paradigms stand behind it. Built once from content and a dictionary.
 */
import type { Dictionary } from './dictionary.ts'
import type { Grammar } from './grammar.ts'
import { cases, type Cell, type Declined, declined, declinedAdjective, type GrammaticalNumber, type NounGender, type PatternName } from './paradigms.ts'
import type { FormIndex } from './variants.ts'
import { bare, capitalised, isCapitalised } from './words.ts'
import { type Finite, type Person, presentsLike, type Verbs } from './verbs.ts'

export type Nominal = Cell & { readonly pos: 'noun' | 'adjective' | 'determiner'; readonly lemma: string; readonly own: boolean }

export type NounContent = {
  readonly patterns: Readonly<Partial<Record<PatternName, readonly string[]>>>
  readonly irregular: Readonly<Record<string, { readonly gender: NounGender; readonly forms: string }>>
  readonly neverNouns: readonly string[]
  readonly mostlySingular: readonly string[]
}
export type DeterminerContent = Readonly<Record<string, Readonly<Record<NounGender, string>>>>

export type Lexicon = {
  readonly grammar: Grammar
  readonly verbs: Verbs
  readonly countOf: (form: string) => number
  readonly knows: (form: string) => boolean
  /** What a form may be as noun, adjective or determiner; none where the dictionary knows it as anything else. `asName` reads it with a capital. */
  readonly nominals: (form: string, asName?: boolean) => readonly Nominal[]
  /** Whether the form with a capital is a head word itself: *Peru*, which is no form of *pero*. */
  readonly isName: (form: string) => boolean
  readonly finite: (form: string) => readonly Finite[]
  /** Whether the form is some verb's past participle. */
  readonly isPast: (form: string) => boolean
  /** The same, of the authored verbs too: *šel*, *měl*. */
  readonly isAnyPast: (form: string) => boolean
  readonly infinitive: (form: string) => boolean
  /** Whether the form is a verb in any form: finite, past, infinitive. */
  readonly isVerbal: (form: string) => boolean
  readonly present: (lemma: string, person: Person, number: GrammaticalNumber) => string | undefined
  /** Whether the word is hardly ever meant in the plural: *práce, hudba, ekonomie*. */
  readonly mostlySingular: (lemma: string) => boolean
  /** Every form of `lemma`, of several that may stand in a place the commonest first. */
  readonly paradigm: (lemma: string, pos: Nominal['pos']) => readonly Declined[]
  /** The form of `lemma` in that place: the first of a table, else the commonest. */
  readonly inflected: (lemma: string, pos: Nominal['pos'], cell: Cell) => string | undefined
}

export type LexiconGiven = {
  readonly grammar: Grammar
  readonly verbs: Verbs
  readonly nouns: NounContent
  readonly determiners: DeterminerContent
  readonly index: FormIndex
  readonly dictionary: Dictionary
}

/** Paradigms remembered; learners' words repeat. */
const paradigmsMax = 20_000

/** The lexicon over any dictionary: a counted one for each utterance, all with the same authored words. */
export function lexicon(given: LexiconGiven): { readonly over: (dictionary: Dictionary) => Lexicon } {
  const { index } = given
  const authored = authoredNouns(given)
  const settledOnce = once((lemma: string) => (given.nouns.irregular[lemma] === undefined ? settled(lemma, authored.get(lemma)!, given.dictionary) : authored.get(lemma)!))
  const authoredParadigm = (lemma: string): readonly Declined[] | undefined => (authored.has(lemma) ? settledOnce(lemma) : undefined)
  const determiners = authoredDeterminers(given.determiners)
  const determinersByForm = byForm(determiners)
  const never = new Set(given.nouns.neverNouns)
  const singular = new Set(given.nouns.mostlySingular)
  const remembered = new Map<string, readonly Declined[]>()
  const paradigm = (lemma: string, pos: Nominal['pos'], dictionary: Dictionary): readonly Declined[] => {
    const key = `${pos} ${lemma}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const forms = pos === 'determiner' ? determiners.get(lemma) ?? [] : pos === 'adjective' ? declinedAdjective(lemma) : authoredParadigm(lemma) ?? fromDictionary(lemma, dictionary)
    // What was made when nothing could be looked up any more holds for this utterance alone.
    if (dictionary.isSpent?.() === true) return forms
    if (remembered.size >= paradigmsMax) remembered.clear()
    remembered.set(key, forms)
    return forms
  }
  const authoredByForm = byForm(authored)
  const readings = (form: string, dictionary: Dictionary): Nominal[] => {
    const found: Nominal[] = []
    const add = (lemma: string, pos: Nominal['pos'], own: boolean) => {
      for (const cell of paradigm(lemma, pos, dictionary)) if (cell.form === form) found.push({ ...cell, lemma, pos, own })
    }
    for (const lemma of determinersByForm.get(form) ?? []) add(lemma, 'determiner', true)
    if (found.length > 0 || never.has(form)) return found
    const own = (authoredByForm.get(form) ?? []).filter((lemma) => authoredParadigm(lemma)!.some((cell) => cell.form === form))
    for (const lemma of own) add(lemma, 'noun', true)
    if (own.includes(form)) return found
    for (const stem of dictionary.stems(form)) {
      const before = found.length
      if (isAdjective(stem, dictionary)) add(/^nej/.test(form) && !/^nej/.test(stem) ? `nej${stem}` : stem, 'adjective', false)
      if (!own.includes(stem)) add(stem, 'noun', false)
      if (own.length === 0 && found.length === before) return []
    }
    return found
  }
  const ranked = (lemma: string, pos: Nominal['pos'], forms: readonly Declined[]): readonly Declined[] =>
    (pos === 'noun' && given.nouns.irregular[lemma] === undefined ? forms.toSorted((a, b) => index.countOf(b.form) - index.countOf(a.form)) : forms)
  const over = (dictionary: Dictionary): Lexicon => {
    // One rule after another asks for the same words.
    const read = once((form: string): readonly Nominal[] => readings(form, dictionary))
    const isPast = (form: string): boolean => /l[aoiy]?$/.test(form) && dictionary.stems(form).some((stem) => /(t|ci)$/.test(stem) || (/l$/.test(stem) && dictionary.paradigmOf(stem)?.includes('O') === true))
    return {
      grammar: given.grammar,
      verbs: given.verbs,
      countOf: index.countOf,
      knows: dictionary.knows,
      nominals: (form, asName = false) => read(asName ? capitalised(form) : form),
      isName: (form) => dictionary.stems(capitalised(form)).includes(capitalised(form)),
      finite: given.verbs.finite,
      isPast,
      isAnyPast: (form) => given.verbs.isParticiple(form) || isPast(form),
      infinitive: (form) => given.verbs.entry(form) !== undefined || isInfinitive(form, dictionary),
      isVerbal: (form) => given.verbs.lemmaOf(form) !== undefined || dictionary.stems(form).some((stem) => isInfinitive(stem, dictionary)),
      present: (lemma, person, number) => given.verbs.form(lemma, person, number)
        ?? presentsLike(lemma, person, number).find((form) => dictionary.stems(form).includes(lemma)),
      mostlySingular: (lemma) => singular.has(lemma),
      paradigm: (lemma, pos) => ranked(lemma, pos, paradigm(lemma, pos, dictionary)),
      inflected: (lemma, pos, cell) =>
        ranked(lemma, pos, paradigm(lemma, pos, dictionary).filter((one) => one.case === cell.case && one.number === cell.number && one.gender === cell.gender))[0]?.form,
    }
  }
  return { over }
}

/** Remembers what was answered for each word. */
export function once<Answer>(look: (word: string) => Answer): (word: string) => Answer {
  const answers = new Map<string, Answer>()
  return (word) => {
    if (!answers.has(word)) answers.set(word, look(word))
    return answers.get(word)!
  }
}

/** Every form that a pattern leaves open. Names are singular here: *Prahy* is *z Prahy*. */
function authoredNouns({ nouns }: LexiconGiven): Map<string, readonly Declined[]> {
  const paradigms = new Map<string, readonly Declined[]>()
  for (const [pattern, lemmas] of Object.entries(nouns.patterns)) {
    for (const lemma of lemmas ?? []) {
      if (nouns.irregular[lemma] !== undefined || !fits(lemma, pattern as PatternName)) continue
      const forms = declined(lemma, pattern as PatternName).filter(({ number }) => number === 'sg' || !isCapitalised(lemma))
      paradigms.set(lemma, forms)
    }
  }
  for (const [lemma, { gender, forms }] of Object.entries(nouns.irregular)) paradigms.set(lemma, tabled(forms, gender))
  return paradigms
}

/** Only where the pattern leaves a choice is the dictionary asked: once for each word, when it is first met. */
function settled(lemma: string, forms: readonly Declined[], dictionary: Dictionary): Declined[] {
  const choices = Map.groupBy(forms, (one) => `${one.number} ${one.case}`)
  return [...choices.values()].flatMap((cell) => (cell.length === 1 ? cell : living(lemma, cell, dictionary)))
}

function byForm(paradigms: ReadonlyMap<string, readonly Declined[]>): Map<string, string[]> {
  const lemmas = new Map<string, string[]>()
  for (const [lemma, cells] of paradigms) {
    for (const { form } of cells) {
      const known = lemmas.get(form)
      if (known === undefined) lemmas.set(form, [lemma])
      else if (!known.includes(lemma)) known.push(lemma)
    }
  }
  return lemmas
}

const authoredDeterminers = (content: DeterminerContent): Map<string, readonly Declined[]> =>
  new Map(Object.entries(content).map(([lemma, table]) => [lemma, Object.entries(table).flatMap(([gender, forms]) => tabled(forms, gender as NounGender))]))

/** `nominative genitive … | nominative genitive …`, alternatives by /, - for none. */
export function tabled(forms: string, gender: NounGender): Declined[] {
  return forms.split(' | ').flatMap((row, half) => row.split(' ').flatMap((cell, at) =>
    cell === '-' ? [] : cell.split('/').map((form) => ({ form, case: cases[at]!, number: half === 0 ? 'sg' as const : 'pl' as const, gender }))))
}

/** The forms of a pattern that the dictionary knows as forms of this very word. */
const living = (lemma: string, forms: readonly Declined[], dictionary: Dictionary): Declined[] =>
  forms.filter(({ form }) => form === lemma || (dictionary.knows(form) && dictionary.stems(form).some((stem) => stem === lemma || stem === form)))

/** The dictionary's paradigm letters and what they decline like. */
const letters: readonly (readonly [PatternName, RegExp])[] = [
  ['žena', /Z/], ['předseda', /P/], ['město', /M/], ['růže', /Z/], ['moře', /M/], ['kuře', /K/], ['soudce', /[UD]/], ['stavení', /S/], ['muzeum', /M/],
  ['hrad', /[HL]/], ['stroj', /S/], ['pán', /P/], ['muž', /U/], ['píseň', /Z/], ['kost', /K/],
]

function fromDictionary(lemma: string, dictionary: Dictionary): Declined[] {
  const flags = dictionary.paradigmOf(lemma)
  if (flags === undefined || /[ABJTIO]/.test(flags.replace(/I/, /P/.test(flags) ? '' : 'I'))) return []
  const allowed = patternsOf(lemma)
  return letters.filter(([pattern, letter]) => allowed.includes(pattern) && letter.test(flags)).flatMap(([pattern]) => living(lemma, declined(lemma, pattern), dictionary))
}

const fits = (lemma: string, pattern: PatternName): boolean => patternsOf(lemma).includes(pattern)

/** Which patterns a head word's last letter allows. */
function patternsOf(lemma: string): PatternName[] {
  if (/a$/.test(lemma)) return ['žena', 'předseda']
  if (/o$/.test(lemma)) return ['město']
  if (/[eě]$/.test(lemma)) return ['růže', 'moře', 'kuře', 'soudce']
  if (/í$/.test(lemma)) return ['stavení']
  if (/um$/.test(lemma)) return ['muzeum']
  return /[^aeiouyáéíóúůýě]$/.test(lemma) ? ['hrad', 'stroj', 'pán', 'muž', 'píseň', 'kost'] : []
}

const isAdjective = (stem: string, dictionary: Dictionary): boolean =>
  /[ýí]$/.test(stem) && bare(stem).length > 2 && (dictionary.paradigmOf(stem)?.includes('Y') === true)

const isInfinitive = (form: string, dictionary: Dictionary): boolean => /(t|ci)$/.test(form) && /[ABT]/.test(dictionary.paradigmOf(form) ?? '')

/** The adjective whose nominative this is; null for any other word, and where it may be two. */
export function adjectiveFrom(form: string, { nominals }: Lexicon): string | null {
  const readings = nominals(form)
  const lemmas = new Set(readings.map(({ lemma }) => lemma))
  return lemmas.size === 1 && readings.every(({ pos }) => pos === 'adjective') && readings.some((reading) => reading.case === 'nominative') ? readings[0]!.lemma : null
}
