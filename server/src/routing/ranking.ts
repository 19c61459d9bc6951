/** The order in which models are asked for one reply or one check: what is known of the turn and of them, handed to `choose`. */
import { difficultyOf } from '../domain/difficulty.ts'
import type { Used } from '../domain/price.ts'
import type { Ear, Listening } from '../ports/ear.ts'
import type { LanguageModel, ReplyPrompt } from '../ports/language-model.ts'
import type { Provider } from '../ports/provider.ts'
import type { Purse } from '../ports/purse.ts'
import type { Summariser, Told } from '../ports/summariser.ts'
import type { Ranking } from './attempt.ts'
import { choose, type Situation } from './choose.ts'
import type { Patience } from './patience.ts'

export const rankMinds = (tried: Patience): Ranking<LanguageModel, ReplyPrompt> => (minds, prompt, purse) =>
  ranked(minds, tried, purse, {
    task: 'reply', language: prompt.language, level: prompt.settings.level, difficulty: difficultyOf(prompt.utterance), tokens: tokensOf(minds.find(({ most }) => most)?.most?.(prompt)),
  })

export const rankEars = (tried: Patience): Ranking<Ear, Listening> => (ears, listening, purse) =>
  ranked(ears, tried, purse, {
    task: 'correct', language: listening.language, level: listening.level, difficulty: null, tokens: tokensOf(ears.find(({ most }) => most)?.most?.(listening)),
  })

/** Of nobody's turn: nobody waits, and no level asks for more. */
export const rankSummarisers = (tried: Patience): Ranking<Summariser, Told> => (summarisers, told, purse) =>
  ranked(summarisers, tried, purse, { task: 'summarise', language: told.language, level: 'A1', difficulty: 'easy', tokens: tokensOf(summarisers.find(({ most }) => most)?.most?.(told)) })

function ranked<Each extends Provider>(providers: readonly Each[], tried: Patience, purse: Purse | undefined, about: Omit<Situation, 'leftMicroUsd'>) {
  const candidates = providers.map((provider) => ({ facts: provider.facts, ...tried.standing(provider) }))
  const { order, reason } = choose(candidates, { ...about, leftMicroUsd: purse?.leftMicroUsd ?? Infinity })
  return { order: order.map((at) => providers[at]!), because: providers.some(({ facts }) => facts) ? reason : null }
}

/** All models are told the same: one of them says how much that is. */
const tokensOf = (most: Used | undefined): number => (most ? most.inputTokens + most.outputTokens : 0)
