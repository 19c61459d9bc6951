/** One learner at a microphone: speaks at the pace of speech, and notes when the tutor's sound comes. */
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import { frameKind, pieceHeaderBytes, subprotocol } from '../../protocol/src/voice.ts'
import { opusRateHz, packetSamples } from '../../server/src/domain/opus.ts'
import { monotonicMs } from './provider.ts'
import { spokenAs, type TurnPlan } from './turn-plan.ts'

export type Piece = { readonly atMs: number; readonly sentence: number; readonly ms: number }
export type TurnTimes = {
  readonly plan: TurnPlan
  /** When the last frame of speech was sent. */
  readonly spokenMs: number
  readonly pieces: readonly Piece[]
  readonly rememberedMs: number
  /** When the tutor was interrupted; null where it was not. */
  readonly interruptedMs: number | null
}

export type Session = {
  /** `pace`: times the pace of speech; `interruptAfter`: so many pieces are listened to. */
  turn(plan: TurnPlan, options?: { readonly pace?: number; readonly interruptAfter?: number }): Promise<TurnTimes>
  close(): void
}

const frameMs = 100
const bytesPerMs = 32
const turnMsMax = 30_000

export async function openSession(url: string): Promise<Session> {
  const response = await fetch(`${url}/api/v1/session/guest`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"timeZone":"Europe/Prague","motherTongue":"en"}' })
  const { token } = (await response.json()) as { token: string }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/voice`, subprotocol)
  let onFrame: (data: Buffer) => void = () => {}
  let onMessage: (message: { readonly type: string; readonly problem?: unknown }) => void = () => {}
  socket.on('message', (data: Buffer, isBinary: boolean) => (isBinary ? onFrame(data) : onMessage(JSON.parse(data.toString('utf8')) as { type: string })))
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const up = (message: object) => socket.send(JSON.stringify(message))
  const ready = new Promise<void>((resolve) => (onMessage = ({ type }) => type === 'ready' && resolve()))
  up({ type: 'hello', token, sound: 'opus' })
  await ready

  return {
    async turn(plan, { pace = 1, interruptAfter } = {}) {
      const pieces: Piece[] = []
      let interruptedMs: number | null = null
      const { promise: over, resolve, reject } = Promise.withResolvers<void>()
      onFrame = (data) => {
        pieces.push({ atMs: monotonicMs(), sentence: data.readUInt16BE(2), ms: msOf(data) })
        if (pieces.length !== interruptAfter) return
        interruptedMs = monotonicMs()
        up({ type: 'interrupt' })
      }
      onMessage = (message) => {
        if (message.type === 'remembered') resolve()
        if (message.type === 'failed' || message.type === 'refused') reject(new Error(JSON.stringify(message.problem)))
      }
      const late = setTimeout(() => reject(new Error('A turn took too long.')), turnMsMax)
      const spokenMs = await speak(socket, up, spokenAs(plan.utterance), pace)
      await over.finally(() => clearTimeout(late))
      return { plan, spokenMs, pieces, rememberedMs: monotonicMs(), interruptedMs }
    },
    close: () => socket.terminate(),
  }
}

/** How long a frame sounds. */
function msOf(frame: Buffer): number {
  if (frame.readUInt8(0) === frameKind.piece) return ((frame.length - pieceHeaderBytes) * 500) / frame.readUInt32BE(12)
  const [from, preSkip] = [frame.readUInt32BE(8), frame.readUInt16BE(12)]
  let to = from - frame.readUInt16BE(14)
  for (let at = pieceHeaderBytes; at < frame.length; at += 2 + frame.readUInt16BE(at)) to += packetSamples(frame.subarray(at + 2, at + 2 + frame.readUInt16BE(at)))
  return ((Math.max(preSkip, to) - Math.max(preSkip, from)) * 1000) / opusRateHz
}

/** Each frame is sent when it has been said: no sooner. */
async function speak(socket: WebSocket, up: (message: object) => void, sound: Uint8Array, pace: number): Promise<number> {
  up({ type: 'utterance-begin', format: 'pcm16k' })
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
