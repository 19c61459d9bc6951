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
import type { Ear, Listening } from '../ports/ear.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../ports/language-model.ts'
import type { Provider } from '../ports/provider.ts'
import type { Purse } from '../ports/purse.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Summariser, Told } from '../ports/summariser.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import { patience, type Patience } from './patience.ts'
import { watched, type Watch } from './watched.ts'

export type Limits = {
  /** The longest wait for the first piece, and for any piece after it. */
  readonly firstPieceMsMax: number
  /** The longest that all of them together may keep somebody waiting; the last one is then still asked. */
  readonly totalMsMax: number
  readonly clock: Clock
  /** How these providers fared; what is kept here is seen by whoever else holds it. */
  readonly tried?: Patience
}

/** Who is asked first for this call, and why: `null` where they are asked as they were given. Throws nothing. */
export type Ranking<Each, About> = (providers: readonly Each[], about: About, purse: Purse | undefined) => { readonly order: readonly Each[]; readonly because: string | null }
/** Until when somebody waits for it, and who that is. */
type Asker = { readonly signal: AbortSignal; readonly purse?: Purse | undefined }
const whoOf = ({ purse }: Asker): string => purse?.learnerId ?? ''

const remembering = (limits: Limits): Required<Limits> => ({ tried: patience(limits.clock), ...limits })
const asGiven = <Each>(providers: readonly Each[]) => ({ order: providers, because: null })

export function attemptMind(minds: readonly LanguageModel[], given: Limits, rank: Ranking<LanguageModel, ReplyPrompt> = asGiven): LanguageModel {
  const limits = remembering(given)
  return {
    name: nameOf(minds),
    write(prompt, { signal, purse }) {
      const { order, because } = rank(minds, prompt, purse)
      const manuscript: Manuscript = { said: [...prompt.said], because, failure: order[0] ? limits.tried.reason(order[0].name, whoOf({ signal, purse })) : null }
      const ask = (mind: LanguageModel, watch: Watch) => continued(mind, prompt, manuscript, purse, watch)
      return inOrder(order, limits, { signal, purse }, ask, (failure) => {
        manuscript.failure ??= failure
        return false
      })
    },
  }
}

/** What was said so far, whoever said it, and the failure since which nothing was. */
type Manuscript = { readonly said: string[]; readonly because: string | null; failure: ProviderFailure | null }

async function* continued(mind: LanguageModel, prompt: ReplyPrompt, manuscript: Manuscript, purse: Purse | undefined, watch: Watch): AsyncGenerator<Written> {
  let author: Extract<Written, { type: 'author' }> | null = { type: 'author', by: mind.name }
  let unfinished = ''
  for await (const piece of watched((signal) => mind.write({ ...prompt, said: [...manuscript.said] }, { signal, ...(purse && { purse }) }), watch)) {
    if (piece.type === 'author') {
      author = piece
      unfinished = ''
      continue
    }
    if (author) yield introduced(author, manuscript)
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

function introduced(author: Extract<Written, { type: 'author' }>, { because, failure }: Manuscript): Written {
  return {
    ...author,
    ...(because !== null && { because }),
    ...(failure && !author.instead && { instead: { provider: failure.provider, fault: failure.fault } }),
  }
}

export function attemptHearing(hearings: readonly SpeechToText[], given: Limits): SpeechToText {
  const limits = remembering(given)
  return {
    name: nameOf(hearings),
    ...(hearings[0]?.streams && { streams: true }),
    async *transcribe(pcm, { signal, ...options }) {
      const tape = recorded(pcm)
      yield* inOrder(hearings, limits, { signal, purse: options.purse }, async function* (hearing, watch, recalled) {
        // While the learner speaks there is nothing to wait for: the time runs from the end of the sound.
        for await (const transcript of watched((inner) => hearing.transcribe(tape.play(), { ...options, signal: inner }), { ...watch, from: tape.ended })) {
          if (transcript.recalled) recalled()
          yield { ...transcript, by: transcript.by ?? hearing.name }
          if (transcript.final) return
        }
        if (!signal.aborted) throw new ProviderFailure(hearing.name, 'broken')
      })
    },
  }
}

export function attemptVoice(voices: readonly TextToSpeech[], given: Limits): TextToSpeech {
  const limits = remembering(given)
  const first = voices[0]
  return {
    name: nameOf(voices),
    voice: first?.voice ?? 'nobody',
    sampleRateHz: first?.sampleRateHz ?? 24_000,
    async *speak(text, options) {
      let begun = false
      yield* inOrder(voices, limits, options, async function* (voice, watch) {
        for await (const chunk of watched((signal) => voice.speak(text, { ...options, signal }), watch)) {
          begun = true
          yield voice === first || chunk.by ? chunk : { ...chunk, by: { name: voice.name, voice: voice.voice, sampleRateHz: voice.sampleRateHz } }
        }
        if (!begun && !options.signal.aborted) throw new ProviderFailure(voice.name, 'broken')
      }, () => begun)
    },
  }
}

export function attemptEar(ears: readonly Ear[], given: Limits, rank: Ranking<Ear, Listening> = asGiven): Ear {
  const limits = remembering(given)
  return {
    name: nameOf(ears),
    async check(listening, { signal, ...options }) {
      const { order } = rank(ears, listening, options.purse)
      const check = (ear: Ear, inner: AbortSignal) => ear.check(listening, { ...options, signal: inner })
      const { recalled: _, ...correction } = await answered(order, limits, { signal, purse: options.purse }, check, 'The check was stopped.', ({ recalled }) => recalled === true)
      return correction
    },
  }
}

export function attemptSummariser(summarisers: readonly Summariser[], given: Limits, rank: Ranking<Summariser, Told> = asGiven): Summariser {
  const limits = remembering(given)
  return {
    name: nameOf(summarisers),
    async summarise(told, { signal, ...options }) {
      const { order } = rank(summarisers, told, options.purse)
      return answered(order, limits, { signal, purse: options.purse }, (summariser, inner) => summariser.summarise(told, { ...options, signal: inner }), 'The summary was stopped.')
    },
  }
}

/** The answer of the first who has one. How soon somebody answered says nothing where it `isRecalled`. */
async function answered<Each extends Provider, Answer>(
  order: readonly Each[],
  limits: Required<Limits>,
  asker: Asker,
  ask: (each: Each, signal: AbortSignal) => Promise<Answer>,
  stopped: string,
  isRecalled: (answer: Answer) => boolean = () => false,
): Promise<Answer> {
  const answers = inOrder(order, limits, asker, async function* (each, watch, recalled) {
    for await (const answer of watched((inner) => only(ask(each, inner)), watch)) {
      if (isRecalled(answer)) recalled()
      yield answer
    }
  })
  const [answer] = await Array.fromAsync(answers)
  if (answer === undefined) throw new Failure('unavailable', stopped)
  return answer
}

async function* only<Answer>(answer: Promise<Answer>): AsyncGenerator<Answer> {
  yield await answer
}

/** Before somebody is asked a second time: long enough for a moment's trouble to pass, and never the same for all who wait. */
const againMsMin = 100
const againMsMax = 400
/** Whoever asks to be left alone for longer is not asked again in this call. */
const retryAfterMsMax = 1000
/** Whoever has waited for longer already is answered by the next one. */
const waitedMsMax = 2000

/**
 * Asks one after the other until one comes to its end; where only those are left that know less, the last of the others is asked
 * once more. Ends quietly when the caller aborts; throws what the last one threw. `isFinal` is told of each failure and says
 * whether it is too late for another provider. What was `recalled` says nothing of the provider, which was not asked.
 */
async function* inOrder<Each extends Provider, Piece>(
  providers: readonly Each[],
  { firstPieceMsMax, totalMsMax, clock, tried }: Required<Limits>,
  asker: Asker,
  ask: (provider: Each, watch: Watch, recalled: () => void) => AsyncGenerator<Piece>,
  isFinal: (failure: ProviderFailure) => boolean = () => false,
): AsyncGenerator<Piece> {
  const { signal } = asker
  const who = whoOf(asker)
  let waitedMs = 0
  let failure: ProviderFailure | null = null
  const order = askedTwice(tried.order(providers, who))
  for (const [at, provider] of order.entries()) {
    const isLast = at === order.length - 1
    // The last one is the one that always answers: being late is no reason not to ask it.
    const msMax = () => (isLast ? firstPieceMsMax : Math.min(firstPieceMsMax, totalMsMax - waitedMs))
    if (msMax() <= 0) continue
    if (provider === order[at - 1] && (waitedMs > waitedMsMax || !(await isAgain(failure!, clock, signal)))) continue
    let keptWaitingMs: number | null = null
    let firstPieceMs: number | null = null
    let isRecalled = false
    const beganMs = clock.monotonicMs()
    const waited = (ms: number) => {
      waitedMs += ms
      keptWaitingMs = (keptWaitingMs ?? 0) + ms
    }
    try {
      for await (const piece of ask(provider, { provider: provider.name, clock, signal, msMax, waited }, () => (isRecalled = true))) {
        firstPieceMs ??= keptWaitingMs
        yield piece
      }
      if (!signal.aborted && !isRecalled) tried.succeeded(provider, firstPieceMs ?? 0, beganMs)
      return
    } catch (error) {
      if (signal.aborted) return
      failure = failureOf(provider.name, error)
      tried.failed(provider, failure, { who, beganMs })
      if (isFinal(failure)) break
    }
  }
  throw failure ?? new ProviderFailure('nobody', 'unreachable')
}

/** The last one that costs something twice in a row. */
function askedTwice<Each extends Provider>(order: readonly Each[]): readonly Each[] {
  const last = order.findLastIndex(({ facts }) => facts !== undefined)
  return last === -1 ? order : [...order.slice(0, last + 1), ...order.slice(last)]
}

/** Whether to ask again after this failure, once it has been waited a little. */
async function isAgain({ fault, retryAfterMs = 0 }: ProviderFailure, clock: Clock, signal: AbortSignal): Promise<boolean> {
  if ((fault !== 'busy' && fault !== 'unreachable' && fault !== 'broken') || retryAfterMs > retryAfterMsMax) return false
  const share = clock.random(1)[0]! / 256
  await clock.sleep(Math.max(retryAfterMs, againMsMin) + share * (againMsMax - againMsMin), signal)
  return !signal.aborted
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
