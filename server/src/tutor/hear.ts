/** From what a door received to an utterance that is understood, and is being kept, in order, for this process to answer. */
import { usedUpSentence, type UsedUp } from '../domain/allowance.ts'
import { joined } from '../domain/czech/turn-end.ts'
import { Failure, ProviderFailure } from '../domain/failure.ts'
import type { Turn } from '../domain/conversation.ts'
import type { ConversationId, LearnerId, TurnId } from '../domain/identity.ts'
import type { Pcm } from '../ports/audio.ts'
import type { Purse } from '../ports/purse.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Claim, Claiming, Foresight } from '../ports/store.ts'
import { deadline, within } from './deadline.ts'
import { speechMsMax, type Speech } from './speech.ts'
import { heardInPauses, type Understood } from './takes.ts'
import type { Signals, Tutor, TurnEvent, Utterance } from './tutor.ts'

/** How long a turn may take until another process may take it over: the longest turn and some slack. */
const leaseMs = 75_000
/** How often, and how long, a twin looks whether the first one is done. */
const twinPollMs = 100
const twinMsMax = 80_000
/** Sooner than that, a claim has found all that could be foreseen. */
const foresightMsMax = 250
const sampleRateHz = 16_000

type Hearing = Pick<Tutor, 'language' | 'hearing' | 'audio' | 'content' | 'store' | 'clock' | 'owner'>

type Claimed = Exclude<Claim, { state: 'taken' }>

/**
 * What was understood, and how it is claimed, once: meanwhile an answer may begin from what was `foreseen`, and nobody hears of
 * it before. `heardBy`: who turned speech into text.
 */
export type Heard =
  | { readonly state: 'finished'; readonly turn: Turn }
  | { readonly state: 'understood'; readonly transcript: string; readonly spoken: boolean; readonly foreseen: Foresight | null; readonly heardBy: string | null; readonly claim: () => Promise<Claimed> }

/** Nothing before the claim leaves a trace. */
export async function* hear(tutor: Hearing, purse: Purse, utterance: Utterance, signals: Pick<Signals, 'turn' | 'before'>): AsyncGenerator<TurnEvent, Heard> {
  const { said } = utterance
  const { turn: signal, before } = signals
  const known = await tutor.store.turns.lookUp(utterance.learnerId, utterance.key, utterance.bodyHash)
  if (known) return { state: 'finished', turn: known }
  const foreseeing = foresight(tutor, utterance, before)
  const { transcript, heardBy } = 'text' in said ? { transcript: said.text, heardBy: null } : yield* transcribed(tutor, purse, said, signals)
  await before
  const half = 'speech' in said ? said.speech.half : null
  const foreseen = half ? null : await within(tutor.clock, foresightMsMax, foreseeing, null)
  if (signal.aborted) throw tookTooLong(signal.reason)
  const spoken = !('text' in said) || said.spoken === true
  const { glossary } = tutor.content.in(tutor.language)
  const whole = half && bounded(joined(half.transcript, transcript, (word) => glossary.has(word)))
  const claim = () => claimInTurn(tutor, utterance, { transcript: transcript || whole!, spoken, foreseen, ...(half && { insteadOf: { ...half, transcript: whole! } }) }, signal)
  return { state: 'understood', transcript, spoken, foreseen, heardBy, claim }
}

/** Where nothing comes of what goes on with half a sentence, the half is what was said. */
async function* transcribed(tutor: Hearing, purse: Purse, said: Sound, { turn: signal, before }: Pick<Signals, 'turn' | 'before'>): AsyncGenerator<TurnEvent, Transcribed> {
  try {
    return yield* transcribe(tutor, purse, said, signal)
  } catch (error) {
    await before
    if (signal.aborted || !('speech' in said) || said.speech.half === null) throw error
    // Nobody is answered while they speak.
    await said.speech.ended
    return { transcript: '', heardBy: null }
  }
}

/** How long it may take until a recording is understood. */
const hearingMsMax = 30_000

/** What was said in a recording, and no turn of it: to be read before it is sent, or to practise with. Rejects as a turn would. */
export async function hearAlone(tutor: Pick<Tutor, 'language' | 'hearing' | 'audio' | 'clock' | 'purses'>, learnerId: LearnerId, recording: Uint8Array, signal: AbortSignal): Promise<string> {
  const purse = await tutor.purses.open(learnerId)
  const limit = deadline(tutor.clock, hearingMsMax, signal)
  try {
    const hearing = transcribe(tutor, purse, { recording }, limit.signal)
    let heard = await hearing.next()
    while (heard.done !== true) heard = await hearing.next()
    if (limit.signal.aborted) throw tookTooLong(limit.signal.reason)
    return heard.value.transcript
  } finally {
    limit.clear()
    purse.close()
  }
}

/**
 * Once the learner may have said all and the turn before is over: while a recogniser works, there is time to look, after the sound
 * has gone to it. Its failure costs time and nothing else.
 */
async function foresight({ store, clock }: Hearing, { said, learnerId, conversationId }: Utterance, before: Promise<void> | undefined): Promise<Foresight | null> {
  if ('speech' in said) await said.speech.mayBeAll
  await before
  if ('speech' in said && said.speech.isDropped) return null
  if (!('text' in said)) await clock.soon()
  return store.turns.foresee({ learnerId, conversationId, newConversationId: clock.newId() as ConversationId, nowMs: clock.now() }).catch(() => null)
}

type Sound = Exclude<Utterance['said'], { text: string }>
type Transcribed = { readonly transcript: string; readonly heardBy: string | null }

async function* transcribe(tutor: Pick<Hearing, 'language' | 'hearing' | 'audio' | 'clock'>, purse: Purse, said: Sound, signal: AbortSignal): AsyncGenerator<TurnEvent, Transcribed> {
  const sound = 'speech' in said ? said : recorded(await tutor.audio.decode(said.recording, { durationMsMax: speechMsMax, signal }))
  if (tutor.hearing === null)
    throw new Failure('unavailable', 'Nobody here can turn speech into text yet. Set MLUV_STT_URL or OPENAI_API_KEY, or type your sentence instead.')
  let final = ''
  let heardBy = tutor.hearing.name
  try {
    for await (const transcript of understood(tutor.hearing, sound, { language: tutor.language, signal, purse })) {
      final = transcript.text.trim()
      heardBy = transcript.by ?? heardBy
      if (!transcript.final) yield { type: 'hearing', transcript: final, ...(transcript.inPause && { inPause: true }) }
    }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    throw error.fault === 'over-budget' && purse.usedUp ? unheardOverBudget(purse.usedUp, tutor.clock.now()) : unheardByAll(error)
  } finally {
    if ('speech' in sound) sound.speech.forget()
  }
  if (signal.aborted) return { transcript: '', heardBy }
  if (final.length === 0 || final.includes('\0')) throw new Failure('unheard', 'No words could be heard in the recording. Come closer to the microphone and try again.')
  return { transcript: bounded(final), heardBy }
}

type HearingOptions = Parameters<SpeechToText['transcribe']>[1]

function understood(hearing: SpeechToText, sound: { readonly speech: Speech } | ReturnType<typeof recorded>, options: HearingOptions): AsyncIterable<Understood> {
  if (!('speech' in sound)) return hearing.transcribe(sound.pcm, { ...options, soundMs: sound.soundMs })
  return hearing.streams ? hearing.transcribe(sound.speech, options) : heardInPauses(hearing, sound.speech, options)
}

const tookTooLong = (cause: unknown): Failure => new Failure('unavailable', 'This took too long. Say it again in a moment.', { retryAfterMs: 1000, cause })

const unheardOverBudget = (usedUp: UsedUp, nowMs: number): Failure =>
  new Failure('exhausted', `${usedUpSentence(usedUp)} Until then, type your sentence instead.`, { retryAfterMs: Math.max(0, usedUp.untilMs - nowMs) })

const unheardByAll = (cause: ProviderFailure): Failure =>
  new Failure('unavailable', 'Nobody could turn what you said into text just now. Say it again in a moment, or type your sentence instead.', { retryAfterMs: cause.retryAfterMs ?? 1000, cause })

/** A minute of the fastest speech has some 1,200 characters. */
const transcriptLengthMax = 2000

const bounded = (transcript: string): string => transcript.slice(0, transcriptLengthMax).toWellFormed()

/** As one who listens takes it, and how long it is. */
const recorded = ({ samples }: Pick<Pcm, 'samples'>) => ({ pcm: inPieces(samples), soundMs: Math.ceil((samples.length * 1000) / sampleRateHz) })

async function* inPieces(samples: Int16Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < samples.length; at += sampleRateHz) {
    const piece = samples.subarray(at, at + sampleRateHz)
    yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)
  }
}

/** Claims the turn; a twin that another process runs is waited for, holding nothing. */
async function claimInTurn(tutor: Hearing, utterance: Utterance, understood: Pick<Claiming, 'transcript' | 'spoken' | 'foreseen' | 'insteadOf'>, signal: AbortSignal): Promise<Claimed> {
  const { clock, store, owner } = tutor
  const giveUpMs = clock.monotonicMs() + twinMsMax
  for (;;) {
    const nowMs = clock.now()
    const claim = await store.turns.claim({
      turnId: clock.newId() as TurnId,
      newConversationId: clock.newId() as ConversationId,
      learnerId: utterance.learnerId,
      conversationId: utterance.conversationId,
      key: utterance.key,
      bodyHash: utterance.bodyHash,
      ...understood,
      owner,
      nowMs,
      leaseUntilMs: nowMs + leaseMs,
    })
    if (claim.state !== 'taken') return claim
    if (signal.aborted || clock.monotonicMs() > giveUpMs) throw new Failure('busy', 'The same turn is still being answered. Ask again in a moment.', { retryAfterMs: 1000 })
    await clock.sleep(twinPollMs, signal)
  }
}
