/**
 * Providers that are asked no more often, and for no more, than their vendor takes: each call has a place before it is
 * made. Who costs nothing has no vendor, and is left as they are.
 */
import { Failure, ProviderFailure } from '../domain/failure.ts'
import type { SpendingTask, Used } from '../domain/price.ts'
import { urgencyOf, type Rates, type Room } from '../domain/rate.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ear } from '../ports/ear.ts'
import type { Embedding } from '../ports/embedding.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Facts, Provider } from '../ports/provider.ts'
import type { Purse } from '../ports/purse.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Summariser } from '../ports/summariser.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import { lane, type Asking, type Lane } from './lane.ts'
import { minute } from './minute.ts'
import { toldMinute } from './told-minute.ts'

export type Lanes = {
  /** Null where there is no vendor. */
  of(facts: Facts | undefined): Lane | null
  /** Calls that wait, by vendor or `vendor/model`. */
  waiting(): ReadonlyMap<string, number>
}

/** All models of a vendor share the rate that was set for it, but for those that have one of their own. Where none was set, each model has what its vendor tells. */
export function lanes(rates: Rates, clock: Clock): Lanes {
  const all = new Map([...rates].map(([name, rate]) => [name, lane(minute(rate), clock)]))

  function toldLane(name: string): Lane {
    const way = lane(toldMinute(), clock)
    all.set(name, way)
    return way
  }

  return {
    of(facts) {
      if (!facts) return null
      const name = `${facts.provider}/${facts.model}`
      return all.get(name) ?? all.get(facts.provider) ?? toldLane(name)
    },
    waiting: () => new Map([...all].map(([name, { waiting }]) => [name, waiting])),
  }
}

type Options = { readonly signal: AbortSignal; readonly purse?: Purse }

export function ratedMind(mind: LanguageModel, lanesOf: Lanes): LanguageModel {
  const way = lanesOf.of(mind.facts)
  if (!way) return mind
  return {
    ...mind,
    write: (prompt, options) => placed(way, mind, askingFor(mind, 'reply', options, mind.most?.(prompt)), () => mind.write(prompt, options), {
      // Who writes is said before the vendor has.
      isAnswered: ({ type }) => type !== 'author',
      countedIn: (piece) => (piece.type === 'usage' ? piece.usage : undefined),
    }),
  }
}

export function ratedHearing(hearing: SpeechToText, lanesOf: Lanes): SpeechToText {
  const way = lanesOf.of(hearing.facts)
  if (!way) return hearing
  return { ...hearing, transcribe: (pcm, options) => placed(way, hearing, askingFor(hearing, 'transcribe', options), () => hearing.transcribe(pcm, options)) }
}

export function ratedVoice(voice: TextToSpeech, lanesOf: Lanes): TextToSpeech {
  const way = lanesOf.of(voice.facts)
  if (!way) return voice
  return { ...voice, speak: (text, options) => placed(way, voice, askingFor(voice, 'speak', options), () => voice.speak(text, options)) }
}

export function ratedEar(ear: Ear, lanesOf: Lanes): Ear {
  const way = lanesOf.of(ear.facts)
  if (!way) return ear
  return {
    ...ear,
    check: (listening, options) => placedOnce(way, ear, askingFor(ear, 'correct', options, ear.most?.(listening)), () => ear.check(listening, options), 'The check was stopped.'),
  }
}

export function ratedSummariser(summariser: Summariser, lanesOf: Lanes): Summariser {
  const way = lanesOf.of(summariser.facts)
  if (!way) return summariser
  return {
    ...summariser,
    summarise: (told, options) => placedOnce(way, summariser, askingFor(summariser, 'summarise', options, summariser.most?.(told)), () => summariser.summarise(told, options), 'The summary was stopped.'),
  }
}

export function ratedEmbedding(embedding: Embedding, lanesOf: Lanes): Embedding {
  const way = lanesOf.of(embedding.facts)
  if (!way) return embedding
  return {
    ...embedding,
    embed: (texts, options) => placedOnce(way, embedding, askingFor(embedding, 'embed', options, embedding.most?.(texts)), () => embedding.embed(texts, options), 'The embedding was stopped.'),
  }
}

/** What is answered at once. */
async function placedOnce<Answer extends { readonly used?: Used }>(way: Lane, of: Provider, asking: Asking, ask: () => Promise<Answer>, stopped: string): Promise<Answer> {
  const asked = async function* (): AsyncGenerator<Answer> {
    yield await ask()
  }
  for await (const answer of placed(way, of, asking, asked, { countedIn: ({ used }) => used })) return answer
  throw new Failure('unavailable', stopped)
}

/** Who pays is who waits; what nobody pays for waits as one. */
const askingFor = ({ name }: Provider, task: SpendingTask, { signal, purse }: Options, most?: Used): Asking =>
  ({ provider: name, urgency: urgencyOf[task], learner: purse?.learnerId ?? '', tokens: most ? tokensOf(most) : 0, signal })

type Counted = Pick<Used, 'inputTokens' | 'outputTokens'>
const tokensOf = ({ inputTokens, outputTokens }: Counted): number => inputTokens + outputTokens

/** What can be told from a piece: whether the vendor has answered by then, and how much it counted. */
type Reading<Piece> = { readonly isAnswered?: (piece: Piece) => boolean; readonly countedIn?: (piece: Piece) => Counted | undefined }

async function* placed<Piece>(
  way: Lane, of: Provider, asking: Asking, ask: () => AsyncIterable<Piece>, { isAnswered = () => true, countedIn = () => undefined }: Reading<Piece> = {},
): AsyncGenerator<Piece> {
  const place = await way.place(asking)
  if (!place) return
  let known: Room | null = null
  const learn = () => {
    const room = of.room?.() ?? null
    if (room && room !== known) way.told(place, room)
    known = room
  }
  try {
    for await (const piece of ask()) {
      if (isAnswered(piece)) learn()
      const counted = countedIn(piece)
      if (counted) place.took(tokensOf(counted))
      yield piece
    }
  } catch (error) {
    if (error instanceof ProviderFailure) {
      if (error.unasked) place.giveBack()
      else if (error.fault === 'busy') {
        learn()
        way.rest(error.retryAfterMs ?? 0)
      }
    }
    throw error
  }
}
