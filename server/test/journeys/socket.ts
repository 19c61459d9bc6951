/** A client of the WebSocket: messages wait in order until the test takes them. */
import assert from 'node:assert/strict'
import { WebSocket } from 'ws'
import type Type from 'typebox'
import { DownMessage, frameHeaderBytes, frameKind, pieceHeaderBytes, subprotocol } from '@mluv/protocol/voice.ts'
import { fitting } from './installation.ts'

export type Down = Type.Static<typeof DownMessage>
export type Frame = {
  readonly kind: number
  readonly reserved: number
  readonly sentence: number
  readonly turnNumber: number
  readonly fromSample: number
  readonly sampleRateHz: number | null
  readonly sound: Buffer
  /** How many messages came before it. */
  readonly afterMessages: number
  /** Null where it is samples or a file. */
  readonly opus: { readonly preSkip: number; readonly padding: number; readonly packets: readonly Buffer[] } | null
}

export type Socket = {
  readonly protocol: string
  up(message: object | string): void
  upSound(bytes: Uint8Array): void
  /** The next message of this type; what comes before it is skipped. Fails when the connection closes first. */
  next<Name extends Down['type']>(type: Name): Promise<Extract<Down, { type: Name }>>
  /** Every message so far. */
  readonly messages: readonly Down[]
  /** Every frame so far. */
  readonly frames: readonly Frame[]
  /** Resolves when the server has asked whether anybody is there. */
  pinged(): Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  close(): Promise<void>
  /** Without a word, as when the network is gone. */
  drop(): void
}

/** Resolves when the connection is open. */
export async function openSocket(url: string, headers: Readonly<Record<string, string>> = {}, options: { readonly autoPong?: boolean } = {}): Promise<Socket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/voice`, subprotocol, { headers, ...options })
  const messages: Down[] = []
  const frames: Frame[] = []
  let taken = 0
  let news = Promise.withResolvers<void>()
  let open = true
  const tell = () => {
    news.resolve()
    news = Promise.withResolvers<void>()
  }
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) frames.push({ ...frameOf(data), afterMessages: messages.length })
    else messages.push(fitting(DownMessage, JSON.parse(data.toString('utf8'))))
    tell()
  })
  const { promise: ping, resolve: notePing } = Promise.withResolvers<void>()
  socket.once('ping', () => notePing())
  const { promise: closed, resolve: close } = Promise.withResolvers<{ code: number; reason: string }>()
  socket.on('close', (code, reason) => {
    open = false
    close({ code, reason: reason.toString() })
    tell()
  })
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => socket.terminate())
  return {
    protocol: socket.protocol,
    up: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    upSound: (bytes) => socket.send(bytes),
    async next(type) {
      for (;;) {
        for (; taken < messages.length; taken += 1) {
          const message = messages[taken]!
          if (message.type !== type) continue
          taken += 1
          return message as never
        }
        if (!open) assert.fail(`The connection closed before "${type}" came; there were: ${messages.map((each) => each.type).join(', ')}`)
        await news.promise
      }
    },
    messages, frames, closed,
    pinged: () => ping,
    async close() {
      socket.close()
      await closed
    },
    drop: () => socket.terminate(),
  }
}

function frameOf(data: Buffer): Omit<Frame, 'afterMessages'> {
  assert.ok(data.length > frameHeaderBytes)
  const head = { kind: data.readUInt8(0), reserved: data.readUInt8(1), sentence: data.readUInt16BE(2), turnNumber: data.readUInt32BE(4) }
  if (head.kind === frameKind.sentence) return { ...head, fromSample: 0, sampleRateHz: null, sound: data.subarray(frameHeaderBytes), opus: null }
  const placed = { ...head, fromSample: data.readUInt32BE(8), sound: data.subarray(pieceHeaderBytes) }
  if (head.kind === frameKind.packets) return { ...placed, sampleRateHz: null, opus: { preSkip: data.readUInt16BE(12), padding: data.readUInt16BE(14), packets: [...packetsIn(placed.sound)] } }
  assert.equal(head.kind, frameKind.piece)
  return { ...placed, sampleRateHz: data.readUInt32BE(12), opus: null }
}

function* packetsIn(sound: Buffer): Generator<Buffer> {
  for (let at = 0; at < sound.length; ) {
    const end = at + 2 + sound.readUInt16BE(at)
    assert.ok(end <= sound.length, 'a packet is longer than its frame')
    yield sound.subarray(at + 2, end)
    at = end
  }
}
