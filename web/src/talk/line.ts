/**
 * A WebSocket to the tutor that is opened again when it falls, for as long as the page is there. Knows when it may be used;
 * refuses to know what is said on it.
 *
 *     connecting ──ready──▶ open ──falls, or answers no ping──▶ lost, and tried again later and later, or woken ──ready──▶ open
 */
import type { DownMessage, subprotocol, UpMessage } from '@mluv/protocol/voice.ts'

export type Link = 'connecting' | 'open' | 'lost'

/** The part of a `WebSocket` that is needed. */
export type Socket = {
  binaryType: BinaryType
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
  readonly bufferedAmount: number
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(): void
}

export type LineOptions = {
  readonly open: (subprotocol: string) => Socket
  /** Runs `act` after `delayMs`; the answer calls it off. */
  readonly later: (act: () => void, delayMs: number) => () => void
  /** Chance, from 0 up to 1. */
  readonly chance: () => number
  readonly onLink: (link: Link) => void
  readonly onSound: (bytes: ArrayBuffer) => void
}

type Ends = {
  readonly hello: () => Extract<UpMessage, { readonly type: 'hello' }>
  readonly onReady: () => void
  readonly onFallen: () => void
  readonly onMessage: (message: Exclude<DownMessage, { readonly type: 'ready' | 'pong' }>) => void
}

export type Line = {
  readonly isReady: boolean
  /** Before it is ready, nothing is sent. */
  say(message: UpMessage): void
  sound(bytes: Uint8Array<ArrayBuffer>): void
  /** Opens at once what waits to be opened again: the network is back, or the page is looked at. */
  wake(): void
  /** Says anew what it takes, after falling. */
  reopen(): void
  close(): void
}

const protocolName: typeof subprotocol = 'mluv.1'

const reopenMsMin = 400
const reopenMsMax = 10_000
const pingEveryMs = 20_000
const pongMsMax = 8_000
const soundChunkBytes = 32 * 1024
/** Sound that waits to go up, half a minute of it: a line so slow is as good as none. */
const unsentBytesMax = 1024 * 1024

type Room = LineOptions & Ends & {
  socket: Socket | null
  isReady: boolean
  closed: boolean
  failures: number
  callOffReopening: (() => void) | null
  callOffWatch: (() => void) | null
}

export function lineTo(options: LineOptions, ends: Ends): Line {
  const room: Room = { ...options, ...ends, socket: null, isReady: false, closed: false, failures: 0, callOffReopening: null, callOffWatch: null }
  openSocket(room)
  return {
    get isReady() { return room.isReady },
    say: (message) => say(room, message),
    sound(bytes) {
      const { socket } = room
      if (!room.isReady || !socket) return
      if (socket.bufferedAmount > unsentBytesMax) return giveUp(room, socket)
      for (let at = 0; at < bytes.length; at += soundChunkBytes) socket.send(bytes.slice(at, at + soundChunkBytes))
    },
    wake() {
      if (!room.callOffReopening) return
      room.callOffReopening()
      openSocket(room)
    },
    reopen: () => room.socket?.close(),
    close() {
      room.closed = true
      for (const callOff of [room.callOffReopening, room.callOffWatch]) callOff?.()
      room.socket?.close()
    },
  }
}

function openSocket(room: Room): void {
  room.callOffReopening = null
  const socket = room.open(protocolName)
  socket.binaryType = 'arraybuffer'
  room.socket = socket
  socket.onopen = () => socket.send(JSON.stringify(room.hello()))
  socket.onmessage = ({ data }) => {
    watch(room, socket)
    if (data instanceof ArrayBuffer) room.onSound(data)
    if (typeof data === 'string') take(room, JSON.parse(data) as DownMessage)
  }
  socket.onclose = () => {
    if (room.socket === socket) fallen(room)
  }
  watch(room, socket)
}

function take(room: Room, message: DownMessage): void {
  if (message.type === 'pong') return
  if (message.type !== 'ready') return room.onMessage(message)
  if (room.isReady) return
  room.isReady = true
  room.failures = 0
  room.onLink('open')
  room.onReady()
}

/** A line that says nothing is asked, and one that does not answer is given up. */
function watch(room: Room, socket: Socket): void {
  room.callOffWatch?.()
  room.callOffWatch = room.later(() => {
    say(room, { type: 'ping' })
    room.callOffWatch = room.later(() => {
      if (room.socket === socket) giveUp(room, socket)
    }, pongMsMax)
  }, pingEveryMs)
}

function say({ isReady, socket }: Room, message: UpMessage): void {
  if (isReady) socket?.send(JSON.stringify(message))
}

function giveUp(room: Room, socket: Socket): void {
  socket.onclose = null
  socket.close()
  fallen(room)
}

function fallen(room: Room): void {
  room.socket = null
  room.isReady = false
  room.callOffWatch?.()
  room.onFallen()
  if (room.closed) return
  room.onLink('lost')
  const delayMs = Math.min(reopenMsMax, reopenMsMin * 2 ** Math.min(room.failures, 10)) * (0.5 + room.chance() / 2)
  room.failures += 1
  room.callOffReopening = room.later(() => openSocket(room), delayMs)
}
