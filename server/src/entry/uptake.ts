/** What comes up one connection, taken one after the other. Nothing more is read while too much of it waits: who sends faster is slowed down. */
import type { WebSocket } from 'ws'

/** Sound of a minute, as samples. */
const waitingBytesMax = 2 * 1024 * 1024
/** Messages that arrive faster than they are handled, small ones: whoever sends them is up to no good. */
const waitingMax = 1000

/** `take` never rejects; `first` is waited for before the first. `flooded`: too many wait. */
export function uptake(
  socket: Pick<WebSocket, 'pause' | 'resume'>, first: Promise<void>, take: (data: Buffer, isBinary: boolean) => Promise<void>, flooded: () => void,
): (data: Buffer, isBinary: boolean) => void {
  let line = first
  let waiting = 0
  let waitingBytes = 0

  function handled(bytes: number): void {
    const wasFull = waitingBytes > waitingBytesMax
    waiting -= 1
    waitingBytes -= bytes
    if (wasFull && waitingBytes <= waitingBytesMax) socket.resume()
  }

  return (data, isBinary) => {
    if (waiting >= waitingMax) return flooded()
    const wasFull = waitingBytes > waitingBytesMax
    waiting += 1
    waitingBytes += data.length
    if (!wasFull && waitingBytes > waitingBytesMax) socket.pause()
    line = line.then(() => take(data, isBinary)).finally(() => handled(data.length))
  }
}
