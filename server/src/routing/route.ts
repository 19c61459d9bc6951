/** The tutor's ports, each made of all the providers there are; those that cost nothing come last and always answer. */
import type { SpendingTask } from '../domain/price.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Provider } from '../ports/provider.ts'
import type { Fare, ProviderHealth, Tried } from '../ports/provider-health.ts'
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

export type Routing = {
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Whether the model is chosen by the turn; where it is not, they are asked as they were given. */
  readonly adaptive: boolean
  /** Whom an operator has turned off; looked at for each call. Who costs nothing cannot be: somebody always answers. */
  readonly isOff?: (provider: string) => boolean
}

export function route({ hearings, minds, voices, ears, summarisers = [] }: Providers, { clock, log, adaptive, isOff = () => false }: Routing): Routed {
  const all = { transcribe: hearings, reply: minds, speak: voices, correct: ears, summarise: summarisers } as const
  const of = (task: SpendingTask) => logged(switched(patience(clock), isOff), task, log)
  const tried = { transcribe: of('transcribe'), reply: of('reply'), speak: of('speak'), correct: of('correct'), summarise: of('summarise') }
  const ofEach = <Told>(tell: (who: Pick<Fare, 'provider' | 'model'> & { readonly task: keyof typeof all }, provider: Provider) => Told) =>
    (Object.keys(all) as (keyof typeof all)[]).flatMap((task) => all[task].map((provider: Provider) => tell({ task, provider: provider.name, model: provider.facts?.model ?? null }, provider)))
  const limits = (of: Patience) => ({ firstPieceMsMax, totalMsMax, clock, tried: of })
  return {
    hearing: hearings.length > 0 ? attemptHearing(hearings, limits(tried.transcribe)) : null,
    mind: attemptMind(minds, limits(tried.reply), adaptive ? rankMinds(tried.reply) : undefined),
    voice: attemptVoice(voices, limits(tried.speak)),
    ear: attemptEar(ears, limits(tried.correct), adaptive ? rankEars(tried.correct) : undefined),
    summariser: summarisers.length > 0 ? attemptSummariser(summarisers, { ...limits(tried.summarise), ...unhurried }, adaptive ? rankSummarisers(tried.summarise) : undefined) : null,
    fares: () => ofEach((who, provider): Fare => ({ ...who, ...tried[who.task].standing(provider) })),
    tried: () => ofEach((who, provider): Tried => ({ ...who, ...tried[who.task].counted(provider) })),
  }
}

function switched(tried: Patience, isOff: (provider: string) => boolean): Patience {
  const isAsked = ({ name, facts }: Provider) => facts === undefined || !isOff(name)
  return {
    ...tried,
    order: (providers, who) => tried.order(providers.filter(isAsked), who),
    standing: (provider) => (isAsked(provider) ? tried.standing(provider) : { ...tried.standing(provider), state: 'off' }),
  }
}

/** Whoever stands in for another hides that it failed: the log tells it, once for each rest, and when it is well again. */
function logged(tried: Patience, task: SpendingTask, log: Routing['log']): Patience {
  return {
    ...tried,
    failed(provider, failure, call) {
      const isKnown = failure.unasked || tried.reason(failure.provider, call.who) !== null
      tried.failed(provider, failure, call)
      if (!isKnown) log.warn('provider-failed', { task, provider: failure.provider, model: provider.facts?.model, fault: failure.fault, called: failure.called, restMs: Math.round(tried.standing(provider).restMs) })
    },
    succeeded(provider, firstPieceMs, beganMs) {
      const wasUnwell = tried.standing(provider).fault !== null
      tried.succeeded(provider, firstPieceMs, beganMs)
      if (wasUnwell) log.info('provider-well', { task, provider: provider.name, model: provider.facts?.model })
    },
  }
}
