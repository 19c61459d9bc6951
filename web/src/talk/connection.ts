/**
 * The line to the tutor: one WebSocket that is opened again when it falls, and one utterance at a time on it.
 *
 *     waiting ──say──▶ in flight ──heard──▶ being answered ──remembered──▶ settled
 *        ▲                 │ refused, failed: held until the learner sends it again or drops it
 *        └── the line falls: sent again with the same key, or resumed where the turn is known
 *
 * An utterance leaves `pending` only when its turn is remembered, or can never be, so the same key may be said many
 * times and happens once.
 */
import type { DownMessage, frameHeaderBytes, frameKind, subprotocol, TurnMessage, UpMessage } from '@mluv/protocol/voice.ts'
import type { Trouble } from '../api.ts'
import type { Pending, Utterance } from './pending.ts'

export type Link = 'connecting' | 'open' | 'lost'

/** The sound of one sentence, as it came down. */
export type Frame = { readonly turnNumber: number; readonly sentence: number; readonly sound: Uint8Array<ArrayBuffer> }

/** The part of a `WebSocket` that is needed. */
export type Line = {
  binaryType: BinaryType
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(): void
}

export type ConnectionOptions = {
  readonly open: (subprotocol: string) => Line
  readonly pending: Pending
  /** Media types that this browser plays. */
  readonly accept: readonly string[]
  /** Runs `act` after `delayMs`; the answer calls it off. */
  readonly later: (act: () => void, delayMs: number) => () => void
  /** Chance, from 0 up to 1. */
  readonly chance: () => number
  readonly onLink: (link: Link) => void
  /** `key` is that of the utterance which the turn answers, where it was said on this page. */
  readonly onMessage: (message: TurnMessage, key: string | null) => void
  readonly onFrame: (frame: Frame) => void
  /** The utterance was not taken. With `gone`, saying it again is no use and it is no longer kept. */
  readonly onRefused: (utterance: Utterance | null, trouble: Trouble, gone: boolean) => void
}

export type Connection = {
  /** Keeps the utterance, then says it as soon as it can. False when too many wait. */
  say(utterance: Utterance): boolean
  /** Says a held utterance again. */
  retry(key: string): void
  drop(key: string): void
  /** Breaks off the answer that is being made; once it is whole, `played` alone tells how far it was heard. */
  interrupt(): void
  played(turnId: string, sentence: number, ms: number): void
  /** Opens at once a line that waits to be opened again: the network is back, or the page is looked at. */
  wake(): void
  close(): void
}

const protocolName: typeof subprotocol = 'mluv.1'
const headerBytes: typeof frameHeaderBytes = 8
const wholeSentence: typeof frameKind.sentence = 1

const reopenMsMin = 400
const reopenMsMax = 10_000
const pingEveryMs = 20_000
const pongMsMax = 8_000
/** How long a resumed turn may stay silent before its utterance is said again. */
const resumedMsMax = 1_500
const soundChunkBytes = 32 * 1024

type InFlight = { readonly utterance: Utterance; sent: boolean; turnId: string | null; seq: number }

/** The state of one line; `connection` works on it through the functions below. */
type Room = {
  readonly options: ConnectionOptions
  readonly held: Set<string>
  line: Line | null
  ready: boolean
  closed: boolean
  failures: number
  flight: InFlight | null
  resuming: boolean
  callOffReopening: (() => void) | null
  callOffWatch: (() => void) | null
  callOffResume: (() => void) | null
}

export function connection(options: ConnectionOptions): Connection {
  const room: Room = {
    options, held: new Set(), line: null, ready: false, closed: false, failures: 0, flight: null, resuming: false,
    callOffReopening: null, callOffWatch: null, callOffResume: null,
  }
  openLine(room)
  return {
    say(utterance) {
      if (!options.pending.add(utterance)) return false
      interrupt(room)
      sayNext(room)
      return true
    },
    retry(key) {
      room.held.delete(key)
      sayNext(room)
    },
    drop(key) {
      room.held.delete(key)
      options.pending.settle(key)
      if (room.flight?.utterance.key === key) room.flight = null
      sayNext(room)
    },
    interrupt: () => interrupt(room),
    played: (turnId, sentence, ms) => sendUp(room, { type: 'played', turnId, sentence, ms: Math.max(0, Math.round(ms)) }),
    wake() {
      if (!room.callOffReopening) return
      room.callOffReopening()
      openLine(room)
    },
    close() {
      room.closed = true
      for (const callOff of [room.callOffReopening, room.callOffWatch, room.callOffResume]) callOff?.()
      room.line?.close()
    },
  }
}

function openLine(room: Room): void {
  const { options } = room
  room.callOffReopening = null
  options.onLink('connecting')
  const line = options.open(protocolName)
  line.binaryType = 'arraybuffer'
  room.line = line
  line.onopen = () => {
    const turnId = room.flight?.turnId
    const resume = room.flight && turnId ? { resume: { turnId, afterSeq: room.flight.seq } } : {}
    room.resuming = turnId !== undefined && turnId !== null
    line.send(JSON.stringify({ type: 'hello', accept: [...options.accept], ...resume } satisfies UpMessage))
  }
  line.onmessage = ({ data }) => {
    watch(room, line)
    if (data instanceof ArrayBuffer) frameIn(room, new Uint8Array(data))
    else if (typeof data === 'string') messageIn(room, JSON.parse(data) as DownMessage)
  }
  line.onclose = () => {
    if (room.line === line) lineFell(room)
  }
  watch(room, line)
}

function lineFell(room: Room): void {
  room.line = null
  room.ready = false
  room.callOffWatch?.()
  room.callOffResume?.()
  if (room.flight) room.flight.sent = false
  if (room.closed) return
  room.options.onLink('lost')
  const delayMs = Math.min(reopenMsMax, reopenMsMin * 2 ** Math.min(room.failures, 10)) * (0.5 + room.options.chance() / 2)
  room.failures += 1
  room.callOffReopening = room.options.later(() => openLine(room), delayMs)
}

/** A line that says nothing is asked, and one that does not answer is given up. */
function watch(room: Room, line: Line): void {
  const { later } = room.options
  room.callOffWatch?.()
  room.callOffWatch = later(() => {
    sendUp(room, { type: 'ping' })
    room.callOffWatch = later(() => {
      if (room.line !== line) return
      line.onclose = null
      line.close()
      lineFell(room)
    }, pongMsMax)
  }, pingEveryMs)
}

function messageIn(room: Room, message: DownMessage): void {
  switch (message.type) {
    case 'pong':
    case 'hearing':
    case 'listening':
    case 'held':
    case 'resumed':
    case 'interrupted':
      return
    case 'ready':
      return lineReady(room)
    case 'refused':
      return refused(room, message.problem)
    default:
      return turnMessage(room, message)
  }
}

function lineReady(room: Room): void {
  if (room.ready) return
  room.ready = true
  room.failures = 0
  room.options.onLink('open')
  if (room.resuming) room.callOffResume = room.options.later(() => sayAgain(room), resumedMsMax)
  else sayAgain(room)
}

/** What was in flight first, else what waits longest. */
function sayAgain(room: Room): void {
  room.resuming = false
  room.callOffResume?.()
  room.callOffResume = null
  if (room.flight) sendUtterance(room, room.flight)
  else sayNext(room)
}

function sayNext(room: Room): void {
  if (room.flight) return
  const utterance = room.options.pending.all().find(({ key }) => !room.held.has(key))
  if (!utterance) return
  room.flight = { utterance, sent: false, turnId: null, seq: 0 }
  if (room.ready) sendUtterance(room, room.flight)
}

function sendUtterance(room: Room, flight: InFlight): void {
  if (flight.sent || !room.line) return
  flight.sent = true
  const { utterance } = flight
  const { key, conversationId } = utterance
  if (utterance.kind === 'text') return sendUp(room, { type: 'say', text: utterance.text, ...(utterance.spoken && { spoken: true }), key, conversationId })
  sendUp(room, { type: 'utterance-begin', key, conversationId })
  for (let at = 0; at < utterance.sound.length; at += soundChunkBytes) room.line.send(utterance.sound.slice(at, at + soundChunkBytes))
  sendUp(room, { type: 'utterance-end' })
}

function interrupt(room: Room): void {
  if (room.flight?.turnId) sendUp(room, { type: 'interrupt' })
}

function sendUp(room: Room, message: UpMessage): void {
  if (room.ready && room.line) room.line.send(JSON.stringify(message))
}

function turnMessage(room: Room, message: TurnMessage): void {
  const { flight, options } = room
  const begins = message.type === 'heard' || message.type === 'remembered'
  if (flight?.sent && flight.turnId === null && begins) flight.turnId = message.turnId
  if (flight?.sent && flight.turnId === null && message.type === 'failed') return refused(room, message.problem)
  if (flight === null || flight.turnId !== message.turnId) return options.onMessage(message, null)
  if (room.resuming) {
    room.resuming = false
    room.callOffResume?.()
    flight.sent = true
  }
  flight.seq = message.seq
  options.onMessage(message, flight.utterance.key)
  if (message.type === 'failed') land(room, flight.utterance, final(message.problem))
  if (message.type === 'remembered') land(room, flight.utterance, true)
}

function refused(room: Room, trouble: Trouble): void {
  if (room.resuming) return sayAgain(room)
  const flight = room.flight
  // A refusal does not say of what; once the utterance is heard, it is of something else.
  if (!flight?.sent || flight.turnId !== null) return room.options.onRefused(null, trouble, false)
  room.options.onRefused(flight.utterance, trouble, final(trouble))
  land(room, flight.utterance, final(trouble))
}

/** Refusals of what the learner said wrongly are final; the rest may pass when the same is said again. */
const final = ({ code }: Trouble): boolean => !['busy', 'exhausted', 'unavailable', 'internal', 'unauthorized', 'offline'].includes(code)

function land(room: Room, { key }: Utterance, settled: boolean): void {
  if (settled) room.options.pending.settle(key)
  else room.held.add(key)
  room.flight = null
  sayNext(room)
}

function frameIn(room: Room, bytes: Uint8Array<ArrayBuffer>): void {
  if (bytes.length <= headerBytes || bytes[0] !== wholeSentence) return
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  room.options.onFrame({ sentence: header.getUint16(2), turnNumber: header.getUint32(4), sound: bytes.slice(headerBytes) })
}
