/** One learner who talks: speaks at the pace of speech, or writes, and notes when the tutor's sound comes. */
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import { frameKind, pieceHeaderBytes, subprotocol } from '../../protocol/src/voice.ts'
import { opusRateHz, packetSamples } from '../../server/src/domain/opus.ts'
import { monotonicMs } from '../measuring/monotonic.ts'
import { spokenAs, type TurnPlan } from './turn-plan.ts'

export type Piece = { readonly atMs: number; readonly sentence: number; readonly ms: number }
export type TurnTimes = {
  readonly plan: TurnPlan
  /** When the last frame of speech was sent, or what was written; where silence ends it, when that had been for as long as was set. */
  readonly spokenMs: number
  readonly turnId: string
  /** What the tutor did without in it. */
  readonly degraded: readonly string[]
  readonly pieces: readonly Piece[]
  readonly rememberedMs: number
  /** When the tutor was interrupted; null where it was not. */
  readonly interruptedMs: number | null
}

export type Session = {
  turn(plan: Pick<TurnPlan, 'utterance'>, options?: Saying): Promise<Omit<TurnTimes, 'plan'>>
  isOpen(): boolean
  close(): void
}
/**
 * `pace`: times the pace of speech; `silenceMs`: the microphone is tapped, and so long a silence ends what is said, at the pace of speech;
 * `interruptAfter`: so many pieces are listened to; `key`: what the turn is called by who says it.
 */
type Saying = { readonly pace?: number; readonly silenceMs?: number | undefined; readonly interruptAfter?: number | undefined; readonly key?: string; readonly isWritten?: boolean }
type Message = {
  readonly type: string
  readonly state?: string
  readonly problem?: { readonly code?: string }
  readonly turn?: { readonly turnId: string; readonly degraded: readonly { readonly part: string }[] }
}

const frameMs = 100
/** As the page sends them, where somebody listens for the end; and the room is there before the voice. */
const shortFrameMs = 40
const roomMs = 200
const bytesPerMs = 32
const turnMsMax = 30_000

/** As a guest, where no token is given. */
export async function openSession(url: string, token?: string): Promise<Session> {
  const mine = token ?? (await guestAt(url))
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/voice`, subprotocol)
  let onFrame: (data: Buffer) => void = () => {}
  let onMessage: (message: Message) => void = () => {}
  let onLost: (error: Error) => void = () => {}
  socket.on('message', (data: Buffer, isBinary: boolean) => (isBinary ? onFrame(data) : onMessage(JSON.parse(data.toString('utf8')) as Message)))
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', (error) => onLost(error))
  socket.on('close', () => onLost(new Error('The line was lost.')))
  const up = (message: object) => socket.send(JSON.stringify(message))
  const ready = new Promise<void>((resolve, reject) => {
    onMessage = (message) => (message.type === 'ready' ? resolve() : reject(problemIn(message)))
    onLost = reject
  })
  up({ type: 'hello', token: mine, sound: 'opus' })
  await ready

  return {
    async turn(plan, { pace = 1, silenceMs, interruptAfter, key, isWritten = false } = {}) {
      const pieces: Piece[] = []
      let interruptedMs: number | null = null
      let isListened = true
      const { promise: over, resolve, reject } = Promise.withResolvers<NonNullable<Message['turn']>>()
      onFrame = (data) => {
        pieces.push({ atMs: monotonicMs(), sentence: data.readUInt16BE(2), ms: msOf(data) })
        if (pieces.length !== interruptAfter) return
        interruptedMs = monotonicMs()
        up({ type: 'interrupt' })
      }
      onMessage = (message) => {
        if (message.type === 'listening' && message.state !== 'began') isListened = false
        if (message.type === 'remembered') resolve(message.turn!)
        if (message.type === 'failed' || message.type === 'refused') reject(problemIn(message))
      }
      onLost = reject
      if (socket.readyState !== WebSocket.OPEN) throw new Error('The line was lost.')
      const late = setTimeout(() => reject(new Error('A turn took too long.')), turnMsMax)
      // What is lost while it is being said is known before it is waited for.
      over.catch(() => {})
      const named = key === undefined ? {} : { key }
      const sound = () => spokenAs(plan.utterance)
      const saying = () => (silenceMs === undefined ? speak(socket, up, { sound: sound(), pace, named }) : tap(socket, up, { sound: sound(), silenceMs, named }, () => isListened))
      const spokenMs = isWritten ? write(up, plan.utterance, named) : await saying()
      const { turnId, degraded } = await over.finally(() => clearTimeout(late))
      return { spokenMs, pieces, rememberedMs: monotonicMs(), interruptedMs, turnId, degraded: degraded.map(({ part }) => part) }
    },
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.terminate(),
  }
}

async function guestAt(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session/guest`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"timeZone":"Europe/Prague","motherTongue":"en"}' })
  return ((await response.json()) as { token: string }).token
}

const problemIn = ({ type, problem }: Message): Error => new Error(problem?.code === undefined ? `${type} came` : `${type}: ${problem.code}`)

/** How long a frame sounds. */
function msOf(frame: Buffer): number {
  if (frame.readUInt8(0) === frameKind.piece) return ((frame.length - pieceHeaderBytes) * 500) / frame.readUInt32BE(12)
  const [from, preSkip] = [frame.readUInt32BE(8), frame.readUInt16BE(12)]
  let to = from - frame.readUInt16BE(14)
  for (let at = pieceHeaderBytes; at < frame.length; at += 2 + frame.readUInt16BE(at)) to += packetSamples(frame.subarray(at + 2, at + 2 + frame.readUInt16BE(at)))
  return ((Math.max(preSkip, to) - Math.max(preSkip, from)) * 1000) / opusRateHz
}

function write(up: (message: object) => void, text: string, named: { readonly key?: string }): number {
  up({ type: 'say', text, ...named })
  return monotonicMs()
}

type Spoken = { readonly sound: Uint8Array; readonly pace: number; readonly named: { readonly key?: string } }

/** Each frame is sent when it has been said: no sooner. */
async function speak(socket: WebSocket, up: (message: object) => void, { sound, pace, named }: Spoken): Promise<number> {
  up({ type: 'utterance-begin', format: 'pcm16k', ...named })
  const beganMs = monotonicMs()
  for (let at = 0; at < sound.length; at += frameMs * bytesPerMs) {
    const part = sound.subarray(at, at + frameMs * bytesPerMs)
    const dueMs = beganMs + (at + part.length) / bytesPerMs / pace
    await pause(Math.max(0, dueMs - monotonicMs()))
    socket.send(part)
  }
  up({ type: 'utterance-end' })
  return monotonicMs()
}

type Tapped = Omit<Spoken, 'pace'> & { readonly silenceMs: number }

/** The room, the speech and the room again, for as long as somebody listens. */
async function tap(socket: WebSocket, up: (message: object) => void, { sound, silenceMs, named }: Tapped, isListened: () => boolean): Promise<number> {
  up({ type: 'utterance-begin', format: 'pcm16k', mode: 'tap', silenceMs, ...named })
  const frameBytes = shortFrameMs * bytesPerMs
  const room = new Uint8Array(frameBytes)
  const speech = new Uint8Array(Math.ceil(sound.length / frameBytes) * frameBytes)
  speech.set(sound)
  const spokenAtMs = roomMs + speech.length / bytesPerMs
  const beganMs = monotonicMs()
  for (let atMs = 0; isListened(); atMs += shortFrameMs) {
    await pause(Math.max(0, beganMs + atMs + shortFrameMs - monotonicMs()))
    const from = (atMs - roomMs) * bytesPerMs
    socket.send(atMs < roomMs || atMs >= spokenAtMs ? room : speech.subarray(from, from + frameBytes))
  }
  return beganMs + spokenAtMs + silenceMs
}
