/** Counts the statements that pass on their way to PostgreSQL: a relay that reads the lengths of the client's messages. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Counter = { readonly port: number; count(): number; stop(): Promise<void> }

/** `target` is a socket's path or a port of this machine. */
export async function countStatements(target: string | number): Promise<Counter> {
  let statements = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1')
    const read = reader(() => void (statements += 1))
    client.on('data', (piece) => read(piece))
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    count: () => statements,
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Execute and Query: https://www.postgresql.org/docs/current/protocol-message-formats.html. The first message has no letter. */
function reader(statement: () => void): (piece: Buffer) => void {
  let kept = Buffer.alloc(0)
  let begun = false
  return (piece) => {
    kept = Buffer.concat([kept, piece])
    for (;;) {
      const letters = begun ? 1 : 0
      if (kept.length < letters + 4) return
      const length = letters + kept.readUInt32BE(letters)
      if (kept.length < length) return
      if (begun && (kept[0] === 0x45 || kept[0] === 0x51)) statement()
      begun = true
      kept = kept.subarray(length)
    }
  }
}
