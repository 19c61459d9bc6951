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
import { helloMsMax, subprotocol, UpMessage } from '@mluv/protocol/voice.ts'
import { Failure } from '../domain/failure.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import { playedOf } from '../tutor/live-turns.ts'
import type { House } from './house.ts'
import { callerOf, mayDo, refuseOtherPages, tokenOf } from './http/identity.ts'
import { problemOf } from './render.ts'
import { beginUtterance, cancelUtterance, closeCode, endUtterance, interrupt, leave, openTalk, resume, say, stopListening, takeSound, type Talk } from './talk.ts'
import { uptake } from './uptake.ts'
import { typed } from './utterances.ts'
import { wire } from './wire.ts'

const messageBytesMax = 1024 * 1024
const refusalsMax = 20
const heartbeatMs = 30_000

const up = Compile(UpMessage)

export async function addVoice(app: FastifyInstance, house: House): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: messageBytesMax, perMessageDeflate: false, handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false) },
    errorHandler: (error, socket) => {
      house.log.error('voice-failed', error)
      socket.close(closeCode.internal)
    },
  })
  // One listener for all of them: a signal takes longer to listen to the more listeners it has.
  const talks = new Set<Talk>()
  house.leaving.addEventListener('abort', () => talks.forEach(leave), { once: true })
  app.route({
    method: 'GET',
    url: '/api/v1/voice',
    config: { who: 'anyone' },
    schema: { hide: true },
    // Before the line is open: whoever shares out the learners then asks another process.
    preValidation: async () => {
      if (house.leaving.aborted) throw leaving()
    },
    handler: async () => {
      throw new Failure('invalid', `Here a WebSocket is expected (subprotocol ${subprotocol}).`)
    },
    wsHandler: (socket, request) => converse(house, socket, request, talks),
  })
}

/** `talks`: all that are open, this one among them while it is. */
function converse(house: House, socket: WebSocket, request: FastifyRequest, talks: Set<Talk>): void {
  const closed = new AbortController()
  const gone = house.seen.connected('voice')
  const talk = openTalk(wire(socket, house.clock), closed.signal, request.headers['traceparent'])
  let refusals = 0
  const refuse = (error: unknown): void => {
    const problem = problemOf(error)
    // What this process takes no longer is said again on the next line.
    if (house.leaving.aborted && problem.code === 'unavailable') return leave(talk)
    house.seen.refused('voice', error)
    if (problem.code === 'internal') house.log.error('voice-failed', error)
    talk.wire.say({ type: 'refused', problem })
    if ((refusals += 1) >= refusalsMax || problem.code === 'forbidden') socket.close(closeCode.policy)
  }
  talks.add(talk)
  const greeted = greet(house, request, talk).catch(refuse)

  socket.on('message', uptake(socket, greeted, (data, isBinary) => take(house, talk, data, isBinary).catch(refuse), () => socket.close(closeCode.policy)))
  socket.on('close', () => {
    gone()
    talks.delete(talk)
    closed.abort()
    stopListening(talk)
  })
  socket.on('error', () => socket.terminate())
  void keepAlive(house, socket, closed.signal)
  void house.clock.sleep(helloMsMax, closed.signal).then(() => {
    if (talk.learnerId === null && !closed.signal.aborted) socket.close(closeCode.policy, 'No session')
  })
}

const leaving = (): Failure => new Failure('unavailable', 'Mluv is shutting down. Try again in a moment.', { retryAfterMs: 1000 })

/** A browser's cookie is enough, from our own pages; other clients say hello. */
async function greet(house: House, request: FastifyRequest, talk: Talk): Promise<void> {
  if (request.headers.origin !== undefined) refuseOtherPages(house, request.raw)
  const caller = await callerOf(house, request.raw, true)
  if (!caller?.learnerId) return
  mayDo(caller, 'learn')
  begin(talk, caller.learnerId, tokenOf(request.raw))
}

function begin(talk: Talk, learnerId: LearnerId, token: string | null): void {
  talk.learnerId = learnerId
  talk.token = token
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
  if (isBinary) return takeSound(house, talk, data)
  const message = parsed(data)
  if (message.type === 'hello') return hello(house, talk, message)
  if (message.type === 'ping') return talk.wire.say({ type: 'pong' })
  if (talk.learnerId === null) throw new Failure('unauthorized', 'Say hello with a token first.')
  switch (message.type) {
    case 'say':
      return void say(house, talk, (given) => typed(message.text, message.spoken ?? false, given), { speak: true, ...message })
    case 'utterance-begin':
      return beginUtterance(house, talk, message)
    case 'utterance-end':
      return endUtterance(house, talk)
    case 'utterance-cancel':
      return cancelUtterance(talk)
    case 'played':
      return played(house, talk.learnerId, message.turnId as TurnId, message.sentence, message.ms)
    case 'interrupt':
      return interrupt(house, talk, message.playedMs)
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

async function hello(house: House, talk: Talk, message: Extract<UpMessage, { type: 'hello' }>): Promise<void> {
  if (message.accept) talk.accept = message.accept
  if (message.sound) talk.sound = message.sound
  if (message.token !== undefined) {
    const caller = await house.signIn.who(message.token)
    if (!caller?.learnerId) throw new Failure('unauthorized', 'This token is not known.')
    mayDo(caller, 'learn')
    if (talk.learnerId !== null && talk.learnerId !== caller.learnerId) throw new Failure('conflict', 'This connection is already somebody else’s.')
    begin(talk, caller.learnerId, message.token)
  }
  if (talk.learnerId === null) throw new Failure('unauthorized', 'Say hello with a token first.')
  if (message.resume) await resume(house, talk, message.resume)
}

async function played(house: House, learnerId: LearnerId, turnId: TurnId, sentence: number, ms: number): Promise<void> {
  const live = house.turns.find(learnerId, turnId)
  if (live?.running) return void live.played(sentence, ms)
  const kept = await house.store.turns.read(learnerId, turnId)
  if (kept === null) throw new Failure('not-found', 'There is no such turn.')
  await house.store.turns.played(learnerId, turnId, playedOf(kept, sentence, ms))
}
