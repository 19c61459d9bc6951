/**
 * Several providers as one: asked in order, the next where one fails.
 *
 * A mind that fails before its first piece is replaced, and the next says instead of whom it writes; after that, only at
 * a sentence boundary: what is whole stays said, what is not is void. A voice is replaced before its first sound, a
 * hearing before its final transcript.
 */
import { Failure, ProviderFailure } from '../domain/failure.ts'
import { cutSentences } from '../domain/sentences.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../ports/language-model.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import { patience, type Patience } from './patience.ts'
import { watched, type Watch } from './watched.ts'

export type Limits = {
  /** The longest wait for the first piece, and for any piece after it. */
  readonly firstPieceMsMax: number
  /** The longest that all of them together may keep somebody waiting; the last one is then still asked. */
  readonly totalMsMax: number
  readonly clock: Clock
}

export function attemptMind(minds: readonly LanguageModel[], limits: Limits): LanguageModel {
  const tried = patience(limits.clock)
  return {
    name: nameOf(minds),
    async *write(prompt, { signal }) {
      const manuscript: Manuscript = { said: [...prompt.said], failure: minds[0] ? tried.reason(minds[0].name) : null }
      yield* inOrder(minds, limits, tried, signal, (mind, watch) => continued(mind, prompt, manuscript, watch), (failure) => {
        manuscript.failure ??= failure
        return false
      })
    },
  }
}

/** What was said so far, whoever said it, and the failure since which nothing was. */
type Manuscript = { readonly said: string[]; failure: ProviderFailure | null }

async function* continued(mind: LanguageModel, prompt: ReplyPrompt, manuscript: Manuscript, watch: Watch): AsyncGenerator<Written> {
  let author: Extract<Written, { type: 'author' }> | null = { type: 'author', by: mind.name }
  let unfinished = ''
  for await (const piece of watched((signal) => mind.write({ ...prompt, said: [...manuscript.said] }, { signal }), watch)) {
    if (piece.type === 'author') {
      author = piece
      unfinished = ''
      continue
    }
    if (author) yield manuscript.failure && !author.instead ? { ...author, instead: { provider: manuscript.failure.provider, fault: manuscript.failure.fault } } : author
    author = null
    manuscript.failure = null
    if (piece.type === 'sentence') manuscript.said.push(piece.text)
    if (piece.type === 'text') {
      const { sentences, rest } = cutSentences(unfinished + piece.text)
      manuscript.said.push(...sentences)
      unfinished = rest
    }
    yield piece
  }
  if (author && !watch.signal.aborted) throw new ProviderFailure(mind.name, 'broken')
}

export function attemptHearing(hearings: readonly SpeechToText[], limits: Limits): SpeechToText {
  const tried = patience(limits.clock)
  return {
    name: nameOf(hearings),
    async *transcribe(pcm, { language, signal }) {
      const tape = recorded(pcm)
      yield* inOrder(hearings, limits, tried, signal, async function* (hearing, watch) {
        // While the learner speaks there is nothing to wait for: the time runs from the end of the sound.
        for await (const transcript of watched((inner) => hearing.transcribe(tape.play(), { language, signal: inner }), { ...watch, from: tape.ended })) {
          yield { ...transcript, by: transcript.by ?? hearing.name }
          if (transcript.final) return
        }
        if (!signal.aborted) throw new ProviderFailure(hearing.name, 'broken')
      })
    },
  }
}

export function attemptVoice(voices: readonly TextToSpeech[], limits: Limits): TextToSpeech {
  const tried = patience(limits.clock)
  const first = voices[0]
  return {
    name: nameOf(voices),
    voice: first?.voice ?? 'nobody',
    sampleRateHz: first?.sampleRateHz ?? 24_000,
    async *speak(text, options) {
      let begun = false
      yield* inOrder(voices, limits, tried, options.signal, async function* (voice, watch) {
        for await (const chunk of watched((signal) => voice.speak(text, { ...options, signal }), watch)) {
          begun = true
          yield voice === first || chunk.by ? chunk : { ...chunk, by: { name: voice.name, voice: voice.voice, sampleRateHz: voice.sampleRateHz } }
        }
        if (!begun && !options.signal.aborted) throw new ProviderFailure(voice.name, 'broken')
      }, () => begun)
    },
  }
}

export function attemptEar(ears: readonly Ear[], limits: Limits): Ear {
  const tried = patience(limits.clock)
  return {
    name: nameOf(ears),
    async check(listening, { signal }) {
      const corrections = inOrder(ears, limits, tried, signal, (ear, watch) => watched(async function* (inner) {
        yield await ear.check(listening, { signal: inner })
      }, watch))
      for await (const correction of corrections) return correction
      throw new Failure('unavailable', 'The check was stopped.')
    },
  }
}

/**
 * Asks one after the other until one comes to its end. Ends quietly when the caller aborts; throws what the last one
 * threw. `isFinal` is told of each failure and says whether it is too late for another provider.
 */
async function* inOrder<Provider extends { readonly name: string }, Piece>(
  providers: readonly Provider[],
  { firstPieceMsMax, totalMsMax, clock }: Limits,
  tried: Patience,
  signal: AbortSignal,
  ask: (provider: Provider, watch: Watch) => AsyncGenerator<Piece>,
  isFinal: (failure: ProviderFailure) => boolean = () => false,
): AsyncGenerator<Piece> {
  let waitedMs = 0
  let failure: ProviderFailure | null = null
  const order = tried.order(providers)
  for (const [at, provider] of order.entries()) {
    const isLast = at === order.length - 1
    // The last one is the one that always answers: being late is no reason not to ask it.
    const msMax = () => (isLast ? firstPieceMsMax : Math.min(firstPieceMsMax, totalMsMax - waitedMs))
    if (msMax() <= 0) continue
    try {
      yield* ask(provider, { provider: provider.name, clock, signal, msMax, waited: (ms) => void (waitedMs += ms) })
      if (!signal.aborted) tried.succeeded(provider.name)
      return
    } catch (error) {
      if (signal.aborted) return
      failure = failureOf(provider.name, error)
      tried.failed(failure)
      if (isFinal(failure)) break
    }
  }
  throw failure ?? new ProviderFailure('nobody', 'unreachable')
}

/** A failure that is the learner's own, such as a recording that is too long, is for nobody else to mend: it is thrown on. */
function failureOf(provider: string, error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error
  if (error instanceof Failure && error.code !== 'unavailable' && error.code !== 'internal') throw error
  return new ProviderFailure(provider, 'broken', { cause: error })
}

const nameOf = (providers: readonly { readonly name: string }[]): string => providers[0]?.name ?? 'nobody'

/** Sound that can be listened to again from its beginning. `ended` resolves when all of it is there, or when there is no more. */
function recorded(pcm: AsyncIterable<Uint8Array>) {
  const source = pcm[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let pulling: Promise<boolean> | null = null

  async function pull(): Promise<boolean> {
    try {
      const step = await source.next()
      if (!step.done) parts.push(step.value)
      if (!step.done) pulling = null
      else end()
      return !step.done
    } catch (error) {
      end()
      throw error
    }
  }
  return {
    ended,
    async *play(): AsyncGenerator<Uint8Array> {
      for (let at = 0; ; at += 1) {
        if (at === parts.length && !(await (pulling ??= pull()))) return
        yield parts[at]!
      }
    },
  }
}
