import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { readWav } from '../../../../bench/simulator/wav.ts'
import { openAiCompatibleHearing } from '../../../src/adapters/models/openai-compatible.ts'
import { speech, type Speech } from '../../../src/tutor/speech.ts'
import { turnedClock } from '../../routing/turned-clock.ts'
import { quiet } from './stage.ts'

type Arrived = { readonly request: IncomingMessage; bytes: number; readonly parts: Buffer[] }

/** Every request as it comes; `told` when more of one has come. */
let arrived: Arrived[] = []
let answering: (request: IncomingMessage, response: ServerResponse) => unknown = transcribed
let told = Promise.withResolvers<void>()
const server = createServer((request, response) => {
  const mine: Arrived = { request, bytes: 0, parts: [] }
  arrived.push(mine)
  const tell = () => {
    told.resolve()
    told = Promise.withResolvers()
  }
  request.on('data', (part: Buffer) => {
    mine.bytes += part.length
    mine.parts.push(part)
    tell()
  })
  request.on('close', tell)
  answering(request, response)
})
let url: string

function transcribed(request: IncomingMessage, response: ServerResponse): void {
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"Ahoj."}'))
}

const withoutChunks = (request: IncomingMessage, response: ServerResponse): unknown =>
  request.headers['content-length'] === undefined ? response.writeHead(411).end('{"error":{"message":"a length is wanted"}}') : transcribed(request, response)

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
after(() => {
  server.closeAllConnections()
  server.close()
})
afterEach(() => {
  arrived = []
  answering = transcribed
})

const hearing = () => openAiCompatibleHearing({ name: 'local', baseUrl: url, apiKey: 'k', clock: turnedClock() }, { model: 'm', verbatim: null })
const understood = (of: Speech, by = hearing()) => Array.fromAsync(by.transcribe(of, { language: 'cs', signal: quiet() }))
const sound = (ms: number): Uint8Array => Uint8Array.from({ length: ms * 32 }, (_, at) => (at * 7) % 251)

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await told.promise
}

/** The samples in the file of a form, as bytes. */
async function samplesIn({ request, parts }: Arrived): Promise<Uint8Array> {
  const form = await new Response(Buffer.concat(parts), { headers: { 'content-type': request.headers['content-type']! } }).formData()
  const { samples, sampleRateHz } = readWav(new Uint8Array(await (form.get('file') as File).arrayBuffer()))!
  assert.equal(sampleRateHz, 16_000)
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

describe('what is being said', () => {
  it('is at the recogniser, but for its last half second, before the learner has said all', async () => {
    const saying = speech()
    const heard = understood(saying)
    for (let at = 0; at < 30; at += 1) saying.add(sound(100))
    await until(() => arrived[0] !== undefined && arrived[0].bytes > 80_000)
    saying.end()
    assert.deepEqual(await heard, [{ text: 'Ahoj.', final: true }])
    assert.equal(arrived.length, 1)
    assert.equal((await samplesIn(arrived[0]!)).length, 96_000)
  })

  it('arrives as it was said, however it is cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 12 }), async (samples) => {
      arrived = []
      const saying = speech()
      const parts = samples.map((count, at) => sound(1 + count / 16).map((byte) => byte + at).subarray(0, 2 * count))
      for (const part of parts) saying.add(part)
      saying.end()
      await understood(saying)
      assert.deepEqual(await samplesIn(arrived[0]!), new Uint8Array(Buffer.concat(parts)))
    }), { numRuns: 30 })
  })

  it('goes up as a whole, with its length, where it is short', async () => {
    const saying = speech()
    saying.add(sound(400))
    saying.end()
    await understood(saying)
    assert.equal(arrived[0]!.request.headers['content-length'], String(arrived[0]!.bytes))
  })

  it('is given again at once to a server that takes no chunks, which from then on is not given any', async () => {
    answering = withoutChunks
    const local = hearing()
    for (const requests of [2, 3]) {
      const saying = speech()
      saying.add(sound(1000))
      saying.end()
      assert.deepEqual(await understood(saying, local), [{ text: 'Ahoj.', final: true }])
      assert.equal(arrived.length, requests)
    }
    assert.equal((await samplesIn(arrived[1]!)).length, 32_000)
  })

  it('is given again to a server that closes the line', async () => {
    answering = (request, response) => (request.headers['content-length'] === undefined ? void request.socket.destroy() : transcribed(request, response))
    const saying = speech()
    const heard = understood(saying)
    saying.add(sound(1000))
    await until(() => arrived[0]?.request.destroyed === true)
    saying.add(sound(1000))
    saying.end()
    assert.deepEqual(await heard, [{ text: 'Ahoj.', final: true }])
    assert.equal((await samplesIn(arrived[1]!)).length, 64_000)
  })

  it('is refused while it is said, for somebody else to hear it meanwhile', async () => {
    answering = (_, response) => response.writeHead(401).end('{}')
    const saying = speech()
    const refused = assert.rejects(understood(saying), { fault: 'rejected-key' })
    for (let isOver = false; !isOver;) {
      saying.add(sound(600))
      isOver = await Promise.race([refused.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 5, false))])
    }
    assert.equal(saying.isOver, false)
  })

  it('comes to nothing where it is dropped: the recogniser never has all of it', async () => {
    const saying = speech()
    const dropped = assert.rejects(understood(saying), { code: 'unheard' })
    saying.add(sound(1000))
    await until(() => arrived[0] !== undefined && arrived[0].bytes > 30_000)
    saying.drop()
    await dropped
    await until(() => arrived[0]!.request.destroyed)
    assert.equal(arrived[0]!.request.complete, false)
    assert.equal(arrived.length, 1)
  })
})
