/**
 * The WebSocket door: the learner speaks or writes, hears, and may interrupt. Messages are handled one after the other.
 *
 *     connected ──hello or cookie──▶ ready ──say | utterance-end──▶ a turn is followed ──▶ ready
 *         └── helloMsMax ──▶ closed        interrupt, played, mute, ping at any time
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import websocket from '@fastify/websocket'
import { Compile } from 'typebox/compile'
import type { WebSocket } from 'ws'
import { helloMsMax, subprotocol, UpMessage, type TurnMessage } from '@mluv/protocol/voice.ts'
import { Failure } from '../domain/failure.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import { playedOf, type LiveTurn } from '../tutor/live-turns.ts'
import { delivery, type Delivery } from './delivery.ts'
import type { House } from './house.ts'
import { callerOf, refuseOtherPages } from './http/identity.ts'
import { recordingBytesMax } from './http/recording.ts'
import { problemOf, soundIdIn, turnView } from './render.ts'
import { told } from './told.ts'
import { keyOf, recorded, typed } from './utterances.ts'
import { wire, type Wire } from './wire.ts'

const messageBytesMax = 1024 * 1024
/** Messages that arrive faster than they are handled. */
const waitingMax = 1000
const refusalsMax = 20
const heartbeatMs = 30_000

const up = Compile(UpMessage)
const closeCode = { policy: 1008, internal: 1011 } as const

type Resumption = NonNullable<Extract<UpMessage, { type: 'hello' }>['resume']>

export async function addVoice(app: FastifyInstance, house: House): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: messageBytesMax, perMessageDeflate: false, handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false) },
    errorHandler: (error, socket) => {
      house.log.error('voice-failed', error)
      socket.close(closeCode.internal)
    },
  })
  app.route({
    method: 'GET',
    url: '/api/v1/voice',
    config: { who: 'anyone' },
    schema: { hide: true },
    handler: async () => {
      throw new Failure('invalid', `Here a WebSocket is expected (subprotocol ${subprotocol}).`)
    },
    wsHandler: (socket, request) => converse(house, socket, request),
  })
}

type Talk = {
  readonly wire: Wire
  readonly closed: AbortSignal
  learnerId: LearnerId | null
  /** Media types that the client plays; null: any. */
  accept: readonly string[] | null
  inPieces: boolean
  muted: boolean
  /** `pieces` is null once there are too many: the rest of the utterance is let go by. */
  recording: { readonly key: string | undefined; readonly conversationId: string | undefined; pieces: Uint8Array[] | null; bytes: number } | null
  /** The turn whose sound goes down. */
  current: { readonly live: LiveTurn; readonly delivery: Delivery } | null
  refusals: number
}

function converse(house: House, socket: WebSocket, request: FastifyRequest): void {
  const closed = new AbortController()
  const talk: Talk = { wire: wire(socket, house.clock), closed: closed.signal, learnerId: null, accept: null, inPieces: false, muted: false, recording: null, current: null, refusals: 0 }
  let waiting = 0
  let line: Promise<void> = greet(house, request, talk).catch((error: unknown) => refuse(house, socket, talk, error))

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if ((waiting += 1) > waitingMax) return socket.close(closeCode.policy)
    line = line.then(() => take(house, talk, data, isBinary)).catch((error: unknown) => refuse(house, socket, talk, error)).finally(() => (waiting -= 1))
  })
  socket.on('close', () => closed.abort())
  socket.on('error', () => socket.terminate())
  void keepAlive(house, socket, closed.signal)
  void house.clock.sleep(helloMsMax, closed.signal).then(() => {
    if (talk.learnerId === null && !closed.signal.aborted) socket.close(closeCode.policy, 'No session')
  })
}

/** A browser's cookie is enough, from our own pages; other clients say hello. */
async function greet(house: House, request: FastifyRequest, talk: Talk): Promise<void> {
  if (request.headers.origin !== undefined) refuseOtherPages(house, request.raw)
  const caller = await callerOf(house, request.raw, true)
  if (caller?.learnerId) begin(talk, caller.learnerId)
}

function begin(talk: Talk, learnerId: LearnerId): void {
  talk.learnerId = learnerId
  talk.wire.say({ type: 'ready', learnerId })
}

async function keepAlive(house: House, socket: WebSocket, closed: AbortSignal): Promise<void> {
  let alive = true
  socket.on('pong', () => (alive = true))
  while (!closed.aborted) {
    await house.clock.sleep(heartbeatMs, closed)
    if (!alive) return socket.terminate()
    alive = false
    if (socket.readyState === socket.OPEN) socket.ping()
  }
}

async function take(house: House, talk: Talk, data: Buffer, isBinary: boolean): Promise<void> {
  if (isBinary) return takeSound(talk, data)
  const message = parsed(data)
  if (message.type === 'hello') return hello(house, talk, message)
  if (message.type === 'ping') return talk.wire.say({ type: 'pong' })
  if (talk.learnerId === null) throw new Failure('unauthorized', 'Say hello with a token first.')
  switch (message.type) {
    case 'say':
      return turn(house, talk, typed(message.text, message.spoken ?? false, given(house, talk, talk.learnerId, message.key, message.conversationId, message.speak ?? true)))
    case 'utterance-begin':
      talk.recording = { key: message.key, conversationId: message.conversationId, pieces: [], bytes: 0 }
      return
    case 'utterance-end': {
      const { recording } = talk
      talk.recording = null
      if (recording === null) throw new Failure('invalid', 'No utterance was begun.')
      if (recording.pieces === null) return
      return turn(house, talk, recorded(Buffer.concat(recording.pieces), given(house, talk, talk.learnerId, recording.key, recording.conversationId, true)))
    }
    case 'played':
      return played(house, talk.learnerId, message.turnId as TurnId, message.sentence, message.ms)
    case 'interrupt':
      return interrupt(talk, message.playedMs)
    case 'mute':
      talk.muted = message.on
  }
}

function parsed(data: Buffer): UpMessage {
  let message: unknown
  try {
    message = JSON.parse(data.toString('utf8'))
  } catch {
    throw new Failure('invalid', 'This is not a message: JSON is expected.')
  }
  if (!up.Check(message)) throw new Failure('invalid', 'This message is not known, or something in it is not right.')
  return message
}

/** Whoever has muted the tutor reads: nothing sounds that could be acknowledged. */
const given = (house: House, { muted, inPieces }: Talk, learnerId: LearnerId, key: string | undefined, conversationId: string | undefined, speak: boolean) => ({
  learnerId, inPieces: inPieces && !muted, key: keyOf(key, () => house.clock.newId()), conversationId, speak, acknowledged: !muted,
})

function takeSound(talk: Talk, data: Buffer): void {
  if (talk.recording === null) throw new Failure('invalid', 'Sound came without utterance-begin.')
  if (talk.recording.pieces === null) return
  talk.recording.bytes += data.length
  if (talk.recording.bytes > recordingBytesMax) {
    talk.recording.pieces = null
    throw new Failure('too-large', 'The recording is larger than 5 MB.')
  }
  talk.recording.pieces.push(data)
}

async function hello(house: House, talk: Talk, message: Extract<UpMessage, { type: 'hello' }>): Promise<void> {
  if (message.accept) talk.accept = message.accept
  if (message.sound === 'pieces') talk.inPieces = true
  if (message.token !== undefined) {
    const caller = await house.signIn.who(message.token)
    if (!caller?.learnerId) throw new Failure('unauthorized', 'This token is not known.')
    if (talk.learnerId !== null && talk.learnerId !== caller.learnerId) throw new Failure('conflict', 'This connection is already somebody else’s.')
    begin(talk, caller.learnerId)
  }
  if (talk.learnerId === null) throw new Failure('unauthorized', 'Say hello with a token first.')
  if (message.resume) await resume(house, talk, talk.learnerId, message.resume)
}

async function resume(house: House, talk: Talk, learnerId: LearnerId, { turnId, afterSeq, have }: Resumption): Promise<void> {
  const live = house.turns.find(learnerId, turnId as TurnId)
  if (live) return void follow(house, talk, live, afterSeq, have)
  const kept = await house.store.turns.read(learnerId, turnId as TurnId)
  if (!kept) throw new Failure('not-found', 'There is no such turn.')
  if (kept.reply !== null) talk.wire.say({ seq: afterSeq + 1, turnId, type: 'remembered', turn: turnView(kept) })
}

function turn(house: House, talk: Talk, utterance: Parameters<House['turns']['begin']>[0]): void {
  house.pace.count(utterance.learnerId)
  void follow(house, talk, house.turns.begin(utterance), 0)
}

/** Tells what happens in a turn until it ends or the client leaves. Leaving changes nothing. */
async function follow(house: House, talk: Talk, live: LiveTurn, afterSeq: number, have?: Resumption['have']): Promise<void> {
  const { wire: down, inPieces } = talk
  const sound = delivery({ house, wire: down, live, inPieces, have, playsOgg: talk.accept === null || talk.accept.some((type) => type.startsWith('audio/ogg') || type === '*/*') })
  talk.current = { live, delivery: sound }
  const sounded = ({ sentence, audioUrl, durationMs }: Extract<TurnMessage, { type: 'spoken' }>) => sound.sentence(sentence, { soundId: soundIdIn(audioUrl), durationMs })
  try {
    for await (const message of told(live, afterSeq, talk.closed)) {
      if (message.type === 'sounding') {
        if (inPieces && !talk.muted) await sound.piece(message.sentence, message.piece)
        continue
      }
      const speaks = message.type === 'spoken' && !talk.muted
      if (speaks && inPieces) await sounded(message)
      down.say(message)
      if (speaks && !inPieces) await sounded(message)
    }
  } catch (error) {
    house.log.error('follow-failed', error, { turnId: live.turnId })
    down.close(closeCode.internal)
  }
}

/** The learner speaks over the tutor. */
function interrupt(talk: Talk, playedMs = 0): void {
  if (talk.current === null) return
  const { live, delivery: sound } = talk.current
  sound.stop()
  live.interrupt(playedMs)
  talk.wire.say({ type: 'interrupted', turnId: live.turnId })
}

async function played(house: House, learnerId: LearnerId, turnId: TurnId, sentence: number, ms: number): Promise<void> {
  const live = house.turns.find(learnerId, turnId)
  if (live?.running) return void live.played(sentence, ms)
  const kept = await house.store.turns.read(learnerId, turnId)
  if (kept === null) throw new Failure('not-found', 'There is no such turn.')
  await house.store.turns.played(learnerId, turnId, playedOf(kept, sentence, ms))
}

function refuse(house: House, socket: WebSocket, talk: Talk, error: unknown): void {
  const problem = problemOf(error)
  if (problem.code === 'internal') house.log.error('voice-failed', error)
  talk.wire.say({ type: 'refused', problem })
  if ((talk.refusals += 1) >= refusalsMax || problem.code === 'forbidden') socket.close(closeCode.policy)
}
