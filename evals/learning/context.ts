/** Learns which forms go with what stands around them: the form that was written competes with those that might have been. */
import { agreements, bentForms, outside, type Place, type Reading, readings, surroundings } from '../../server/src/domain/czech/context.ts'
import type { Knowledge } from '../../server/src/domain/czech/check.ts'
import { type Lexicon, once } from '../../server/src/domain/czech/lexicon.ts'
import { meant } from '../../server/src/domain/czech/spelling.ts'
import { candidatesFor } from '../../server/src/domain/czech/variants.ts'
import { tokensOf } from '../scoring.ts'

/** A place in a sentence, and the forms that compete for it: the first was written. */
export type Lesson = { readonly place: Place; readonly forms: readonly Reading[] }
export type WeighedPair = { readonly around: string; readonly own: string; readonly weight: number }
/** In how many rounds all pairs are learnt, and in how many the `most` weightiest of them anew. */
export type Rounds = { readonly all: number; readonly anew: number; readonly most: number }
type Named = (around: number, own: number) => number | undefined

const rivalsMax = 24
const rate = 0.1
/** What is surer teaches nothing. */
const errorMin = 0.003
const seed = 12_345
/** While all pairs are learnt, so many are told apart. */
const hashesMax = 2 ** 25
/** What is seen less often is noise. */
const seenMin = 3
/** No more parts are told apart. */
const partsMax = 2 ** 26

/** Every word of the lines that has rivals is a lesson. */
export function lessonsIn(lines: readonly string[], { index, dictionary, lexiconOver }: Knowledge): Lesson[] {
  const lexicon = lexiconOver(dictionary)
  const read = readings(lexicon)
  const understood = once((word: string) => meant(word, index))
  const rivals = once((form: string) => {
    const near = candidatesFor(form, index, dictionary, true).map((one) => one.form.toLowerCase())
    return [...new Set([...near, ...bentOtherwise(form, lexicon)])].filter((other) => other !== form).slice(0, rivalsMax).map(read)
  })
  return lines.flatMap((line) => {
    const written = tokensOf(line.toLowerCase())
    const words = written.map((word) => read(understood(word)))
    return written.flatMap((word, at) => {
      if (!/^\p{L}{2,}/u.test(word) || understood(word) !== word || !dictionary.knows(word)) return []
      const others = rivals(word)
      return others.length === 0 ? [] : [{ place: (away: number) => words[at + away] ?? outside, forms: [words[at]!, ...others] }]
    })
  })
}

/** The other forms of the words that it may be a form of. */
function bentOtherwise(form: string, lexicon: Lexicon): string[] {
  const declined = bentForms(form, lexicon).map((one) => one.toLowerCase())
  const conjugated = lexicon.finite(form).flatMap(({ lemma }) => ([1, 2, 3] as const).flatMap((person) => (['sg', 'pl'] as const).flatMap((number) => lexicon.present(lemma, person, number)?.split('/') ?? [])))
  const past = lexicon.isAnyPast(form) ? ['', 'a', 'o', 'i', 'y'].map((ending) => form.replace(/[aoiy]$/, '') + ending).filter(lexicon.knows) : []
  return [...declined, ...conjugated, ...past]
}

/** `told` hears after each round what share of `held` is foretold. */
export function learntPairs(lessons: readonly Lesson[], held: readonly Lesson[], how: Rounds, told: (share: number) => void): WeighedPair[] {
  const everything = learner(hashesMax, hashOf)
  for (let round = 0; round < how.all; round++) {
    everything.round(lessons)
    told(everything.foretold(held))
  }
  const names = weightiest(lessons, everything.importance(), how.most)
  const places = new Map(names.map(({ around, own }, at) => [numberOf(around) * partsMax + numberOf(own), at]))
  const kept = learner(names.length, (around, own) => places.get(around * partsMax + own))
  for (let round = 0; round < how.anew; round++) {
    kept.round(lessons)
    told(kept.foretold(held))
  }
  return names.map((name, at) => ({ ...name, weight: kept.weights[at]! }))
}

/** Weights for pairs, learnt by stochastic gradient with a step of its own for each. */
function learner(size: number, named: Named) {
  const [weights, steps, seen] = [new Float32Array(size), new Float32Array(size).fill(1), new Uint32Array(size)]
  const random = randomFrom(seed)
  return {
    weights,
    round(lessons: readonly Lesson[]): void {
      seen.fill(0)
      for (const lesson of shuffled(lessons, random)) {
        const pairs = pairsIn(lesson, named)
        for (const [at, share] of sharesOf(pairs, weights).entries()) {
          const error = share - Number(at === 0)
          for (const pair of pairs[at]!) {
            seen[pair]!++
            if (Math.abs(error) < errorMin) continue
            steps[pair] = steps[pair]! + error ** 2
            weights[pair] = weights[pair]! - (rate * error) / Math.sqrt(steps[pair])
          }
        }
      }
    },
    /** The share of lessons in which what was written is likeliest. */
    foretold: (some: readonly Lesson[]): number => some.filter((lesson) => {
      const [written, ...others] = sharesOf(pairsIn(lesson, named), weights)
      return others.every((share) => share < written!)
    }).length / some.length,
    importance: (): Float32Array => weights.map((weight, at) => (seen[at]! < seenMin ? 0 : Math.abs(weight) * Math.sqrt(seen[at]!))),
  }
}

function weightiest(lessons: readonly Lesson[], importance: Float32Array, most: number): Omit<WeighedPair, 'weight'>[] {
  const least = importance.toSorted().at(-most)!
  const found = new Map<number, Omit<WeighedPair, 'weight'>>()
  const note: Named = (around, own) => {
    const pair = hashOf(around, own)
    if (importance[pair]! > 0 && importance[pair]! >= least && !found.has(pair)) found.set(pair, { around: parts[around]!, own: parts[own]! })
    return undefined
  }
  for (const lesson of lessons) pairsIn(lesson, note)
  return [...found.values()]
}

/** Parts by their numbers. */
const parts: string[] = []
const numberOf = once((part: string): number => parts.push(part) - 1)
const ownNumbers = new WeakMap<Reading, readonly number[]>()

/** The pairs of each form, by their numbers. */
function pairsIn({ place, forms }: Lesson, named: Named): number[][] {
  const around = surroundings(place).map(numberOf)
  return forms.map((form) => {
    const own = ownNumbers.get(form) ?? form.own.map(numberOf)
    ownNumbers.set(form, own)
    const pairs: number[] = []
    const add = (pair: number | undefined) => pair !== undefined && pairs.push(pair)
    for (const one of around) for (const part of own) add(named(one, part))
    for (const [one, part] of agreements(place, form)) add(named(numberOf(one), numberOf(part)))
    return pairs
  })
}

function hashOf(around: number, own: number): number {
  const hash = Math.imul(around, 0x9e3779b1) ^ Math.imul(own, 0x85ebca6b)
  return (hash ^ (hash >>> 16)) & (hashesMax - 1)
}

function sharesOf(pairs: readonly (readonly number[])[], weights: Float32Array): number[] {
  const scores = pairs.map((all) => all.reduce((sum, pair) => sum + weights[pair]!, 0))
  const most = Math.max(...scores)
  const odds = scores.map((score) => Math.exp(score - most))
  const all = odds.reduce((sum, one) => sum + one, 0)
  return odds.map((one) => one / all)
}

function shuffled<One>(list: readonly One[], random: () => number): One[] {
  const mixed = [...list]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!]
  }
  return mixed
}

function randomFrom(start: number): () => number {
  let state = start
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32
}
