/** One WebSocket, as doors send on it: words at once, sound no faster than the client takes it. */
import type { WebSocket } from 'ws'
import type { DownMessage } from '@mluv/protocol/voice.ts'
import type { Clock } from '../ports/clock.ts'

/** Sound that lies here unsent before more of it waits, so that what comes after it is not late: so long, where it is known how long it is. */
const unsentMsMax = 1500
const unsentBytesMax = 64 * 1024
/** A client that takes nothing for so long is let go. */
const stalledMsMax = 10_000
/** What a slow client leaves unread, words included, before it is let go. */
const unreadBytesMax = 8 * 1024 * 1024

export type Wire = {
  say(message: DownMessage): void
  /** Resolves when more may be sent. `ms`: how long it sounds. */
  frame(bytes: Uint8Array, ms?: number): Promise<void>
  close(code: number): void
}

export function wire(socket: WebSocket, clock: Clock): Wire {
  const isOpen = () => socket.readyState === socket.OPEN
  return {
    say(message) {
      if (socket.bufferedAmount > unreadBytesMax) socket.terminate()
      if (isOpen()) socket.send(JSON.stringify(message))
    },
    async frame(bytes, ms) {
      if (!isOpen()) return
      const { promise: sent, resolve } = Promise.withResolvers<void>()
      socket.send(bytes, () => resolve())
      if (socket.bufferedAmount <= (ms ? (unsentMsMax * bytes.length) / ms : unsentBytesMax)) return
      const waiting = new AbortController()
      let late = false
      await Promise.race([sent, clock.sleep(stalledMsMax, waiting.signal).then(() => void (late = !waiting.signal.aborted))])
      waiting.abort(null)
      if (late) socket.terminate()
    },
    close: (code) => socket.close(code),
  }
}
