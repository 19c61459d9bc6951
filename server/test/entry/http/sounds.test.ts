import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { audioWorker } from '../../../src/adapters/audio/audio.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { assertRefused, openInstallation, send, type Answer, type Installation } from '../../journeys/installation.ts'

const audio = audioWorker({ clock: realClock() })
let mluv: Installation
let path: string
let durationMs: number
let whole: Answer
before(async () => {
  mluv = await openInstallation()
  const { reply } = await mluv.say((await mluv.guest()).token, 'Dobrý den!')
  path = reply!.sentences[0]!.audioUrl!
  durationMs = reply!.sentences[0]!.durationMs!
  whole = await get()
})
after(async () => {
  await mluv.close()
  await audio.close()
})

const get = (headers: Record<string, string> = {}, query = '') => send(`${mluv.url}${path}${query}`, { headers })
const lengthMs = async (bytes: Uint8Array) => (await audio.decode(bytes, { durationMsMax: 60_000, signal: new AbortController().signal })).samples.length / 16

describe('the tutor’s speech', () => {
  it('is there for anyone who knows its name, which is the hash of its bytes, for ever', async () => {
    assert.equal(whole.status, 200)
    assert.equal(path, `/api/v1/audio/${createHash('sha256').update(whole.bytes).digest('hex')}`)
    assert.equal(whole.headers['content-type'], 'audio/ogg')
    assert.match(whole.headers['cache-control']!, /max-age=31536000.*immutable/)
    assert.equal(whole.headers['accept-ranges'], 'bytes')
    assert.ok(Math.abs((await lengthMs(whole.bytes)) - durationMs) < 100)
    assert.ok((whole.bytes.length * 8) / durationMs <= 34, 'at most 32 kbit/s, and the container')
  })

  it('of a whole reply is its sentences, one after the other', async () => {
    const { reply } = await mluv.say((await mluv.guest()).token, 'Mám rád pivo a knedlíky.')
    const { bytes } = await send(`${mluv.url}${reply!.audioUrl}`)
    const sum = reply!.sentences.reduce((ms, sentence) => ms + sentence.durationMs!, 0)
    assert.ok(Math.abs((await lengthMs(bytes)) - sum) < 100 * reply!.sentences.length)
  })

  it('is as many sentences as a reply may have, all of them known', async () => {
    const name = path.split('/').at(-1)!
    const of = async (...names: string[]) => (await send(`${mluv.url}/api/v1/audio/${names.join('-')}`)).status
    assert.equal(await of(...Array<string>(20).fill(name)), 200)
    for (const names of [Array<string>(21).fill(name), [name, '0'.repeat(64)], [name, ''], ['', name], [name, 'x']]) assert.equal(await of(...names), 404)
  })

  it('is not sent again to who has it', async () => {
    const etag = whole.headers.etag!
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get({ 'if-none-match': given })
      assert.deepEqual([answer.status, answer.bytes.length], [304, 0], given)
      assert.equal(answer.headers.etag, etag)
    }
    assert.equal((await get({ 'if-none-match': '"other"' })).status, 200)
  })

  it('comes in parts', async () => {
    const { length } = whole.bytes
    for (const [range, from, to] of [['bytes=0-99', 0, 99], ['bytes=100-', 100, length - 1], ['bytes=-50', length - 50, length - 1], [`bytes=0-${length * 2}`, 0, length - 1], [`bytes=-${length * 2}`, 0, length - 1], [`bytes=${length - 1}-`, length - 1, length - 1]] as const) {
      const answer = await get({ range })
      assert.equal(answer.status, 206, range)
      assert.equal(answer.headers['content-range'], `bytes ${from}-${to}/${length}`)
      assert.deepEqual(answer.bytes, whole.bytes.subarray(from, to + 1))
    }
    for (const range of [`bytes=${length}-`, 'bytes=-0']) {
      const answer = await get({ range })
      assertRefused(answer, 416)
      assert.equal(answer.headers['content-range'], `bytes */${length}`)
      assert.doesNotMatch(answer.headers['cache-control'] ?? '', /immutable/, 'a refusal is not for ever')
    }
    for (const range of ['bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'bytes=a-b', `bytes=${'9'.repeat(400)}-`]) assert.ok([200, 416].includes((await get({ range })).status), range)
  })

  it('comes as WAV and as MP4 for who plays no Ogg', async () => {
    const wav = await get({}, '?as=wav')
    assert.equal(wav.headers['content-type'], 'audio/wav')
    assert.ok(Math.abs((await lengthMs(wav.bytes)) - durationMs) < 100)
    const mp4 = await get({}, '?as=mp4')
    assert.equal(mp4.headers['content-type'], 'audio/mp4')
    assert.equal(mp4.bytes.toString('latin1', 4, 8), 'ftyp')
    assert.equal((await get({ range: 'bytes=0-9' }, '?as=mp4')).headers['content-range'], `bytes 0-9/${mp4.bytes.length}`)
    assert.equal(new Set([whole, wav, mp4].map(({ headers }) => headers.etag)).size, 3)
  })

  it('is asked for without its body', async () => {
    const answer = await send(`${mluv.url}${path}`, { method: 'HEAD' })
    assert.deepEqual([answer.status, answer.headers['content-length'], answer.bytes.length], [200, String(whole.bytes.length), 0])
  })

  it('that there is not, is not found', async () => {
    for (const name of ['0'.repeat(64), 'A'.repeat(64), 'nonsense', '..%2f..%2fetc%2fpasswd', '%00', 'f'.repeat(3000)]) assertRefused(await mluv.call(`/audio/${name}`), 404, 'not-found')
    for (const query of ['?as=flac', '?as=', '?as=ogg&as=wav', '?as=constructor']) assertRefused(await get({}, query), 400, 'invalid')
  })
})
