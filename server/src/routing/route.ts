/** The tutor's ports, each made of all the providers there are; those that cost nothing come last and always answer. */
import type { Clock } from '../ports/clock.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Provider } from '../ports/provider.ts'
import type { Fare, ProviderHealth } from '../ports/provider-health.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Summariser } from '../ports/summariser.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import { attemptEar, attemptHearing, attemptMind, attemptSummariser, attemptVoice } from './attempt.ts'
import { patience, type Patience } from './patience.ts'
import { rankEars, rankMinds, rankSummarisers } from './ranking.ts'

export type Providers = {
  readonly hearings: readonly SpeechToText[]
  readonly minds: readonly LanguageModel[]
  readonly voices: readonly TextToSpeech[]
  readonly ears: readonly Ear[]
  readonly summarisers?: readonly Summariser[]
}
export type Routed = ProviderHealth & {
  /** Null where nobody can transcribe. */
  readonly hearing: SpeechToText | null
  readonly mind: LanguageModel
  readonly voice: TextToSpeech
  readonly ear: Ear
  /** Null where nobody can summarise. */
  readonly summariser: Summariser | null
}

/** Reply and corrections: how long a provider may keep the learner waiting before the next one is asked. */
const firstPieceMsMax = 8_000
const totalMsMax = 20_000

/** Nobody waits for what is done behind the scenes. */
const unhurried = { firstPieceMsMax: 60_000, totalMsMax: 90_000 }

/** `adaptive`: whether the model is chosen by the turn; where it is not, they are asked as they were given. */
export function route({ hearings, minds, voices, ears, summarisers = [] }: Providers, { clock, adaptive }: { readonly clock: Clock; readonly adaptive: boolean }): Routed {
  const all = { transcribe: hearings, reply: minds, speak: voices, correct: ears, summarise: summarisers } as const
  const tried = { transcribe: patience(clock), reply: patience(clock), speak: patience(clock), correct: patience(clock), summarise: patience(clock) }
  const limits = (of: Patience) => ({ firstPieceMsMax, totalMsMax, clock, tried: of })
  return {
    hearing: hearings.length > 0 ? attemptHearing(hearings, limits(tried.transcribe)) : null,
    mind: attemptMind(minds, limits(tried.reply), adaptive ? rankMinds(tried.reply) : undefined),
    voice: attemptVoice(voices, limits(tried.speak)),
    ear: attemptEar(ears, limits(tried.correct), adaptive ? rankEars(tried.correct) : undefined),
    summariser: summarisers.length > 0 ? attemptSummariser(summarisers, { ...limits(tried.summarise), ...unhurried }, adaptive ? rankSummarisers(tried.summarise) : undefined) : null,
    fares: () => Object.entries(all).flatMap(([task, providers]) => providers.map((provider: Provider): Fare => (
      { task: task as keyof typeof all, provider: provider.name, model: provider.facts?.model ?? null, ...tried[task as keyof typeof all].standing(provider) }))),
  }
}
