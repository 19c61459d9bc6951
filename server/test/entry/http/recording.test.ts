import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Transcript } from '@mluv/protocol/lessons.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import type { Pcm } from '../../../src/ports/audio.ts'
import { hiss, hum } from '../../adapters/audio/recordings.ts'
import { assertRefused, openInstallation, type Answer, type Guest, type Installation } from '../../journeys/installation.ts'
import { recorder } from '../../journeys/recordings.ts'
import { leftOut } from '../../present.ts'

const beer = 'Dobrý den, dám si jedno velké pivo.'
const doctor = 'Bolí mě hlava a mám horečku.'

const made = recorder()
const folder = mkdtempSync(join(tmpdir(), 'mluv-prices-'))
const spoken = new Map<string, Pcm>()
let simulator: Simulator
let mluv: Installation
let deaf: Installation
let guest: Guest
before(async () => {
  simulator = await startSimulator()
  const prices = join(folder, 'prices.yaml')
  writeFileSync(prices, `${new URL(simulator.url).host}/gpt-4o-mini-transcribe: { ability: hearing, price: { heardSound: 0.003 }, pricedOn: 2026-11-26 }\n`)
  mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key, MLUV_PRICES: prices } })
  deaf = await openInstallation()
  guest = await mluv.guest()
  for (const text of [beer, doctor]) {
    spoken.set(text, await made.say(text))
    simulator.teach(spoken.get(text)!, text)
  }
})
after(async () => {
  await Promise.all([mluv.close(), deaf.close()])
  await simulator.stop()
  await made.close()
  rmSync(folder, { recursive: true })
})

function form(recording: Uint8Array, fields: Record<string, string> = {}, file = { field: 'audio', name: 'speech', type: 'application/octet-stream' }): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  data.append(file.field, new Blob([new Uint8Array(recording)], { type: file.type }), file.name)
  return data
}

const send = (recording: Uint8Array, more: { readonly key?: string; readonly fields?: Record<string, string>; readonly to?: Installation; readonly token?: string } = {}): Promise<Answer> =>
  (more.to ?? mluv).call('/lessons/process', { token: more.token ?? guest.token, body: form(recording, more.fields), ...(more.key !== undefined && { key: more.key }) })

const ogg = (text: string) => made.ogg(spoken.get(text)!)

describe('a recording', () => {
  const forms = { 'Ogg/Opus': made.ogg, 'WebM/Opus': made.webm, WAV: made.wav, MP3: made.mp3 }
  for (const [name, inForm] of Object.entries(forms)) {
    it(`in ${name} is heard for what it says, and answered`, { skip: name === 'MP3' ? leftOut('ffmpeg') : false }, async () => {
      for (const text of [beer, doctor]) {
        const answer = await send(await inForm(spoken.get(text)!))
        assert.equal(answer.status, 200, answer.text)
        const turn = answer.as(Turn)
        assert.deepEqual([turn.transcript, turn.spoken], [text, true])
        assert.ok(turn.reply!.audioUrl && turn.cost!.heardBy)
        assert.ok(turn.corrections.mistakes.every(({ kind, counted }) => !counted || !['spelling', 'diacritics', 'capital', 'punctuation'].includes(kind)))
      }
    })
  }

  it('that was cut off gives what was said until then', async () => {
    const webm = await made.webm(spoken.get(beer)!)
    const { transcript } = (await send(webm.subarray(0, Math.round(webm.length * 0.6)))).as(Turn)
    assert.ok(transcript.length > 0 && transcript.length < beer.length && beer.startsWith(transcript), transcript)
  })

  it('belongs to the conversation that is named, before or after it in the form', async () => {
    const { conversationId } = await mluv.say(guest.token, 'Ahoj!', { speak: false })
    assert.equal((await send(await ogg(beer), { fields: { conversationId } })).as(Turn).conversationId, conversationId)
    const data = form(await ogg(beer))
    data.append('conversationId', conversationId)
    assert.equal((await mluv.call('/lessons/process', { token: guest.token, body: data })).as(Turn).conversationId, conversationId)
    assertRefused(await send(await ogg(beer), { token: (await mluv.guest()).token, fields: { conversationId } }), 404, 'not-found')
  })

  it('sent twice with one key is one turn, and transcribed once; another one is refused', async () => {
    const recording = await ogg(beer)
    const first = (await send(recording, { key: 'recording' })).as(Turn)
    const calls = simulator.calls().length
    const twins = await Promise.all(Array.from({ length: 5 }, () => send(recording, { key: 'recording' })))
    for (const twin of twins) assert.deepEqual(twin.as(Turn), first)
    assert.equal(simulator.calls().length, calls)
    assertRefused(await send(await ogg(doctor), { key: 'recording' }), 409, 'conflict')
  })

  it('sent again by the same learner is another turn that nobody transcribes or pays for; by another learner, it is heard anew', async () => {
    const [recording, { token }] = [await ogg(beer), await mluv.guest()]
    const first = (await send(recording, { token })).as(Turn)
    const calls = simulator.calls().length
    const again = (await send(recording, { token })).as(Turn)
    assert.deepEqual([again.transcript, again.cost?.microUsd, again.cost?.savedMicroUsd], [beer, 0, first.cost?.microUsd])
    assert.ok((first.cost?.microUsd ?? 0) > 0 && first.turnId !== again.turnId)
    assert.deepEqual([simulator.calls().length, mluv.mluv.house.cache.counts().transcript.process > 0], [calls, true])
    assert.equal((await send(recording, { token: (await mluv.guest()).token })).as(Turn).cost?.savedMicroUsd, 0)
    assert.equal(simulator.calls().length, calls + 1)
  })

  it('is not kept', async () => {
    const before = (await mluv.rows()).sounds
    const { reply } = (await send(await ogg(doctor))).as(Turn)
    assert.ok((await mluv.rows()).sounds - before <= reply!.sentences.length + 1, 'only what the tutor said')
  })
})

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024))
const silence: Pcm = { samples: new Int16Array(32_000), sampleRateHz: 16_000 }

/** What is wrong with each, and what is answered: the same here, and where nobody could transcribe. */
const wrong: Readonly<Record<string, readonly [number, string, () => Uint8Array | Promise<Uint8Array>]>> = {
  'nothing': [422, 'unheard', () => new Uint8Array(0)],
  'one byte': [415, 'unsupported', () => new Uint8Array(1)],
  'a picture': [415, 'unsupported', () => png],
  'a page': [415, 'unsupported', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
  'a compressed bomb': [415, 'unsupported', () => bomb],
  'garbage that says it is Ogg': [415, 'unsupported', () => Buffer.concat([Buffer.from('OggS'), Buffer.alloc(5000, 0x5a)])],
  'garbage that says it is WAV': [415, 'unsupported', () => Buffer.concat([Buffer.from('RIFF\xff\xff\xff\x7fWAVE', 'latin1'), Buffer.alloc(5000, 0x5a)])],
  'the first page of an Ogg file': [415, 'unsupported', async () => (await made.ogg(silence)).subarray(0, 47)],
  'silence': [422, 'unheard', () => made.wav(silence)],
  'silence as Opus': [422, 'unheard', () => made.ogg(silence)],
  'the hiss of a microphone': [422, 'unheard', () => made.wav({ samples: hiss(-65, 2000), sampleRateHz: 16_000 })],
  'more than a minute': [413, 'too-large', () => made.ogg({ samples: hum({ ms: 62_000 }), sampleRateHz: 16_000 })],
  'more than 5 MB': [413, 'too-large', () => Buffer.concat([Buffer.from('OggS'), Buffer.alloc(5 * 1024 * 1024)])],
}

describe('a recording that is only to be read', () => {
  const transcribe = (recording: Uint8Array, of: Installation, token: string): Promise<Answer> => of.call('/lessons/transcribe', { token, body: form(recording) })

  it('is put into writing by one call, and there is no turn of it', async () => {
    const { token } = await mluv.guest()
    const before = await mluv.rows()
    const calls = simulator.calls().length
    assert.deepEqual((await transcribe(await ogg(beer), mluv, token)).as(Transcript), { transcript: beer })
    assert.deepEqual(await mluv.rows(), before)
    assert.equal(simulator.calls().length, calls + 1)
  })

  it('is refused as a turn would be', async () => {
    const { token } = await deaf.guest()
    assertRefused(await transcribe(new Uint8Array(0), mluv, guest.token), 422, 'unheard')
    assertRefused(await transcribe(new TextEncoder().encode('no sound at all, but text'), mluv, guest.token), 415, 'unsupported')
    assertRefused(await transcribe(made.wav({ samples: hum({ ms: 2000 }), sampleRateHz: 16_000 }), mluv, guest.token), 422, 'unheard')
    assert.match(assertRefused(await transcribe(await ogg(beer), deaf, token), 503, 'unavailable').detail, /MLUV_STT_URL|OPENAI_API_KEY/)
    assert.equal((await mluv.call('/lessons/transcribe', { body: form(await ogg(beer)) })).status, 401)
  })
})

describe('what is no recording', () => {
  for (const [what, [status, code, bytes]] of Object.entries(wrong)) {
    it(`${what} is ${status}`, async () => {
      const before = await mluv.rows()
      const calls = simulator.calls().length
      assertRefused(await send(await bytes()), status, code)
      assertRefused(await send(await bytes(), { to: deaf, token: (await deaf.guest()).token }), status, code)
      assert.deepEqual(await mluv.rows(), before)
      assert.equal(simulator.calls().length, calls, 'nobody is paid for it')
    })
  }

  it('a hum without words is 422', async () => void assertRefused(await send(made.wav({ samples: hum({ ms: 2000 }), sampleRateHz: 16_000 })), 422, 'unheard'))

  it('a good one is 503 where nobody can transcribe, and says what to set', async () => {
    const problem = assertRefused(await send(await ogg(beer), { to: deaf, token: (await deaf.guest()).token }), 503, 'unavailable')
    assert.match(problem.detail, /MLUV_STT_URL|OPENAI_API_KEY/)
  })

  it('a good one is 503 where the provider is down, and the same key is answered when it is back', async () => {
    const { token } = await mluv.guest()
    simulator.set({ transcriptions: { fault: { kind: 'status', status: 500 } } })
    assertRefused(await send(await ogg(beer), { key: 'down', token }), 503, 'unavailable')
    simulator.set({ transcriptions: {} })
    assert.equal((await send(await ogg(beer), { key: 'down', token })).as(Turn).transcript, beer)
  })
})

describe('a form', () => {
  const ask = (body: FormData | string, headers: Record<string, string> = {}) => mluv.call('/lessons/process', { method: 'POST', token: guest.token, body, headers })
  const boundary = 'multipart/form-data; boundary=x'

  it('has the file under its name, once, and fields that are known', async () => {
    const recording = await ogg(beer)
    assertRefused(await ask(form(recording, {}, { field: 'file', name: 'a.ogg', type: 'audio/ogg' })), 400, 'invalid')
    assertRefused(await ask(form(recording, { conversationId: 'mine' })), 400, 'invalid')
    for (const name of ['language', '__proto__', 'constructor']) assertRefused(await ask(form(recording, { [name]: 'x' })), 400)
    const twice = form(recording)
    twice.append('audio', new Blob([new Uint8Array(recording)]), 'again')
    assert.ok([400, 413].includes((await ask(twice)).status))
    const many = form(recording)
    for (let count = 0; count < 50; count += 1) many.append('conversationId', '')
    assert.ok([400, 413].includes((await ask(many)).status))
    assertRefused(await ask(new FormData()), 400)
  })

  for (const [what, body, headers] of [
    ['without a boundary', 'x', { 'content-type': 'multipart/form-data' }], ['with nothing in it', '', { 'content-type': boundary }], ['that ends in the middle of a file', '--x\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\nOggS', { 'content-type': boundary }],
    ['that ends in the middle of a header', '--x\r\nContent-Dispo', { 'content-type': boundary }], ['that is none', 'hello', { 'content-type': boundary }], ['with a part without a name', '--x\r\n\r\nabc\r\n--x--\r\n', { 'content-type': boundary }],
    ['whose file is a field', '--x\r\nContent-Disposition: form-data; name="audio"\r\n\r\nabc\r\n--x--\r\n', { 'content-type': boundary }],
  ] as const) {
    it(`${what} is refused`, async () => {
      const answer = await ask(body, headers)
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text}`)
      assertRefused(answer, answer.status)
    })
  }

  it('is what is expected, and nothing else', async () => {
    assertRefused(await ask('{"audio":"x"}', { 'content-type': 'application/json' }), 415, 'unsupported')
    assertRefused(await ask('audio=x', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'unsupported')
    assertRefused(await ask('x', { 'content-type': 'audio/ogg' }), 415, 'unsupported')
  })
})
