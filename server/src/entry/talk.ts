/** What goes on between one connection and the tutor: what the learner says, and the turns whose events and sound go down. */
import type { DownMessage, UpMessage } from '@mluv/protocol/voice.ts'
import { codeOf, Failure } from '../domain/failure.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import { silenceMsDefault, type ListeningMode, type TutorVoice } from '../domain/turn-taking.ts'
import { heardRateHz } from '../domain/voice-activity.ts'
import type { OpusDecoding } from '../ports/audio.ts'
import type { Entered } from '../ports/trace.ts'
import { listen, type Listened, type Listening } from '../tutor/listen.ts'
import type { LiveTurn } from '../tutor/live-turns.ts'
import type { Speech } from '../tutor/speech.ts'
import { delivery, type Delivery, type SoundTaken } from './delivery.ts'
import { packetsIn } from './frames.ts'
import type { House } from './house.ts'
import { recordingBytesMax } from './http/recording.ts'
import { soundIdIn, turnView } from './render.ts'
import { told } from './told.ts'
import { keyOf, recorded, said, type Given } from './utterances.ts'
import type { Wire } from './wire.ts'

export const closeCode = { policy: 1008, internal: 1011, restart: 1012 } as const

type Message<Name extends UpMessage['type']> = Extract<UpMessage, { type: Name }>
type Begin = Message<'utterance-begin'>
type Resumption = NonNullable<Message<'hello'>['resume']>
type Utter = Pick<Begin, 'key' | 'conversationId'> & { readonly speak?: boolean }

/** A turn whose sound goes down. `isTakenBack`: nothing more is told of it, unless it was answered after all. */
type Sounding = { readonly live: LiveTurn; readonly delivery: Delivery; isTakenBack: boolean }

/** What was said at a microphone, and the turn that it is. */
type Said = { readonly live: LiveTurn; readonly speech: Speech }

/**
 * A microphone that is listened to. `saying` is the utterance that is being said, and `key` its name; `quit` stops telling of it.
 * `held`: whose sound waits for what is said over it, whatever else the learner has asked for meanwhile.
 */
type Microphone = {
  readonly begin: Begin
  readonly listening: Listening
  readonly decoder: OpusDecoding | null
  saying: Said | null
  key: string
  quit: AbortController
  held: Sounding | null
}

export type Talk = {
  readonly wire: Wire
  readonly closed: AbortSignal
  learnerId: LearnerId | null
  /** By which they are known again on other ways in. */
  token: string | null
  /** Media types that the client plays; null: any. */
  accept: readonly string[] | null
  sound: SoundTaken
  muted: boolean
  /** A file that is being sent. `pieces` is null once there are too many: the rest of it is let go by. */
  recording: { readonly begin: Begin; pieces: Uint8Array[] | null; bytes: number } | null
  microphone: Microphone | null
  /** What was said at an open microphone and is not answered to its end, in order. */
  said: readonly Said[]
  current: Sounding | null
  /** Turns that are being told of. */
  followed: number
  /** What the client said that its connection is a part of (`traceparent`). */
  readonly cause: unknown
}

export const openTalk = (wire: Wire, closed: AbortSignal, cause: unknown = null): Talk => ({
  wire, closed, cause, learnerId: null, token: null, accept: null, sound: 'sentences', muted: false, recording: null, microphone: null, said: [], current: null, followed: 0,
})

/** Begins a turn, and tells of it. */
export function say(house: House, talk: Talk, utteranceOf: (given: Given) => Parameters<House['turns']['begin']>[0], utter: Utter, quit?: AbortSignal): LiveTurn {
  const { learnerId } = talk
  if (learnerId === null) throw new Failure('unauthorized', 'Say hello with a token first.')
  const given = { learnerId, conversationId: utter.conversationId, ...wantedBy(talk, utter.speak ?? true), key: keyOf(utter.key, () => house.clock.newId()) }
  const utterance = utteranceOf(given)
  if (quit === undefined) house.pace.count(learnerId)
  house.crowd.admit(talk.token)
  const tell = (live: LiveTurn) => follow(house, talk, live, { afterSeq: 0, isHeard: quit === undefined, quit, key: utter.key })
  const entered = house.trace?.enter({ kind: 'talk', name: 'talk' }, talk.cause)
  return entered ? within(entered, () => house.turns.begin(utterance), tell) : begun(house.turns.begin(utterance), tell)
}

/** Whoever has muted the tutor reads: nothing sounds that could be acknowledged. */
const wantedBy = ({ sound, muted }: Talk, speak: boolean) => ({ speak, acknowledged: !muted, inPieces: sound !== 'sentences' && !muted })

function begun(live: LiveTurn, tell: (live: LiveTurn) => Promise<void>): LiveTurn {
  void tell(live)
  return live
}

/** Until all of it is told. */
function within(entered: Entered, begin: () => LiveTurn, tell: (live: LiveTurn) => Promise<void>): LiveTurn {
  try {
    return entered.within(() => begun(begin(), (live) => tell(live).finally(() => entered.end('done'))))
  } catch (error) {
    entered.end(codeOf(error))
    throw error
  }
}

/** The process ends: so does the line, once no turn is told of on it. What was being said is said again on the next. */
export function leave({ wire, followed }: Talk): void {
  if (followed === 0) wire.close(closeCode.restart)
}

export async function resume(house: House, talk: Talk, { turnId, afterSeq, have, speak = true }: Resumption): Promise<void> {
  const learnerId = talk.learnerId!
  const { turns } = house.store
  const live = house.turns.find(learnerId, turnId as TurnId)
  if (live) return void follow(house, talk, live, { afterSeq, have, isHeard: true })
  // The process that was answering it is gone, or this is another one.
  const unanswered = await turns.unanswered(learnerId, turnId as TurnId)
  if (unanswered) {
    const { transcript, spoken, ...named } = unanswered
    const anew = house.turns.begin({ ...named, learnerId, said: { text: transcript, spoken }, ...wantedBy(talk, speak) })
    return void follow(house, talk, anew, { afterSeq: 0, isHeard: true })
  }
  const kept = await turns.read(learnerId, turnId as TurnId)
  if (!kept) throw new Failure('not-found', 'There is no such turn.')
  talk.wire.say({ seq: afterSeq + 1, turnId, type: 'remembered', turn: turnView(kept) })
}

/** The learner speaks over the tutor. */
export async function interrupt(house: House, { wire, current, learnerId }: Talk, playedMs = 0, of = current): Promise<void> {
  if (of === null) return
  const { live, delivery: sound } = of
  sound.stop()
  const heardMs = live.interrupt(playedMs)
  wire.say({ type: 'interrupted', turnId: live.turnId })
  // A reply mostly sounds for longer than its turn takes.
  if (!live.running && playedMs > 0) await house.store.turns.played(learnerId!, live.turnId, heardMs)
}

export async function beginUtterance(house: House, talk: Talk, begin: Begin): Promise<void> {
  stopListening(talk)
  const { format = 'file', mode = 'push' } = begin
  talk.recording = format === 'file' ? { begin, pieces: [], bytes: 0 } : null
  if (format === 'file') return
  const [silenceMs, decoder] = await Promise.all([begin.silenceMs ?? silenceMsOf(house, talk, mode), format === 'opus' ? house.audio.decoder(heardRateHz) : null])
  talk.microphone = { begin, listening: listen({ mode, silenceMs }), decoder, saying: null, key: '', quit: new AbortController(), held: null }
}

/** Whoever says themselves that they have said all is not waited for. */
const silenceMsOf = async ({ store }: House, { learnerId }: Talk, mode: ListeningMode): Promise<number> =>
  mode === 'push' ? silenceMsDefault : ((await store.learners.find(learnerId!))?.settings.silenceMs ?? silenceMsDefault)

/** What was begun is thrown away. */
export function cancelUtterance(talk: Talk): void {
  talk.microphone?.quit.abort()
  stopListening(talk)
  talk.recording = null
}

export function takeSound(house: House, talk: Talk, data: Buffer): void {
  const { microphone, recording } = talk
  if (microphone) return take(house, talk, microphone, microphone.listening.hear(samplesOf(microphone, data), voiceOver(house, talk, microphone)))
  if (recording === null) throw new Failure('invalid', 'Sound came without utterance-begin.')
  if (recording.pieces === null) return
  recording.bytes += data.length
  if (recording.bytes > recordingBytesMax) {
    recording.pieces = null
    throw new Failure('too-large', 'The recording is larger than 5 MB.')
  }
  recording.pieces.push(data)
}

function voiceOver(house: House, talk: Talk, { begin: { mode } }: Microphone): TutorVoice {
  const { current, said: all } = talk
  if (current?.delivery.isSounding) return 'sounding'
  return mode === 'open' && current !== null && current.live === all.at(-1)?.live && isAwaited(house, talk, current) ? 'awaited' : 'silent'
}

/** It will sound, and has not. */
const isAwaited = ({ abilities }: House, { muted }: Talk, { live, delivery: sound, isTakenBack }: Sounding): boolean =>
  abilities.speaks && !muted && live.running && !sound.hasSounded && !isTakenBack

function samplesOf({ decoder }: Microphone, data: Buffer): Uint8Array {
  if (decoder === null) return data
  const { buffer, byteOffset, byteLength } = decoder.decode(packetsIn(data))
  return new Uint8Array(buffer, byteOffset, byteLength)
}

export function endUtterance(house: House, talk: Talk): void {
  const { microphone, recording } = talk
  talk.microphone = null
  talk.recording = null
  if (microphone) {
    const listened = microphone.listening.end()
    microphone.decoder?.close()
    take(house, talk, microphone, listened)
    if (microphone.begin.mode === 'tap' && !listened.some(({ type }) => type === 'ended')) throw new Failure('unheard', 'No words could be heard. Come closer to the microphone and try again.')
    return
  }
  if (recording === null) throw new Failure('invalid', 'No utterance was begun.')
  const { begin, pieces } = recording
  if (pieces) say(house, talk, (given) => recorded(Buffer.concat(pieces), given), begin)
}

/** The client is gone, or begins anew: what was being said comes to nothing. */
export function stopListening(talk: Talk): void {
  const { microphone } = talk
  microphone?.decoder?.close()
  talk.microphone = null
  // A voice that was held for them goes on.
  if (microphone?.listening.end('gone').some(({ type }) => type === 'resumed')) resumeVoice(talk, microphone)
}

const isAwake = ({ mode }: Begin): boolean => mode === 'open' || mode === 'tap'

function resumeVoice({ wire }: Talk, microphone: Microphone): void {
  const { held } = microphone
  microphone.held = null
  if (held === null) return
  held.delivery.resume()
  wire.say({ type: 'resumed', turnId: held.live.turnId })
}

/** Does what follows from what was heard. */
function take(house: House, talk: Talk, microphone: Microphone, listened: readonly Listened[]): void {
  const { wire, current } = talk
  for (const each of listened) {
    switch (each.type) {
      case 'began':
        began(house, talk, microphone, each)
        continue
      case 'held':
        microphone.held = current
        current?.delivery.hold()
        if (current) wire.say({ type: 'held', turnId: current.live.turnId })
        continue
      case 'resumed':
        resumeVoice(talk, microphone)
        continue
      case 'interrupted':
        overheard(house, talk, microphone, microphone.held ?? current)
        continue
      case 'ended':
        if (microphone.begin.mode === 'open' && microphone.saying) talk.said = [...talk.said.filter(({ live }) => live.running), microphone.saying]
        microphone.saying = null
        wire.say({ type: 'listening', key: microphone.key, state: 'ended' })
        paced(house, talk, microphone)
        continue
      case 'dropped':
        // Where utterances begin by themselves, what was none is not worth a word.
        if (isAwake(microphone.begin)) microphone.quit.abort()
        microphone.saying = null
        wire.say({ type: 'listening', key: microphone.key, state: 'dropped' })
        continue
      case 'too-long':
        microphone.saying = null
    }
  }
}

/** The learner has spoken over the tutor, or before the tutor has said anything: then they had not said all. */
function overheard(house: House, talk: Talk, microphone: Microphone, sounding: Sounding | null): void {
  const { saying } = microphone
  const isHalf = sounding !== null && sounding.live === talk.said.at(-1)?.live && isAwaited(house, talk, sounding)
  // Who is not listened to after all does not go on.
  if (isHalf && saying === null) return resumeVoice(talk, microphone)
  microphone.held = null
  if (!isHalf || !takenBack(house, talk, sounding, saying!)) return void interrupt(house, talk, 0, sounding)
  // What becomes of the half is told, also where the rest is thrown away.
  microphone.quit = new AbortController()
}

/** What was said is the beginning of what is said now, and is answered with it. */
function takenBack(house: House, { wire }: Talk, sounding: Sounding, { speech }: Said): boolean {
  const half = house.turns.takeBack(sounding.live)
  if (half === null) return false
  sounding.isTakenBack = true
  sounding.delivery.stop()
  speech.goesOnFrom(half)
  wire.say({ type: 'taken-back', turnId: sounding.live.turnId })
  return true
}

/** An utterance counts when it has been said: a noise that was taken for one is nobody's haste. Whoever says too much is listened to no longer. */
function paced(house: House, talk: Talk, { listening }: Microphone): void {
  try {
    house.pace.count(talk.learnerId!)
  } catch (error) {
    listening.end('gone')
    throw error
  }
}

function began(house: House, talk: Talk, microphone: Microphone, { speech }: Extract<Listened, { type: 'began' }>): void {
  const { begin } = microphone
  // Of an open microphone, the client cannot know what will be an utterance.
  microphone.key = (begin.mode === 'open' ? undefined : begin.key) ?? house.clock.newId()
  microphone.quit = new AbortController()
  talk.wire.say({ type: 'listening', key: microphone.key, state: 'began' })
  try {
    const live = say(house, talk, (given) => said(speech, given), { ...begin, key: microphone.key }, microphone.quit.signal)
    microphone.saying = { live, speech }
  } catch (error) {
    speech.drop()
    throw error
  }
}

type Following = {
  readonly afterSeq: number
  readonly have?: Resumption['have']
  readonly isHeard: boolean
  readonly quit?: AbortSignal | undefined
  readonly key?: string | undefined
}

/** Tells what happens in a turn until it ends or the client leaves. Leaving changes nothing. */
async function follow(house: House, talk: Talk, live: LiveTurn, { afterSeq, have, isHeard, quit, key }: Following): Promise<void> {
  const { wire, sound: taken, accept } = talk
  const inPieces = taken !== 'sentences'
  const sound = delivery({ house, wire, live, taken, have, playsOgg: accept === null || accept.some((type) => type.startsWith('audio/ogg') || type === '*/*') })
  const mine: Sounding = { live, delivery: sound, isTakenBack: false }
  // While an utterance is being said, the turn before may still sound.
  if (isHeard) talk.current = mine
  talk.followed += 1
  try {
    for await (const message of told(live, afterSeq, quit ? AbortSignal.any([talk.closed, quit]) : talk.closed)) {
      if (message.type === 'sounding') {
        if (inPieces && !talk.muted) await sound.piece(message.sentence, message.piece)
        continue
      }
      if (message.type === 'hearing' && talk.microphone?.saying?.live === live) take(house, talk, talk.microphone, talk.microphone.listening.words(message.transcript, message.inPause))
      const speaks = message.type === 'spoken' && !talk.muted
      const sounded = () => (speaks ? sound.sentence(message.sentence, { soundId: soundIdIn(message.audioUrl), durationMs: message.durationMs }) : undefined)
      if (inPieces) await sounded()
      if (!mine.isTakenBack || message.type === 'remembered') wire.say(key !== undefined && isAboutUtterance(message) ? { ...message, key } : message)
      if (message.type === 'heard') heard(house, talk, mine)
      if (!inPieces) await sounded()
    }
  } catch (error) {
    house.log.error('follow-failed', error, { turnId: live.turnId })
    wire.close(closeCode.internal)
  } finally {
    sound.close()
    talk.followed -= 1
    if (house.leaving.aborted) leave(talk)
  }
}

/** Who goes on before they are understood may have said the rest by now. */
function heard(house: House, talk: Talk, mine: Sounding): void {
  const { microphone, said: all } = talk
  talk.current = mine
  const at = all.findIndex(({ live }) => live === mine.live)
  if (at < 0 || !isAwaited(house, talk, mine)) return
  const next = all[at + 1]
  if (next?.live.running) takenBack(house, talk, mine, next)
  else if (microphone?.begin.mode === 'open') take(house, talk, microphone, microphone.listening.awaited())
}

const isAboutUtterance = (message: DownMessage): message is Extract<DownMessage, { type: 'heard' | 'hearing' | 'failed' }> =>
  message.type === 'heard' || message.type === 'hearing' || message.type === 'failed'
