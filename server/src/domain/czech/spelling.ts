/**
 * Which misspelled words are put right, and how sure that is: the candidates and the word as it stands compete, each weighed by its
 * features with figures that are given. A word is left alone unless one candidate is likely.
 */
import { edge, figure, type Fit } from './context.ts'
import type { Dictionary } from './dictionary.ts'
import { editsIn } from './edits.ts'
import { type Candidate, candidatesFor, type FormIndex, keyOf } from './variants.ts'
import { bare, isCapitalised } from './words.ts'

/** A weight per feature, learnt by `evals/czech-weights.ts`. */
export type SpellingWeights = Readonly<Record<string, number>>

export type SpellingGiven = { readonly index: FormIndex; readonly dictionary: Dictionary; readonly weights: SpellingWeights; readonly keeps: (form: string) => boolean }
/** What surrounds the word: how well a form fits there, whether it opens its sentence, whether the whole text lacks diacritics, and whether a neighbour is written large. */
export type Surroundings = { readonly fit: Fit; readonly first: boolean; readonly bare: boolean; readonly named: boolean }
export type Features = Readonly<Record<string, number>>
/** `known`: the word as it stands is one too. */
export type Guess = { readonly candidate: Candidate; readonly known: boolean; readonly confidence: number; readonly features: Features }

/** A form met this often is a word, whatever lies near it. */
const commonCount = 3_000
/** What is known is doubted only for a word that is not much rarer. */
const commonerThan = 0.5

/** A neighbour as it is probably meant: the commonest word that differs in marks and i/y alone. Marks inside a sentence stand for themselves, any other is its edge. */
export function meant(word: string, index: FormIndex): string {
  if (!/^\p{L}/u.test(word)) return /^\p{N}/u.test(word) ? figure : /^[,:;()"„“”–-]$/.test(word) ? word : edge
  const form = word.toLowerCase()
  if (index.countOf(form) > 0) return form
  const key = keyOf(form)
  return index.near(form).filter((one) => keyOf(one) === key).sort((a, b) => index.countOf(b) - index.countOf(a))[0] ?? form
}

/** Guesses for a word, likeliest first; none where it is right. */
export function guessesFor(written: string, around: Surroundings, given: SpellingGiven): Guess[] {
  const word = written.toLowerCase()
  const count = Math.max(given.index.countOf(word), given.index.countOf(written))
  if (word.length < 2 || word.includes('-') || count >= commonCount || given.keeps(word)) return []
  const named = isCapitalised(written) && !around.first
  const known = given.dictionary.knows(word) || (isCapitalised(written) && given.dictionary.knows(written))
  if (named && known) return []
  const candidates = candidatesFor(word, given.index, given.dictionary, !known && !named)
    .filter(({ form, count: candidateCount, changes }) => !known || !(candidateCount < commonerThan * Math.max(1, count) || changes.typos > 0 || isAsRight(word, form)))
  if (candidates.length === 0) return []
  // A misspelled word may be in a wrong case as well: *do skola*.
  const fits = candidates.map(({ form }) => around.fit(form.toLowerCase(), !known))
  const standing = known ? around.fit(word) : null
  const most = Math.max(...fits)
  const together = most + Math.log(fits.reduce((sum, fit) => sum + Math.exp(fit - most), 0))
  const weighed = candidates.map((candidate, at) => {
    const features = { ...featuresOf(candidate, { word, count, known, named, rivals: candidates.length }, around), ...fitting(fits[at]!, together, standing) }
    return { candidate, known, features, odds: Math.exp(weightOf(features, given.weights)) }
  })
  const all = weighed.reduce((sum, { odds }) => sum + odds, 1)
  return weighed.map(({ odds, ...rest }) => ({ ...rest, confidence: odds / all })).sort((a, b) => b.confidence - a.confidence)
}

/** Two words of which the sentence decides, and its letters do not. */
const isAsRight = (word: string, form: string): boolean => isSameParticiple(word, form) || isOtherPast(word, form) || isOtherCase(word, form) || isOtherNumber(word, form)

/** *napsaná* and *napsána* are both right. */
const isSameParticiple = (word: string, form: string): boolean => participle.test(word) && participle.test(form) && bare(word) === bare(form)
const participle = /[aáeěéiuyý][nt][aáoóiíyýeé]$/
/** *kočky spaly*, *psi spali*, *kočky jsou rády*: who slept decides, and the rules ask for that. Who *jsou zvyklí* are not who *zvykli*. */
const isOtherPast = (word: string, form: string): boolean => pastPlural.test(word) && pastPlural.test(form) && word.slice(0, -1) === form.slice(0, -1)
const pastPlural = /(.l[iíy]|^rád[iy])$/
/** *jsme opatrní*, *jsem opatrný*: how many there are decides. */
const isOtherNumber = (word: string, form: string): boolean => word.endsWith('í') && form === word.replace(/í$/, 'ý')
/** *s historií*, *skutečností* and their *i*: the case decides. */
const isOtherCase = (word: string, form: string): boolean => /(ost|[^aeiou]i)í$/.test(word) && form === word.replace(/í$/, 'i')

function weightOf(features: Features, weights: SpellingWeights): number {
  let sum = 0
  for (const name in features) sum += (weights[name] ?? 0) * features[name]!
  return sum
}

/** How well the candidate fits: beside what stands there, where that is a word, else among all candidates. */
const fitting = (fit: number, together: number, standing: number | null): Features =>
  standing === null ? { fit, fitAmong: fit - together } : { fitGained: Math.min(gainedMax, fit - standing), fitStanding: standing }

/** What fits badly may still be right: more than this does not speak for another word. */
const gainedMax = 4

type Written = { readonly word: string; readonly count: number; readonly known: boolean; readonly named: boolean; readonly rivals: number }

/** What speaks for the candidate, as against the word as it stands. */
function featuresOf(candidate: Candidate, { word, count, known, named, rivals }: Written, around: Surroundings): Features {
  const { added, moved, iy, typos } = candidate.changes
  const form = candidate.form.toLowerCase()
  const status = known ? 'known' : 'unknown'
  const features: Record<string, number> = {
    [status]: 1,
    [`frequency ${status}`]: Math.log(candidate.count + 0.5),
    ratio: Math.log((candidate.count + 0.5) / (count + 0.5)),
    added, moved, iy, typos,
    [`added ${status}`]: added,
    length: Math.min(10, word.length) / 10,
    lengthIfTypos: typos > 0 ? Math.min(10, word.length) / 10 : 0,
    marksIfTypos: typos > 0 ? Math.min(2, added + moved + iy) : 0,
    shortIfTypos: typos > 0 && word.length < 6 ? 1 : 0,
    firstChanged: typos > 0 && candidate.form[0]?.toLowerCase() !== word[0] ? 1 : 0,
    named: Number(named),
    namedIfTypos: Number(named && typos > 0),
    namedAround: Number(around.named),
    opening: Number(around.first),
    openingIfTypos: Number(around.first && typos > 0),
    capital: Number(isCapitalised(candidate.form)),
    bareText: Number(around.bare),
    bareTextIfAdded: around.bare && typos === 0 ? added : 0,
    seen: Number(!known && count > 0),
    uncommon: Number(candidate.count === 0),
    rivals: Math.log(rivals),
  }
  for (const edit of editsIn(word, form)) {
    features[edit] = (features[edit] ?? 0) + 1
    if (known) features[`${edit} known`] = (features[`${edit} known`] ?? 0) + 1
  }
  return features
}
