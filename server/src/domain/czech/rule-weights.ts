/**
 * How far a rule is believed: its author's confidence, moved by how often it was right when it spoke, and for the word it spoke of.
 *
 * Each step shrinks towards the one before it, so that a few sightings move little: author → rule → rule and word.
 */
import type { Proposal } from './proposal.ts'

/** Right and seen, by `rule` and by `rule word`; learnt by `evals/czech-rules.ts`. */
export type RuleWeights = Readonly<Record<string, readonly [right: number, seen: number]>>

/** So many sightings weigh as much as what was believed before. */
const prior = { rule: 20, word: 10 }
/** What its author only asks stays a question. */
const askedMax = 0.5

/** The names a proposal is counted under: its rule, and its rule with the word that called it. */
export function weighable({ rule, values = {} }: Proposal): string[] {
  const word = values['opener'] ?? values['preposition'] ?? values['clitic'] ?? values['verb']
  return word === undefined ? [rule] : [rule, `${rule} ${word}`]
}

export function believed(proposal: Proposal, weights: RuleWeights): number {
  if (proposal.confidence <= askedMax) return proposal.confidence
  const [rule, word] = weighable(proposal)
  const ofRule = moved(proposal.confidence, weights[rule!], prior.rule)
  return word === undefined ? ofRule : moved(ofRule, weights[word], prior.word)
}

const moved = (belief: number, counts: readonly [right: number, seen: number] | undefined, trust: number): number =>
  counts === undefined ? belief : (counts[0] + trust * belief) / (counts[1] + trust)
