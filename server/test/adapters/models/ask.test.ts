import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { ask } from '../../../src/adapters/models/ask.ts'
import { multipart } from '../../../src/adapters/models/multipart.ts'

type Answering = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

let answering: Answering = (_, response) => void response.end()
const sockets = new Set<Socket>()
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => answering(request, response, Buffer.concat(parts)))
})
server.on('connection', (socket) => sockets.add(socket))
let url: string

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

/** What is answered in this test, and over how many connections. */
function serve(how: Answering): { readonly connections: () => number } {
  answering = how
  const before = sockets.size
  return { connections: () => sockets.size - before }
}

describe('a question', () => {
  it('has its method, headers and body, and its answer a status, headers and a body', async () => {
    serve((request, response, body) => response.writeHead(418, { 'x-kind': 'tea' }).end(`${request.method} ${String(request.headers['x-key'])} ${request.headers['content-length']} ${String(body)}`))
    const answer = await ask(url, { method: 'POST', headers: { 'x-key': 'k' }, body: 'čaj' })
    assert.deepEqual([answer.status, answer.ok, answer.headers.get('x-kind'), await answer.text()], [418, false, 'tea', 'POST k 4 čaj'])
  })

  it('is answered piece by piece', async () => {
    let last = () => {}
    serve((_, response) => {
      response.write('one')
      last = () => void response.end('two')
    })
    const { body } = await ask(url)
    const seen: string[] = []
    for await (const part of body!) {
      seen.push(Buffer.from(part).toString())
      last()
    }
    assert.deepEqual(seen, ['one', 'two'])
  })

  it('reads no further than somebody takes it', async () => {
    const whole = 8 * 1024 * 1024
    let written = 0
    serve((_, response) => {
      const more = () => {
        written += 65_536
        if (written > whole) response.end()
        else response.write(Buffer.alloc(65_536), more)
      }
      more()
    })
    const { body } = await ask(url)
    const reader = body!.getReader()
    const first = await reader.read()
    for (let last = -1; last !== written; ) {
      last = written
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    assert.ok(written < whole, `${written} bytes were read ahead`)
    let length = 0
    for (let step = await reader.read(); !step.done; step = await reader.read()) length += step.value.length
    assert.equal(length + first.value!.length, whole)
  })

  it('goes over a connection that is open already', async () => {
    const { connections } = serve((_, response) => void response.end('yes'))
    for (let times = 0; times < 3; times += 1) assert.equal(await (await ask(url)).text(), 'yes')
    assert.ok(connections() <= 1, `${connections()} connections`)
  })

  it('is asked again where its connection had been closed meanwhile, and not where a new one is', async () => {
    serve((_, response) => void response.end('yes'))
    await (await ask(url)).text()
    let asked = 0
    serve((request, response) => {
      asked += 1
      if (asked === 1) request.socket.destroy()
      else response.end('again')
    })
    assert.equal(await (await ask(url, { method: 'POST', body: 'x' })).text(), 'again')
    asked = 0
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => setImmediate(resolve))
    serve((request) => {
      asked += 1
      request.socket.destroy()
    })
    await assert.rejects(ask(url, { method: 'POST', body: 'x' }), { code: 'ECONNRESET' })
    assert.equal(asked, 1)
  })

  it('ends with its signal, before its answer and in the middle of it', async () => {
    const closed = Promise.withResolvers<void>()
    serve((request, response) => {
      request.socket.once('close', () => closed.resolve())
      if (request.url === '/some') response.write('one')
    })
    const early = new AbortController()
    const asking = ask(`${url}/none`, { signal: early.signal })
    setImmediate(() => early.abort())
    await assert.rejects(asking, { name: 'AbortError' })
    const late = new AbortController()
    const { body } = await ask(`${url}/some`, { signal: late.signal })
    const reader = body!.getReader()
    await reader.read()
    late.abort()
    await assert.rejects(reader.read(), { name: 'AbortError' })
    await closed.promise
  })

  it('closes the connection of an answer that nobody reads to its end', async () => {
    const closed = Promise.withResolvers<void>()
    serve((request, response) => {
      request.socket.once('close', () => closed.resolve())
      response.write('one')
    })
    for await (const _ of (await ask(url)).body!) break
    await closed.promise
  })

  for (const rest of ['', 'two'])
    it(`may be left in the moment in which ${rest === '' ? 'its end' : 'more'} is read`, async () => {
      const sent = Promise.withResolvers<void>()
      serve((_, response) => {
        response.write('one')
        setTimeout(() => void response.end(rest, () => sent.resolve()), 10)
      })
      const { body } = await ask(url)
      const reader = body!.getReader()
      await sent.promise
      // All of it is here, and waits for whoever reads.
      await new Promise((resolve) => setTimeout(resolve, 20))
      await reader.read()
      await reader.cancel()
      await new Promise((resolve) => setTimeout(resolve, 20))
      assert.deepEqual(await reader.read(), { done: true, value: undefined })
    })

  it('whose answer breaks off fails', async () => {
    serve((request, response) => {
      response.write('one')
      setImmediate(() => request.socket.destroy())
    })
    await assert.rejects((await ask(url)).text(), { code: 'ECONNRESET' })
  })

  it('may be answered without a body', async () => {
    serve((_, response) => void response.writeHead(204).end())
    assert.equal((await ask(url)).body, null)
  })
})

it('a form is read by whoever reads forms', async () => {
  const bytes = new Uint8Array([0, 13, 10, 45, 45, 255])
  const { head, tail, type } = multipart({ fields: { model: 'x', prompt: 'Příliš žluťoučký' }, file: { name: 'file', filename: 'speech.wav', type: 'audio/wav' } })
  const form = await new Response(Buffer.concat([head, bytes, tail]), { headers: { 'content-type': type } }).formData()
  const file = form.get('file') as File
  assert.deepEqual([form.get('model'), form.get('prompt'), file.name, file.type], ['x', 'Příliš žluťoučký', 'speech.wav', 'audio/wav'])
  assert.deepEqual(new Uint8Array(await file.arrayBuffer()), bytes)
})
