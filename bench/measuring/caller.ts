/** Asks over one connection of HTTP/1.1, one request after another, at hardly any cost of its own: what is measured is who answers. */
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

export type Answered = { readonly status: number; readonly head: string; readonly body: Buffer }
export type Caller = { /** The whole request, as it goes over the wire. */ ask(request: string | Uint8Array): Promise<Answered>; close(): void }

const headEnd = Buffer.from('\r\n\r\n')

export function caller(url: string): Caller {
  const { hostname, port, protocol } = new URL(url)
  let socket: Socket | null = null
  let received: Buffer = Buffer.alloc(0)
  let waiting: PromiseWithResolvers<Answered> | null = null

  function opened(): Socket {
    const fresh = protocol === 'https:' ? connectSecurely({ port: Number(port || 443), host: hostname, servername: hostname }) : connect(Number(port || 80), hostname)
    fresh.setNoDelay(true)
    fresh.on('data', (piece) => {
      received = received.length === 0 ? piece : Buffer.concat([received, piece])
      const answer = answerIn(received)
      if (answer === null) return
      received = received.subarray(answer.length)
      waiting!.resolve(answer)
    })
    const lost = () => {
      socket = null
      received = Buffer.alloc(0)
      waiting?.reject(new Error('The connection was closed.'))
    }
    fresh.on('error', lost)
    fresh.on('close', lost)
    return fresh
  }

  return {
    async ask(request) {
      waiting = Promise.withResolvers<Answered>()
      const { promise } = waiting
      ;(socket ??= opened()).write(request)
      return promise
    },
    close: () => void socket?.destroy(),
  }
}

/** The first whole answer; null while it is still on its way. */
function answerIn(bytes: Buffer): (Answered & { readonly length: number }) | null {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const begin = end + headEnd.length
  const bodyLength = status === 304 || status === 204 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
  if (Number.isNaN(bodyLength)) return chunked(bytes, begin, { status, head })
  return bytes.length < begin + bodyLength ? null : { status, head, body: bytes.subarray(begin, begin + bodyLength), length: begin + bodyLength }
}

function chunked(bytes: Buffer, begin: number, { status, head }: { readonly status: number; readonly head: string }): (Answered & { readonly length: number }) | null {
  const parts: Buffer[] = []
  for (let at = begin; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return null
    if (size === 0) return { status, head, body: Buffer.concat(parts), length: next }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}
