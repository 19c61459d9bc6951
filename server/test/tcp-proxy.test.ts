import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { tcpProxy, type TcpProxy } from './tcp-proxy.ts'

const folder = mkdtempSync(join(tmpdir(), 'mluv-proxy-'))
/** Says back what it hears. */
const echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => {}).pipe(socket))
let proxy: TcpProxy
const clients: Socket[] = []
before(async () => {
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await tcpProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port })
})
beforeEach(() => proxy.pass())
after(async () => {
  for (const client of clients) client.destroy()
  await proxy.close()
  echo.close()
  rmSync(folder, { recursive: true })
})

async function connected(port = proxy.port): Promise<Socket> {
  const client = createConnection({ host: '127.0.0.1', port, allowHalfOpen: true })
  clients.push(client)
  client.on('error', () => {})
  await once(client, 'connect')
  return client
}
async function reply(client: Socket, said: string): Promise<string> {
  client.write(said)
  const pieces: Buffer[] = []
  while (Buffer.concat(pieces).length < said.length) pieces.push((await once(client, 'data'))[0] as Buffer)
  return Buffer.concat(pieces).toString()
}
const ended = (client: Socket) => new Promise<string>((resolve) => client.once('error', (error: Error & { code: string }) => resolve(error.code)).once('end', () => resolve('end')))

describe('the proxy', () => {
  it('passes bytes both ways, in order, and counts them', async () => {
    const client = await connected()
    const before = { ...proxy.counts }
    const long = 'čeština '.repeat(20_000)
    assert.equal((await reply(client, long)).slice(0, 100), long.slice(0, 100))
    const bytes = Buffer.byteLength(long)
    client.end()
    client.resume()
    await once(client, 'end')
    assert.deepEqual([proxy.counts.bytesUp - before.bytesUp, proxy.counts.bytesDown - before.bytesDown], [bytes, bytes])
  })

  it('reaches a Unix socket', async () => {
    const path = join(folder, 'echo')
    const local = createServer((socket) => void socket.pipe(socket)).listen(path)
    await once(local, 'listening')
    const other = await tcpProxy({ path })
    assert.equal(await reply(await connected(other.port), 'ahoj'), 'ahoj')
    await other.close()
    local.close()
  })

  it('holds what it stalls, a farewell too, and loses nothing of it', async () => {
    const [client, leaving] = [await connected(), await connected()]
    assert.equal(await reply(client, 'před'), 'před')
    proxy.stall()
    let heard = false
    client.once('data', () => (heard = true))
    const answer = reply(client, 'během')
    const farewell = ended(leaving)
    leaving.end()
    leaving.resume()
    const late = await connected()
    const lateAnswer = reply(late, 'později')
    await proxy.held()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(heard, false)
    await proxy.pass()
    assert.deepEqual([await answer, await lateAnswer, await farewell], ['během', 'později', 'end'])
  })

  it('stalls those that are open, and no other', async () => {
    const client = await connected()
    assert.equal(await reply(client, 'před'), 'před')
    proxy.stall('open')
    const answer = reply(client, 'během')
    assert.equal(await reply(await connected(), 'jiný'), 'jiný')
    await proxy.held()
    await proxy.pass()
    assert.equal(await answer, 'během')
  })

  it('stalls and cuts those whose first words hold what it is told, also those to come, and no other', async () => {
    const [client, other] = [await connected(), await connected()]
    assert.deepEqual([await reply(client, 'jsem ucho'), await reply(other, 'jsem pusa')], ['jsem ucho', 'jsem pusa'])
    proxy.stall({ saying: 'ucho' })
    const answers = [reply(client, 'během'), reply(await connected(), 'také ucho')]
    assert.equal(await reply(other, 'o uchu'), 'o uchu')
    await proxy.held()
    await proxy.pass()
    assert.deepEqual(await Promise.all(answers), ['během', 'také ucho'])
    const end = ended(client)
    proxy.cut({ saying: 'ucho' })
    assert.equal(await end, 'ECONNRESET')
    assert.equal(await reply(other, 'stále'), 'stále')
  })

  it('resets what it cuts, and passes what comes after', async () => {
    const client = await connected()
    assert.equal(await reply(client, 'jedna'), 'jedna')
    const end = ended(client)
    proxy.cut()
    assert.equal(await end, 'ECONNRESET')
    assert.equal(await reply(await connected(), 'dvě'), 'dvě')
  })

  it('refuses new connections and keeps the old, until it passes again', async () => {
    const client = await connected()
    proxy.refuse()
    await assert.rejects(connected(), (error: Error & { code: string }) => error.code === 'ECONNREFUSED')
    assert.equal(await reply(client, 'stále'), 'stále')
    await proxy.pass()
    assert.equal(await reply(await connected(), 'zase'), 'zase')
  })

  it('lets a piece take its time', async () => {
    const client = await connected()
    proxy.slow({ latencyMs: 20, bytesPerSecond: 1000 })
    const beganMs = performance.now()
    assert.equal(await reply(client, 'x'.repeat(30)), 'x'.repeat(30))
    // Timers may come a millisecond early, never twenty.
    assert.ok(performance.now() - beganMs > 2 * (20 + 30) - 10)
  })

  it('tells its target when a client is gone, and a client when its target is', async () => {
    const target = once(echo, 'connection') as Promise<[Socket]>
    const client = await connected()
    const [socket] = await target
    const gone = new Promise((resolve) => socket.once('close', resolve))
    client.resetAndDestroy()
    await gone
    const next = once(echo, 'connection') as Promise<[Socket]>
    const other = await connected()
    const end = ended(other)
    ;(await next)[0].resetAndDestroy()
    assert.equal(await end, 'ECONNRESET')
  })
})
