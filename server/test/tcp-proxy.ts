/**
 * A network that misbehaves on request: an in-process proxy to any TCP port or Unix socket. Clients connect to 127.0.0.1 at `port`.
 *
 * It delivers pieces in order and loses none: what it holds while it stalls goes on its way when it passes again, a
 * client's farewell too, so that to both sides a stalled line looks like a dead one.
 */
import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'

export type Target = { readonly host: string; readonly port: number } | { readonly path: string }

/** Connections whose clients said this in their first words, as clients of PostgreSQL say what they are called. */
export type Kind = { readonly saying: string }

export type TcpProxy = {
  readonly port: number
  readonly counts: { accepted: number; open: number; bytesUp: number; bytesDown: number }
  /** Everything goes through at once, as at the beginning: also what was held, and who was refused. */
  pass(): Promise<void>
  /** Nobody listens for new connections; those that are open go on. */
  refuse(): void
  /** Resets every open connection, or those of a kind, in the middle of whatever it is. New ones pass. */
  cut(which?: Kind): void
  /** Holds all bytes, both ways: of all connections, or those of a kind, where new ones are accepted and hear nothing; or of those that are open now, and of no other. */
  stall(which?: 'all' | 'open' | Kind): void
  /** Every piece takes `latencyMs`, and as long as its bytes do at `bytesPerSecond`. */
  slow(pace: { readonly latencyMs?: number; readonly bytesPerSecond?: number }): void
  /** Resolves when a piece stands before a stalled line. */
  held(): Promise<void>
  close(): Promise<void>
}

export async function tcpProxy(target: Target): Promise<TcpProxy> {
  const counts = { accepted: 0, open: 0, bytesUp: 0, bytesDown: 0 }
  const pairs = new Set<readonly [Socket, Socket]>()
  let gate: PromiseWithResolvers<void> | undefined
  let isStalled = (_client: Socket): boolean => true
  let holding = Promise.withResolvers<void>()
  let pace = { latencyMs: 0, bytesPerSecond: Infinity }

  /** Returns when a piece of so many bytes may go on. */
  async function passage(client: Socket, bytes: number): Promise<void> {
    const ms = pace.latencyMs + (bytes * 1000) / pace.bytesPerSecond
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    while (gate !== undefined && isStalled(client)) {
      holding.resolve()
      await gate.promise
    }
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const pair = [client, createConnection({ ...target, allowHalfOpen: true })] as const
    const [, upstream] = pair
    counts.accepted += 1
    counts.open += 1
    pairs.add(pair)
    for (const socket of pair) socket.setNoDelay(true).on('error', () => {})
    const pass = (bytes: number) => passage(client, bytes)
    const up = carry(client, upstream, pass, (piece) => {
      counts.bytesUp += piece.length
      if (!firstWords.has(client)) firstWords.set(client, piece)
    })
    const down = carry(upstream, client, pass, (piece) => (counts.bytesDown += piece.length))
    // A side that breaks off takes the other with it.
    void Promise.all([up, down]).catch(() => breakOff(pair)).then(() => {
      counts.open -= 1
      pairs.delete(pair)
    })
  })
  const cut = (which?: Kind) => [...pairs].filter(([client]) => which === undefined || isOf(which)(client)).forEach(breakOff)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  async function pass(): Promise<void> {
    pace = { latencyMs: 0, bytesPerSecond: Infinity }
    gate?.resolve()
    gate = undefined
    holding = Promise.withResolvers()
    if (server.listening) return
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  return {
    port, counts, pass, cut,
    refuse: () => void server.close(),
    stall(which = 'all') {
      const open = new Set([...pairs].map(([client]) => client))
      isStalled = typeof which === 'object' ? isOf(which) : (client) => which === 'all' || open.has(client)
      gate ??= Promise.withResolvers()
    },
    slow: (asked) => void (pace = { ...pace, ...asked }),
    held: () => holding.promise,
    async close() {
      if (server.listening) server.close()
      gate?.resolve()
      gate = undefined
      cut()
    },
  }
}

const firstWords = new WeakMap<Socket, Buffer>()
const isOf = ({ saying }: Kind) => (client: Socket) => firstWords.get(client)?.includes(saying) ?? false

async function carry(from: Socket, to: Socket, passage: (bytes: number) => Promise<void>, look: (piece: Buffer) => void): Promise<void> {
  for await (const piece of from as AsyncIterable<Buffer>) {
    look(piece)
    await passage(piece.length)
    if (!to.write(piece)) await once(to, 'drain')
  }
  await passage(0)
  to.end()
}

/** A Unix socket knows no reset. */
function breakOff([client, upstream]: readonly [Socket, Socket]): void {
  client.resetAndDestroy()
  if (upstream.remoteAddress === undefined) upstream.destroy()
  else upstream.resetAndDestroy()
}
