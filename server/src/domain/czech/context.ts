/**
 * How well a form stands between its neighbours: a sum of weights, one for each pair of something around it and something of its own.
 * They are learnt by telling the forms that people wrote from others of the same word, or of nearly the same letters.
 *
 * Around it are the words before and after, their endings and what they may be (*1Sf*: nominative singular feminine), and the
 * preposition that it depends on. Its own are the form, where it is common, its ending, and what it may be.
 */
import { type Lexicon, once } from './lexicon.ts'
import { same } from './noun-phrase.ts'
import { cases, type Case, type Cell } from './paradigms.ts'

/** What something around a form weighs with something of the form's own; undefined where nothing was learnt. */
export type ContextWeights = (around: string) => ReadonlyMap<string, number> | undefined
/** How well a form fits; it is to be compared with another one's in the same place. `bent`: it may be put into another form of the same word, at a cost. */
export type Fit = (form: string, bent?: boolean) => number
/** The fit of forms in each place of a sentence, whose words are given as they are meant. */
export type Context = (words: readonly string[]) => (at: number) => Fit

/** A word as its neighbours see it. */
export type Reading = {
  readonly form: string
  /** What is weighed of the form itself. */
  readonly own: readonly string[]
  /** What it is called by those beside it: itself where it is common, else its ending. */
  readonly name: string
  readonly sort: string
  readonly tags: string
  readonly cells: readonly Cell[]
  /** A determiner or an adjective: between a preposition and its noun. */
  readonly modifies: boolean
  readonly governs: readonly Case[] | undefined
}
/** The word so far away from a place: -1 before it, 1 after it. */
export type Place = (away: number) => Reading
export type Pair = readonly [around: string, own: string]

/** What the edge of a sentence and a number count as. */
export const edge = '^'
export const figure = '#'

const endingLength = 3
/** A form met as often is weighed by itself, and one met more often is a sort of its own where it has no forms. */
const common = { itself: 10, sort: 100 }
/** So much less than the form that fits is worth one that can be made it. */
const bentCost = 2
/** No preposition governs from farther away. */
const phraseLengthMax = 4

export function context(weights: ContextWeights, lexicon: Lexicon): Context {
  const read = readings(lexicon)
  return (words) => (at) => {
    const place: Place = (away) => (words[at + away] === undefined ? outside : read(words[at + away]!))
    let around: readonly ReadonlyMap<string, number>[] | undefined
    const fitOf = (form: string): number => {
      around ??= surroundings(place).flatMap((one) => weights(one) ?? [])
      const candidate = read(form)
      let sum = 0
      for (const known of around) for (const part of candidate.own) sum += known.get(part) ?? 0
      for (const [one, part] of agreements(place, candidate)) sum += weights(one)?.get(part) ?? 0
      return sum
    }
    return (form, bent = false) => (bent ? Math.max(fitOf(form), ...bentForms(form, lexicon).map((other) => fitOf(other) - bentCost)) : fitOf(form))
  }
}

/** The form itself, where it is a noun, an adjective or a determiner, and every other form of the words that it may be one of. */
export const bentForms = (form: string, { nominals, paradigm }: Lexicon): string[] =>
  [...new Set(nominals(form).flatMap(({ lemma, pos }) => paradigm(lemma, pos).map((one) => one.form)))]

/** Reads words, each once. */
export const readings = (lexicon: Lexicon): ((form: string) => Reading) => once((form) => readingOf(form, lexicon))

function readingOf(form: string, lexicon: Lexicon): Reading {
  const isWord = /^\p{L}/u.test(form)
  const isPreposition = lexicon.grammar.prepositions.has(form)
  // *se* is a pronoun nearly always.
  const governs = form === 'se' ? undefined : lexicon.grammar.prepositions.get(form)
  const finite = isWord ? lexicon.finite(form) : []
  const nominals = isWord && !isPreposition && finite.length === 0 ? lexicon.nominals(form) : []
  const count = isWord ? lexicon.countOf(form) : 0
  const bent = [...new Set(nominals.map(({ pos }) => pos[0]!))].sort().join('')
  const sort = !isWord ? 'x' : isPreposition ? 'p' : finite.length > 0 ? 'v' : lexicon.isAnyPast(form) ? 'l' : lexicon.infinitive(form) ? 'i' : bent !== '' ? bent : count >= common.sort ? `=${form}` : 'o'
  const tags = sort === 'v' ? `v${unique(finite.map(({ person, number }) => `${person}${number === 'sg' ? 'S' : 'P'}`))}`
    : sort === 'l' ? `l${form.slice(-1)}` : sort + unique(nominals.map(tagOf))
  const isCommon = !isWord || count >= common.itself
  const own = [...(isCommon ? [form] : []), endingOf(form), `:${tags}`]
  return { form, own, name: isCommon ? form : endingOf(form), sort, tags, cells: nominals, modifies: nominals.some(({ pos }) => pos !== 'noun'), governs }
}

const endingOf = (form: string): string => `~${form.slice(-endingLength)}`
const unique = (tags: readonly string[]): string => [...new Set(tags)].sort().join('')
const tagOf = ({ case: inCase, number, gender }: Cell): string => `${cases.indexOf(inCase) + 1}${number === 'sg' ? 'S' : 'P'}${gender === 'ma' ? 'm' : gender[gender.length - 1]!}`

/** What stands before the first word and after the last. */
export const outside: Reading = { form: edge, own: [edge], name: edge, sort: 'x', tags: 'x', cells: [], modifies: false, governs: undefined }

/** What is weighed around a place. */
export function surroundings(place: Place): string[] {
  const [before, after] = [place(-1), place(1)]
  return [
    '*', `<${before.name}`, `<${endingOf(before.form)}`, `<:${before.tags}`, `<<:${place(-2).tags}/${before.tags}`,
    `>${after.name}`, `>${endingOf(after.form)}`, `>:${after.tags}`, `@${prepositionOf(place)?.form ?? ''}`,
  ]
}

/** Whether the form agrees with the word before it and with the one after it, and whether its preposition allows it. */
export function agreements(place: Place, candidate: Reading): Pair[] {
  const [before, after, preposition] = [place(-1), place(1), prepositionOf(place)]
  const pairs: Pair[] = [[`<=${before.sort}`, candidate.sort + agreed(before, candidate)], [`>=${after.sort}`, candidate.sort + agreed(after, candidate)]]
  if (preposition === null) return pairs
  const allowed = candidate.cells.length === 0 ? '?' : candidate.cells.some((cell) => preposition.governs!.includes(cell.case)) ? '+' : '-'
  return [...pairs, ['@=', candidate.sort + allowed], [`@=${preposition.form}`, allowed]]
}

function prepositionOf(place: Place): Reading | null {
  for (let away = -1; away >= -phraseLengthMax; away--) {
    const word = place(away)
    if (word.governs !== undefined) return word
    if (!word.modifies) return null
  }
  return null
}

function agreed(a: Reading, b: Reading): '+' | '-' | '?' {
  if (a.cells.length === 0 || b.cells.length === 0) return '?'
  return a.cells.some((one) => b.cells.some((other) => same(one, other))) ? '+' : '-'
}
