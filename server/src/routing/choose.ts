/**
 * Which of several models is asked first, and why. The whole policy, on one page: it asks nobody and remembers nothing.
 *
 *     what                                     asked first
 *     corrections, whatever the level          a strong model, for a wrong correction teaches wrongly
 *     replies, from B1 on, to a hard turn      a strong model
 *     replies to beginners, or to easy turns   a light model
 *     anything, with the purse nearly empty    a light model
 *     behind the scenes                        a light model
 *
 * Of those that are as good, the cheapest; one that failed lately, or is much slower than the others, comes after those that
 * are well. Who does not know the language, or has no room for the prompt, is not asked at all.
 */
import { atLeast, type Language, type Level } from '../domain/language.ts'
import type { Difficulty } from '../domain/difficulty.ts'
import { costOf, nothingUsed, type SpendingTask } from '../domain/price.ts'
import type { Facts } from '../ports/provider.ts'

export type Situation = {
  readonly task: SpendingTask
  readonly language: Language
  readonly level: Level
  /** Of what is replied to; null where that is no matter. */
  readonly difficulty: Difficulty | null
  /** Of the prompt and its answer, at most. */
  readonly tokens: number
  /** Micro-dollars that may still be spent; `Infinity` where nothing limits it. */
  readonly leftMicroUsd: number
}

/** `facts` is absent for what costs nothing: it comes last, in the place it was given. */
export type Candidate = {
  readonly facts?: Facts | undefined
  /** Of the latest calls, 0–1; 1 where there was none. */
  readonly success: number
  /** How long its first piece usually takes; null where it is not known. */
  readonly firstPieceMs: number | null
}

/** Why the first one is first: `best`, unless something else was a reason for a lighter one, or for another than the best. */
export type Reason = 'best' | 'beginner' | 'easy-turn' | 'short-of-money' | 'behind-the-scenes' | 'health' | 'only-one'

export type Choice = { readonly order: readonly number[]; readonly reason: Reason }

/** With less than this many of its calls left, the purse is nearly empty. */
const callsLeftMin = 20
/** Fewer successes than this, and another one is asked first. */
const successMin = 0.8
/** So many times as slow as the quickest, and by so much, is slow. */
const slowFactor = 3
const slowByMs = 700

export function choose(candidates: readonly Candidate[], situation: Situation): Choice {
  const priced = candidates.flatMap(({ facts, ...health }, at) => (facts && suits(facts, situation) ? [{ at, facts, ...health, microUsd: estimate(facts, situation) }] : []))
  const free = candidates.flatMap(({ facts }, at) => (facts ? [] : [at]))
  const quickestMs = Math.min(...priced.map(({ firstPieceMs }) => firstPieceMs ?? Infinity))
  const isUnwell = ({ success, firstPieceMs }: (typeof priced)[number]) => success < successMin || (firstPieceMs !== null && firstPieceMs > quickestMs * slowFactor && firstPieceMs - quickestMs > slowByMs)
  const { wanted, why } = wantedStrength(situation, Math.max(0, ...priced.map(({ microUsd }) => microUsd)))
  const sorted = priced.toSorted((one, other) =>
    Number(isUnwell(one)) - Number(isUnwell(other))
    || Number(one.facts.strength !== wanted) - Number(other.facts.strength !== wanted)
    || one.microUsd - other.microUsd
    || one.at - other.at)
  const first = sorted[0]
  const reason = priced.length < 2 ? 'only-one' : first!.facts.strength !== wanted && priced.some((each) => each.facts.strength === wanted) ? 'health' : why
  return { order: [...sorted.map(({ at }) => at), ...free], reason }
}

function wantedStrength({ task, level, difficulty, leftMicroUsd }: Situation, dearestMicroUsd: number): { readonly wanted: Facts['strength']; readonly why: Reason } {
  if (leftMicroUsd < dearestMicroUsd * callsLeftMin) return { wanted: 'light', why: 'short-of-money' }
  if (task === 'summarise' || task === 'embed') return { wanted: 'light', why: 'behind-the-scenes' }
  if (task !== 'reply') return { wanted: 'strong', why: 'best' }
  if (!atLeast(level, 'B1')) return { wanted: 'light', why: 'beginner' }
  return difficulty === 'easy' ? { wanted: 'light', why: 'easy-turn' } : { wanted: 'strong', why: 'best' }
}

const suits = ({ languages, contextTokens }: Facts, { language, tokens }: Situation): boolean => (languages === null || languages.includes(language)) && (contextTokens === null || tokens <= contextTokens)

/** Prompts are long and answers short: a tenth of the tokens is written. */
function estimate({ price }: Facts, { tokens }: Situation): number {
  const outputTokens = Math.ceil(tokens / 10)
  return costOf(price, { ...nothingUsed, inputTokens: tokens - outputTokens, outputTokens })
}
