import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type Type from 'typebox'
import { Turn } from '@mluv/protocol/turn.ts'
import { turnEndpoints as endpoints } from '../../../bench/simulator/behaviour.ts'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import type { SoundId } from '../../src/domain/identity.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import { allOf, ofType, openEvents } from '../journeys/event-stream.ts'
import { openInstallation, type Door, type Guest, type Installation } from '../journeys/installation.ts'
import { recorder } from '../journeys/recordings.ts'
import { openSocket } from '../journeys/socket.ts'
import { turnableClock } from '../journeys/turnable-clock.ts'
import { tcpProxy, type TcpProxy } from '../tcp-proxy.ts'

const text = 'Dobrý den, dám si jedno velké pivo.'
const othersAtOnce = 10

/** Nobody loses patience: no time passes. */
const clock = turnableClock()
let simulator: Simulator
type Endpoint = (typeof endpoints)[number]
/** The way to each provider: it answers when it is let through, and not before. */
let ways: Readonly<Record<Endpoint, TcpProxy>>
let mluv: Installation
let guest: Guest
let recording: Uint8Array<ArrayBuffer>

before(async () => {
  simulator = await startSimulator()
  const to = { host: '127.0.0.1', port: Number(new URL(simulator.url).port) }
  ways = Object.fromEntries(await Promise.all(endpoints.map(async (endpoint) => [endpoint, await tcpProxy(to)] as const))) as Record<Endpoint, TcpProxy>
  const made = recorder()
  const pcm = await made.say(text)
  simulator.teach(pcm, text)
  recording = new Uint8Array(await made.ogg(pcm))
  await made.close()
  mluv = await openInstallation({ clock, settings, warm: ['audio', 'ear'] })
})
beforeEach(async () => {
  reply()
  guest = await mluv.guest()
})
after(async () => {
  await mluv.close()
  await Promise.all(endpoints.map((endpoint) => ways[endpoint].close()))
  await simulator.stop()
})

const at = (endpoint: Endpoint) => `http://127.0.0.1:${ways[endpoint].port}/v1`
const settings = {
  DATABASE_POOL_MAX: '1', OPENAI_API_KEY: 'sk-simulated',
  get MLUV_CHAT_URL() { return at('chat') },
  get MLUV_STT_URL() { return at('transcriptions') },
  get MLUV_TTS_URL() { return at('speech') },
}

/** A new learner comes, looks at what nobody remembers, and changes something: four statements at least. */
async function comeAndGo(door: Door): Promise<void> {
  const { token } = await door.guest()
  for (const answer of [
    await door.call('/learner/home', { token, headers: { 'cache-control': 'no-cache' } }),
    await door.call('/learner/settings', { method: 'PATCH', token, json: { level: 'B1' } }),
  ]) assert.equal(answer.status, 200, answer.text)
}

/** Others are served, many at once, while the provider keeps a turn waiting; then the turn ends. */
async function othersAreServed(endpoint: Endpoint, door: Door, turn: () => Promise<unknown>): Promise<void> {
  const way = ways[endpoint]
  way.stall()
  let isOver = false
  const running = turn().finally(() => (isOver = true))
  running.catch(() => {})
  try {
    await Promise.race([way.held(), running])
    await Promise.all(Array.from({ length: othersAtOnce }, () => comeAndGo(door)))
    assert.ok(!isOver, 'the turn did not wait for the provider')
  } finally {
    await way.pass()
  }
  await running
}

type Turned = Type.Static<typeof Turn>

async function overSocket(up: (socket: Awaited<ReturnType<typeof openSocket>>) => void): Promise<Turned> {
  const socket = await openSocket(mluv.url)
  socket.up({ type: 'hello', token: guest.token })
  await socket.next('ready')
  up(socket)
  const { turn } = await socket.next('remembered')
  await socket.close()
  return turn
}

async function overEvents(asking: { readonly json?: unknown; readonly body?: Uint8Array<ArrayBuffer>; readonly headers?: Readonly<Record<string, string>> }, path: string): Promise<Turned> {
  const events = await allOf(await openEvents(`${mluv.url}/api/v1${path}`, { token: guest.token, ...asking }))
  return ofType(events.at(-1)!.message, 'remembered').turn
}

function form(): FormData {
  const data = new FormData()
  data.append('audio', new Blob([recording]), 'speech')
  return data
}

async function formAsSent(): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> }> {
  const sent = new Response(form())
  return { body: new Uint8Array(await sent.arrayBuffer()), headers: { 'content-type': sent.headers.get('content-type')! } }
}

const doors: readonly { readonly called: string; readonly waitsFor: readonly Endpoint[]; readonly turn: () => Promise<Turned> }[] = [
  { called: 'in writing, in one answer', waitsFor: ['chat', 'speech'], turn: () => mluv.say(guest.token, text) },
  { called: 'in writing, by server-sent events', waitsFor: ['chat', 'speech'], turn: () => overEvents({ json: { text } }, '/lessons/process/text') },
  { called: 'in writing, over the WebSocket', waitsFor: ['chat', 'speech'], turn: () => overSocket(({ up }) => up({ type: 'say', text })) },
  { called: 'aloud, in one answer', waitsFor: endpoints, turn: async () => (await mluv.call('/lessons/process', { token: guest.token, body: form() })).as(Turn) },
  { called: 'aloud, by server-sent events', waitsFor: endpoints, turn: async () => overEvents(await formAsSent(), '/lessons/process') },
  {
    called: 'aloud, over the WebSocket', waitsFor: endpoints,
    turn: () => overSocket(({ up, upSound }) => {
      up({ type: 'utterance-begin' })
      upSound(recording)
      up({ type: 'utterance-end' })
    }),
  },
]

let replies = 0
/** Nothing has been said before, so that it must be spoken. */
const reply = () => simulator.rules([{ when: '', say: `To je věta číslo ${(replies += 1)}. A co ty?`, structured: false }])

describe('with one connection to the database', () => {
  for (const { called, waitsFor, turn } of doors)
    for (const endpoint of waitsFor)
      it(`a turn ${called} that waits for ${endpoint} keeps nobody from theirs, and ends whole`, async () => {
        const taken: Turned[] = []
        await othersAreServed(endpoint, mluv, async () => void taken.push(await turn()))
        const [{ transcript, degraded, reply: said }] = taken as [Turned]
        assert.deepEqual([transcript, degraded], [text, []])
        assert.ok(said!.sentences.every(({ audioUrl }) => audioUrl))
      })

  it('a check and the first words of a talk keep nobody waiting either', async () => {
    const asked = async (path: string, json: object, status: number) => assert.equal((await mluv.call(path, { method: 'POST', token: guest.token, json })).status, status)
    await othersAreServed('chat', mluv, () => asked('/check', { text }, 200))
    await othersAreServed('speech', mluv, () => asked('/conversations', { topic: 'food' }, 201))
  })

  it('a turn that does hold it is noticed: others are refused', async () => {
    const greedy = await openInstallation({ clock, warm: ['ear'], database: mluv.database, settings: { ...settings, DATABASE_WAIT_MS: '1000' }, adapt: holding })
    const session = await mluv.database.database.openSession('mluv test')
    try {
      await session.sql`begin`
      await session.sql`lock table sounds`
      await assert.rejects(othersAreServed('chat', greedy, () => greedy.say(guest.token, text, { speak: false })), /429/)
    } finally {
      await session.close()
      await greedy.close({ keep: true })
    }
  })
})

/** A tutor that is in the middle of a statement while it waits for the model: it wants what somebody else has locked. */
const holding = (tutor: Tutor): Tutor => ({
  ...tutor,
  mind: {
    name: tutor.mind.name,
    async *write(prompt, options) {
      const found = tutor.store.sounds.find(clock.newId() as SoundId).catch(() => {})
      yield* tutor.mind.write(prompt, options)
      await found
    },
  },
})
