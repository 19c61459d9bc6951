/**
 * What the learner says to the tutor, on a line that may fall: what is kept to be said, one utterance at a time, and a
 * microphone that is listened to meanwhile.
 *
 *     waiting ──say──▶ in flight ──heard──▶ being answered ──remembered──▶ settled
 *        ▲      spoken ──▲   │ refused, failed: held until the learner sends it again or drops it
 *        └── the line falls: sent again with the same key, or resumed where the turn is known
 *
 * An utterance leaves `pending` only when its turn is remembered, or can never be, or begins another, so the same key may be said many
 * times and happens once. One that is still being spoken is spoken again from its beginning where the line falls.
 */
import type { DownMessage, TurnMessage, UpMessage } from '@mluv/protocol/voice.ts'
import type { Trouble } from '../api.ts'
import { lineTo } from './line.ts'
import type { Line, LineOptions } from './line.ts'
import type { Have } from './live-voice.ts'
import type { Pending, Utterance } from './pending.ts'
import type { SoundIn } from './sound-in.ts'
import { tail } from './tail.ts'
import type { Tail } from './tail.ts'

type Begin = Extract<UpMessage, { readonly type: 'utterance-begin' }>

/** How a microphone is listened to. `key` names the one utterance of a mode that has one. */
export type Listening = Required<Pick<Begin, 'mode' | 'silenceMs' | 'conversationId' | 'key'>>

/** `ended`: it is all said, as the learner or their silence told. */
export type Spoken = { readonly state: 'began' | 'ended' | 'dropped' } | { readonly state: 'hearing'; readonly transcript: string }

export type ConnectionOptions = LineOptions & {
  readonly pending: Pending
  /** `key` is that of the utterance which the turn answers, where it was said on this page. */
  readonly onMessage: (message: TurnMessage, key: string | null) => void
  /** The tutor's voice is to wait, to go on, or to be silent. */
  readonly onVoice: (what: 'held' | 'resumed' | 'interrupted', turnId: string) => void
  /** A turn is none any more: the learner goes on with what they said. */
  readonly onTakenBack: (turnId: string) => void
  /** What becomes of the utterance that the microphone hears. */
  readonly onSpoken: (key: string, spoken: Spoken) => void
  /** The microphone is not listened to any longer. */
  readonly onUnheard: () => void
  /** The utterance was not taken. With `gone`, saying it again is no use and it is no longer kept. */
  readonly onRefused: (utterance: Utterance | null, trouble: Trouble, gone: boolean) => void
  /** Up to where the sound of a turn has come. */
  readonly have: (turnId: string) => Have | undefined
  readonly takes: SoundIn['takes']
}

export type Connection = Pick<Line, 'wake' | 'reopen' | 'close'> & {
  /** Keeps the utterance, then says it as soon as it can. False when too many wait. */
  say(utterance: Utterance): boolean
  /** Says a held utterance again. */
  retry(key: string): void
  drop(key: string): void
  /** Breaks off the answer that is being made, or only sounds. */
  interrupt(isSounding?: boolean): void
  played(turnId: string, sentence: number, ms: number): void
  /** What is heard from now on is somebody speaking. False when too much waits already. */
  listen(listening: Listening): boolean
  /** 16-bit mono PCM at 16 kHz. */
  hear(pcm: Uint8Array<ArrayBuffer>): void
  /** The microphone is shut: all is said, or what was being said is thrown away. */
  unlisten(how: 'said' | 'thrown-away'): void
}

/** How long a resumed turn may stay silent before its utterance is said again. */
const resumedMsMax = 1_500
/** What is kept of the sound before an utterance is known to have begun. */
const runUpMs = 2_000

/** `isDroppable`: where it turns out to be no utterance, nobody is told. */
type InFlight = { readonly utterance: Utterance; readonly isDroppable: boolean; sent: boolean; turnId: string | null; seq: number }

/** A microphone. `saying`: the key of the utterance that is being said; `isKnown`: this line knows of the microphone. */
type Ear = { readonly listening: Listening; readonly tail: Tail; saying: string | null; isKnown: boolean }

/** What goes on; `connection` works on it through the functions below. `half`: a turn that was taken back, until what it begins is heard. */
type Room = {
  readonly options: ConnectionOptions
  readonly held: Set<string>
  readonly line: Line
  flights: InFlight[]
  ear: Ear | null
  half: string | null
  callOffResume: (() => void) | null
}

export function connection(options: ConnectionOptions): Connection {
  const line = lineTo(options, { hello: () => hello(room), onReady: () => sayUnknown(room), onFallen: () => lineFell(room), onMessage: (message) => messageIn(room, message) })
  const room: Room = { options, held: new Set(), line, flights: [], ear: null, half: null, callOffResume: null }
  return {
    say(utterance) {
      if (!options.pending.add(utterance)) return false
      sayNext(room)
      return true
    },
    retry(key) {
      room.held.delete(key)
      sayNext(room)
    },
    drop: (key) => land(room, key, true),
    interrupt: (isSounding) => interrupt(room, isSounding),
    played: (turnId, sentence, ms) => line.say({ type: 'played', turnId, sentence, ms: Math.max(0, Math.round(ms)) }),
    listen: (listening) => listen(room, listening),
    hear: (pcm) => hear(room, pcm),
    unlisten: (how) => unlisten(room, how),
    wake: line.wake,
    reopen: line.reopen,
    close() {
      room.callOffResume?.()
      line.close()
    },
  }
}

function hello(room: Room): Extract<UpMessage, { readonly type: 'hello' }> {
  const { options, flights, half } = room
  const known = flights.find(({ turnId }) => turnId !== null)
  const anew = { type: 'hello', sound: options.takes() } as const
  if (!known?.turnId && half === null) return anew
  room.callOffResume = options.later(() => sayAgain(room), resumedMsMax)
  if (!known?.turnId) return { ...anew, resume: { turnId: half!, afterSeq: 0 } }
  const have = options.have(known.turnId)
  const isSilent = known.utterance.kind === 'text' && known.utterance.speak === false
  return { ...anew, resume: { turnId: known.turnId, afterSeq: known.seq, ...(have && { have }), ...(isSilent && { speak: false }) } }
}

function lineFell(room: Room): void {
  isResumed(room)
  for (const flight of room.flights) flight.sent = false
  if (room.ear) forgotten(room, room.ear)
}

/** The answer to whether a turn was to be resumed, whose waiting is over. */
function isResumed(room: Room): boolean {
  const { callOffResume } = room
  callOffResume?.()
  room.callOffResume = null
  return callOffResume !== null
}

/** What is in flight and is not resumed first, else what waits longest; then what is being said. */
function sayUnknown(room: Room): void {
  for (const flight of room.flights) if (flight.turnId === null || room.callOffResume === null) sendUtterance(room, flight)
  sayNext(room)
  if (room.ear && !room.ear.isKnown) beginEar(room, room.ear)
}

/** The server does not know the turn that was to be resumed. */
function sayAgain(room: Room): void {
  isResumed(room)
  sayUnknown(room)
}

function sayNext(room: Room): void {
  if (room.flights.length > 0) return
  const utterance = room.options.pending.all().find(({ key }) => !room.held.has(key))
  if (!utterance) return
  const flight: InFlight = { utterance, isDroppable: false, sent: false, turnId: null, seq: 0 }
  room.flights.push(flight)
  sendUtterance(room, flight)
}

function sendUtterance(room: Room, flight: InFlight): void {
  const { line, ear } = room
  if (flight.sent || !line.isReady) return
  flight.sent = true
  const { utterance } = flight
  const { key, conversationId } = utterance
  if (utterance.kind === 'text') return line.say({ type: 'say', text: utterance.text, ...(utterance.spoken && { spoken: true }), ...(utterance.speak === false && { speak: false }), key, conversationId })
  line.say({ type: 'utterance-begin', key, conversationId, ...(utterance.format === 'pcm16k' && { format: 'pcm16k', mode: 'push' }) })
  line.sound(utterance.sound)
  line.say({ type: 'utterance-end' })
  // The server hears one utterance at a time: what the microphone hears begins anew.
  if (!ear?.isKnown) return
  forgotten(room, ear)
  beginEar(room, ear)
}

function interrupt({ flights, line }: Room, isSounding = false): void {
  if (isSounding || flights.some(({ turnId }) => turnId !== null)) line.say({ type: 'interrupt' })
}

function listen(room: Room, listening: Listening): boolean {
  if (room.options.pending.isFull) return false
  room.ear = { listening, tail: tail(), saying: listening.mode === 'push' ? listening.key : null, isKnown: false }
  beginEar(room, room.ear)
  return true
}

function beginEar({ line }: Room, ear: Ear): void {
  if (!line.isReady) return
  const { key, ...listening } = ear.listening
  ear.isKnown = true
  line.say({ type: 'utterance-begin', format: 'pcm16k', ...listening, ...(listening.mode !== 'open' && { key }) })
  line.sound(ear.tail.all())
}

function hear({ ear, line }: Room, pcm: Uint8Array<ArrayBuffer>): void {
  if (!ear) return
  ear.tail.add(pcm)
  if (!ear.isKnown) return
  if (ear.saying === null) ear.tail.keep(runUpMs)
  line.sound(pcm)
}

/** The server has forgotten what was being said: it is said again. */
function forgotten({ options }: Room, ear: Ear): void {
  ear.isKnown = false
  if (ear.saying === null || ear.listening.mode === 'push') return
  options.onSpoken(ear.saying, { state: 'dropped' })
  ear.saying = null
}

function unlisten(room: Room, how: 'said' | 'thrown-away'): void {
  const { ear, line } = room
  room.ear = null
  if (!ear) return
  const isSaid = how === 'said' && ear.saying !== null
  if (isSaid) allSaid(room, ear)
  else if (ear.saying !== null) room.options.onSpoken(ear.saying, { state: 'dropped' })
  if (ear.isKnown) line.say({ type: isSaid ? 'utterance-end' : 'utterance-cancel' })
  sayNext(room)
}

/** From here on it is an utterance like any other, which the server has already where it knows of the microphone. */
function allSaid({ options, flights }: Room, ear: Ear): void {
  const { conversationId, mode } = ear.listening
  const key = ear.saying!
  const utterance: Utterance = { kind: 'sound', format: 'pcm16k', key, conversationId, sound: ear.tail.all() }
  options.pending.add(utterance)
  if (ear.isKnown) flights.push({ utterance, isDroppable: mode !== 'push', sent: true, turnId: null, seq: 0 })
  options.onSpoken(key, { state: 'ended' })
  ear.saying = null
  ear.tail.keep(0)
}

function messageIn(room: Room, message: Exclude<DownMessage, { readonly type: 'ready' | 'pong' }>): void {
  switch (message.type) {
    case 'hearing':
      return room.options.onSpoken(message.key ?? '', { state: 'hearing', transcript: message.transcript })
    case 'listening':
      return listened(room, message.state, message.key ?? '')
    case 'held':
    case 'resumed':
    case 'interrupted':
      return room.options.onVoice(message.type, message.turnId)
    case 'taken-back':
      return takenBack(room, message.turnId)
    case 'refused':
      return refused(room, message.problem)
    default:
      return turnMessage(room, message)
  }
}

/** What was heard of an utterance is the beginning of the one that is being said. Until that is heard, whoever comes back asks for what there is. */
function takenBack(room: Room, turnId: string): void {
  room.half = turnId
  room.options.onVoice('resumed', turnId)
  room.options.onTakenBack(turnId)
  const flight = room.flights.find((each) => each.turnId === turnId)
  if (flight) land(room, flight.utterance.key, true)
}

function listened(room: Room, state: 'began' | 'ended' | 'dropped', key: string): void {
  const { ear, options, flights } = room
  const flight = flights.find(({ utterance }) => utterance.key === key)
  if (state === 'dropped' && flight?.isDroppable) {
    options.onSpoken(key, { state })
    land(room, key, true)
  }
  if (flight || !ear?.isKnown || ear.listening.mode === 'push') return
  if (state !== 'ended') options.onSpoken(key, { state })
  ear.saying = state === 'dropped' ? null : key
  if (state !== 'ended') return
  allSaid(room, ear)
  if (ear.listening.mode === 'tap') shut(room)
}

function turnMessage(room: Room, message: TurnMessage): void {
  const { options, ear } = room
  const key = 'key' in message ? message.key : undefined
  if (message.type === 'failed' && ear && key !== undefined && key === ear.saying) {
    allSaid(room, ear)
    if (ear.listening.mode !== 'open') shut(room)
  }
  if (message.turnId === room.half) {
    room.half = null
    isResumed(room)
  }
  const flight = room.flights.find(({ turnId }) => turnId === message.turnId) ?? room.flights.find(({ utterance, sent, turnId }) => sent && turnId === null && utterance.key === key)
  if (!flight) return options.onMessage(message, null)
  if (flight.turnId === null && message.type === 'failed') {
    refusedFlight(room, flight, message.problem)
    // What it began with is answered by itself.
    return room.half === null ? undefined : room.line.reopen()
  }
  if (flight.turnId !== null && isResumed(room)) flight.sent = true
  flight.turnId = message.turnId
  flight.seq = message.seq
  options.onMessage(message, flight.utterance.key)
  if (message.type === 'failed') land(room, flight.utterance.key, final(message.problem))
  if (message.type === 'remembered') land(room, flight.utterance.key, true)
}

function refused(room: Room, trouble: Trouble): void {
  if (isResumed(room)) {
    room.half = null
    return sayUnknown(room)
  }
  // Whoever speaks too much is listened to no longer.
  if (room.ear && trouble.code === 'busy') shut(room)
  // A refusal does not say of what; what is heard already is something else.
  const flight = room.flights.find(({ sent, turnId }) => sent && turnId === null)
  if (!flight) return room.options.onRefused(null, trouble, false)
  refusedFlight(room, flight, trouble)
}

function shut(room: Room): void {
  room.ear = null
  room.options.onUnheard()
}

function refusedFlight(room: Room, { utterance }: InFlight, trouble: Trouble): void {
  room.options.onRefused(utterance, trouble, final(trouble))
  land(room, utterance.key, final(trouble))
}

/** Refusals of what the learner said wrongly are final; the rest may pass when the same is said again. */
const final = ({ code }: Trouble): boolean => !['busy', 'exhausted', 'unavailable', 'internal', 'unauthorized', 'offline'].includes(code)

function land(room: Room, key: string, settled: boolean): void {
  if (settled) room.options.pending.settle(key)
  if (settled) room.held.delete(key)
  else room.held.add(key)
  room.flights = room.flights.filter(({ utterance }) => utterance.key !== key)
  sayNext(room)
}
