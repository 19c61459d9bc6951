/**
 * Providers that are asked no more often, and for no more, than their vendor takes: each call has a place before it is
 * made. Where a vendor has no rate, its providers are left as they are.
 */
import { Failure, ProviderFailure } from '../domain/failure.ts'
import type { SpendingTask, Used } from '../domain/price.ts'
import { urgencyOf, type Rates } from '../domain/rate.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Facts, Provider } from '../ports/provider.ts'
import type { Purse } from '../ports/purse.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Summariser } from '../ports/summariser.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import { lane, type Asking, type Lane } from './lane.ts'

export type Lanes = {
  /** Null where the vendor has no rate. */
  of(facts: Facts | undefined): Lane | null
  /** Calls that wait, by vendor or `vendor/model`. */
  waiting(): ReadonlyMap<string, number>
}

/** All models of a vendor share its rate, but for those that have one of their own. */
export function lanes(rates: Rates, clock: Clock): Lanes {
  const all = new Map([...rates].map(([name, rate]) => [name, lane(rate, clock)]))
  return {
    of: (facts) => (facts && (all.get(`${facts.provider}/${facts.model}`) ?? all.get(facts.provider))) ?? null,
    waiting: () => new Map([...all].map(([name, { waiting }]) => [name, waiting])),
  }
}

type Options = { readonly signal: AbortSignal; readonly purse?: Purse }

export function ratedMind(mind: LanguageModel, lanesOf: Lanes): LanguageModel {
  const way = lanesOf.of(mind.facts)
  if (!way) return mind
  return {
    ...mind,
    write: (prompt, options) => placed(way, askingFor(mind, 'reply', options, mind.most?.(prompt)), () => mind.write(prompt, options), (piece) => (piece.type === 'usage' ? piece.usage : undefined)),
  }
}

export function ratedHearing(hearing: SpeechToText, lanesOf: Lanes): SpeechToText {
  const way = lanesOf.of(hearing.facts)
  if (!way) return hearing
  return { ...hearing, transcribe: (pcm, options) => placed(way, askingFor(hearing, 'transcribe', options), () => hearing.transcribe(pcm, options)) }
}

export function ratedVoice(voice: TextToSpeech, lanesOf: Lanes): TextToSpeech {
  const way = lanesOf.of(voice.facts)
  if (!way) return voice
  return { ...voice, speak: (text, options) => placed(way, askingFor(voice, 'speak', options), () => voice.speak(text, options)) }
}

export function ratedEar(ear: Ear, lanesOf: Lanes): Ear {
  const way = lanesOf.of(ear.facts)
  if (!way) return ear
  return {
    ...ear,
    check: (listening, options) => placedOnce(way, askingFor(ear, 'correct', options, ear.most?.(listening)), () => ear.check(listening, options), 'The check was stopped.'),
  }
}

export function ratedSummariser(summariser: Summariser, lanesOf: Lanes): Summariser {
  const way = lanesOf.of(summariser.facts)
  if (!way) return summariser
  return {
    ...summariser,
    summarise: (told, options) => placedOnce(way, askingFor(summariser, 'summarise', options, summariser.most?.(told)), () => summariser.summarise(told, options), 'The summary was stopped.'),
  }
}

/** What is answered at once. */
async function placedOnce<Answer extends { readonly used?: Used }>(way: Lane, asking: Asking, ask: () => Promise<Answer>, stopped: string): Promise<Answer> {
  const asked = async function* (): AsyncGenerator<Answer> {
    yield await ask()
  }
  for await (const answer of placed(way, asking, asked, ({ used }) => used)) return answer
  throw new Failure('unavailable', stopped)
}

/** Who pays is who waits; what nobody pays for waits as one. */
const askingFor = ({ name }: Provider, task: SpendingTask, { signal, purse }: Options, most?: Used): Asking =>
  ({ provider: name, urgency: urgencyOf[task], learner: purse?.learnerId ?? '', tokens: most ? tokensOf(most) : 0, signal })

type Counted = Pick<Used, 'inputTokens' | 'outputTokens'>
const tokensOf = ({ inputTokens, outputTokens }: Counted): number => inputTokens + outputTokens

async function* placed<Piece>(way: Lane, asking: Asking, ask: () => AsyncIterable<Piece>, countedIn: (piece: Piece) => Counted | undefined = () => undefined): AsyncGenerator<Piece> {
  const place = await way.place(asking)
  if (!place) return
  try {
    for await (const piece of ask()) {
      const counted = countedIn(piece)
      if (counted) place.took(tokensOf(counted))
      yield piece
    }
  } catch (error) {
    if (error instanceof ProviderFailure) {
      if (error.unasked) place.giveBack()
      else if (error.fault === 'busy') way.rest(error.retryAfterMs ?? 0)
    }
    throw error
  }
}
