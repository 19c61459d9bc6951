import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { DownMessage } from '@mluv/protocol/voice.ts'
import { hearing } from '../../../bench/simulator/hearing.ts'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { atListeningRate } from '../../../bench/simulator/spectrum.ts'
import { tonesOf } from '../../../bench/simulator/tones.ts'
import { unwrap } from '../../src/adapters/audio/encode.ts'
import { encodedRateHz, encodeOpus, openDecoder } from '../../src/adapters/audio/opus.ts'
import { codeOf, Failure } from '../../src/domain/failure.ts'
import { samplesIn, type OpusSound } from '../../src/domain/opus.ts'
import { cancelUtterance, openTalk, takeSound } from '../../src/entry/talk.ts'
import { listen } from '../../src/tutor/listen.ts'
import { claiming } from '../contracts/store-cast.ts'
import { openInstallation, type Guest, type Installation } from '../journeys/installation.ts'
import { openSocket, type Socket } from '../journeys/socket.ts'

let simulator: Simulator
let mluv: Installation
let guest: Guest
before(async () => {
  simulator = await startSimulator()
  mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key, MLUV_TTS_URL: simulator.url, MLUV_TTS_KEY: simulator.key } })
})
beforeEach(async () => {
  guest = await mluv.guest()
})
after(async () => {
  await mluv.close()
  await simulator.stop()
})

async function ready(more: object = {}): Promise<Socket> {
  const socket = await openSocket(mluv.url)
  socket.up({ type: 'hello', token: guest.token, ...more })
  await socket.next('ready')
  return socket
}

describe('what is being said', () => {
  const words = 'Dobrý den, chtěl bych kávu.'
  const samples = atListeningRate(tonesOf(words))
  const sound = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  /** The same after a second in which nothing is said, 20 ms at a time. */
  const loud = [...Array.from({ length: 50 }, () => new Uint8Array(640)), ...Array.from({ length: 60 }, (_, at) => sound.subarray(at * 640, at * 640 + 640))]

  it('is a turn from its first sound on, and happens once', async () => {
    const socket = await ready()
    const utter = () => {
      socket.up({ type: 'utterance-begin', format: 'pcm16k', key: 'live' })
      for (let at = 0; at < sound.length; at += 3201) socket.upSound(sound.subarray(at, at + 3201))
    }
    utter()
    assert.equal((await socket.next('listening')).state, 'began')
    socket.up({ type: 'utterance-end' })
    assert.equal((await socket.next('heard')).transcript, words)
    const { turn } = await socket.next('remembered')
    assert.equal(turn.spoken, true)
    const { length } = simulator.calls()
    utter()
    socket.up({ type: 'utterance-end' })
    assert.deepEqual((await socket.next('remembered')).turn, turn)
    assert.equal(simulator.calls().length, length, 'and is not paid for twice')
    await socket.close()
  })

  it('ends by itself where the microphone stays open, and what comes next is another turn', async () => {
    const socket = await ready()
    socket.up({ type: 'mute', on: true })
    socket.up({ type: 'utterance-begin', format: 'pcm16k', mode: 'open', silenceMs: 400 })
    const turns = new Set<string>()
    for (let times = 0; times < 2; times += 1) {
      for (const part of [new Uint8Array(16_000), sound, new Uint8Array(32_000)]) socket.upSound(part)
      assert.equal((await socket.next('heard')).transcript, words)
      turns.add((await socket.next('remembered')).turn.turnId)
    }
    assert.equal(turns.size, 2)
    await socket.close()
  })

  it('and breaks off leaves no trace, and is said again under its key', async () => {
    const before = await mluv.rows()
    const lost = await ready()
    lost.up({ type: 'utterance-begin', format: 'pcm16k', key: 'broken' })
    lost.upSound(sound.subarray(0, 20_000))
    await lost.next('listening')
    lost.drop()
    const socket = await ready()
    socket.up({ type: 'utterance-begin', format: 'pcm16k', key: 'broken' })
    socket.upSound(sound)
    socket.up({ type: 'utterance-end' })
    assert.equal((await socket.next('heard')).transcript, words)
    await socket.next('remembered')
    assert.equal((await mluv.rows()).turns, before.turns + 1)
    await socket.close()
  })

  it('is called by its name from its first sound on, also where the microphone is open', async () => {
    const socket = await ready()
    socket.up({ type: 'mute', on: true })
    socket.up({ type: 'utterance-begin', format: 'pcm16k', mode: 'open', silenceMs: 400, key: 'not-of-an-utterance' })
    for (const part of [new Uint8Array(16_000), sound, new Uint8Array(32_000)]) socket.upSound(part)
    const { key } = await socket.next('listening')
    assert.ok(key !== undefined && key !== 'not-of-an-utterance')
    assert.equal((await socket.next('heard')).key, key)
    const { turn } = await socket.next('remembered')
    socket.up({ type: 'utterance-begin', format: 'pcm16k', key })
    socket.upSound(sound)
    socket.up({ type: 'utterance-end' })
    assert.deepEqual((await socket.next('remembered')).turn, turn, 'said again under its name, it happens once')
    await socket.close()
  })

  it('and is thrown away leaves no trace and nothing to tell', async () => {
    const before = await mluv.rows()
    const socket = await ready()
    for (const mode of ['push', 'tap', 'open']) {
      socket.up({ type: 'utterance-begin', format: 'pcm16k', mode })
      socket.upSound(sound.subarray(0, 20_000))
      await socket.next('listening')
      socket.up({ type: 'utterance-cancel' })
    }
    socket.up({ type: 'say', text: 'Ahoj!', key: 'after' })
    await socket.next('remembered')
    assert.deepEqual(socket.messages.filter(({ type }) => type === 'failed' || type === 'refused'), [])
    assert.equal((await mluv.rows()).turns, before.turns + 1)
    await socket.close()
  })

  it('and is thrown away lets the tutor go on whose voice waited for it, whatever was asked for in writing meanwhile', () => {
    const did: string[] = []
    const say = (message: DownMessage) => void ('turnId' in message && did.push(`${message.type} ${message.turnId}`))
    const talk = openTalk({ say, frame: async () => {}, close: () => {} }, new AbortController().signal)
    const sounding = (turnId: string) => ({ live: { turnId }, delivery: { isSounding: true, hold: () => void did.push(`${turnId} waits`), resume: () => void did.push(`${turnId} goes on`) } }) as never
    const nothing = { turnId: 'said', follow: async function* () {} }
    const house = { turns: { begin: () => nothing }, clock: { newId: () => 'k', monotonicMs: () => 0 }, crowd: { admit() {} }, trace: null, leaving: new AbortController().signal } as never
    talk.learnerId = 'somebody' as never
    talk.microphone = { begin: { type: 'utterance-begin', mode: 'open' }, listening: listen({ mode: 'open', silenceMs: 800 }), decoder: null, saying: null, key: 'k', quit: new AbortController(), held: null }
    talk.current = sounding('one')
    for (const part of loud) if (did.length === 0) takeSound(house, talk, Buffer.from(part))
    talk.current = sounding('other')
    cancelUtterance(talk)
    assert.deepEqual([did, talk.microphone], [['one waits', 'held one', 'one goes on', 'resumed one'], null])
  })

  describe('before the tutor says anything', () => {
    /** What becomes of an awaited turn when somebody speaks for a second at an open microphone. */
    function goingOn({ isTheirs = true, speaks = true, isRefused = false }): string[] {
      const did: string[] = []
      const say = (message: DownMessage) => void ('turnId' in message && did.push(message.type))
      const talk = openTalk({ say, frame: async () => {}, close: () => {} }, new AbortController().signal)
      const live = { turnId: 'one', running: true, interrupt: () => 0 } as never
      const nothing = { turnId: 'two', follow: async function* () {} }
      const begin = () => {
        if (isRefused) throw new Failure('busy', 'Later.')
        return nothing
      }
      const turns = { begin, takeBack: () => () => null }
      const others = { clock: { newId: () => 'k', monotonicMs: () => 0 }, crowd: { admit() {} }, pace: { count() {} }, trace: null, leaving: new AbortController().signal }
      const house = { abilities: { speaks }, turns, ...others } as never
      talk.learnerId = 'somebody' as never
      talk.microphone = { begin: { type: 'utterance-begin', mode: 'open' }, listening: listen({ mode: 'open', silenceMs: 800 }), decoder: null, saying: null, key: 'k', quit: new AbortController(), held: null }
      talk.current = { live, isTakenBack: false, delivery: { isSounding: false, hasSounded: false, hold() {}, resume() {}, stop() {} } } as never
      if (isTheirs) talk.said = [{ live, speech: null as never }]
      for (const part of [...loud, new Uint8Array(32_000)]) {
        try {
          takeSound(house, talk, Buffer.from(part))
        } catch (error) {
          assert.equal(codeOf(error), 'busy')
        }
      }
      return did
    }

    it('goes on with what they said before, and takes its answer back', () => assert.deepEqual(goingOn({}), ['held', 'taken-back']))

    it('lets alone what they wrote, or said otherwise', () => assert.deepEqual(goingOn({ isTheirs: false }), []))

    it('is a turn of its own where the tutor is only read', () => assert.deepEqual(goingOn({ speaks: false }), []))

    it('takes nothing back where they cannot be listened to', () => assert.ok(!goingOn({ isRefused: true }).includes('taken-back')))
  })

  it('is waited for as the learner has set it, where the client does not say', async () => {
    for (const [silenceMs, isEnded] of [[3000, false], [300, true]] as const) {
      await mluv.call('/learner/settings', { method: 'PATCH', token: guest.token, json: { silenceMs } })
      const socket = await ready()
      socket.up({ type: 'utterance-begin', format: 'pcm16k', mode: 'tap' })
      for (const part of [sound, new Uint8Array(32_000)]) socket.upSound(part)
      socket.up({ type: 'ping' })
      await socket.next('pong')
      assert.equal(socket.messages.some((message) => message.type === 'listening' && message.state === 'ended'), isEnded, `${silenceMs} ms`)
      await socket.close()
    }
  })

  it('without a voice is refused', async () => {
    const socket = await ready()
    socket.up({ type: 'utterance-begin', format: 'pcm16k' })
    socket.upSound(new Uint8Array(32_000))
    socket.up({ type: 'utterance-end' })
    assert.equal((await socket.next('failed')).problem.code, 'unheard')
    socket.up({ type: 'utterance-begin', format: 'pcm16k', mode: 'tap' })
    socket.up({ type: 'utterance-end' })
    assert.equal((await socket.next('refused')).problem.code, 'unheard')
    await socket.close()
  })
})

describe('sound in Opus', () => {
  const words = 'Dobrý den, chtěl bych kávu.'
  const packets = encodeOpus(tonesOf(words, { sampleRateHz: encodedRateHz }).samples)
  const sent = (some: readonly Uint8Array[]) => Buffer.concat(some.flatMap((packet) => [Buffer.from([packet.length >> 8, packet.length & 255]), packet]))

  it('is heard as it comes up, and what is no packet is a moment of silence', async () => {
    for (const mode of ['push', 'tap', 'open'] as const) {
      const socket = await ready()
      socket.up({ type: 'mute', on: true })
      socket.up({ type: 'utterance-begin', format: 'opus', mode, silenceMs: 400 })
      const nothing = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? new Uint8Array(0) : Uint8Array.of(73, 1)))
      socket.upSound(sent(nothing))
      for (let at = 0; at < packets.length; at += 5) socket.upSound(sent(packets.slice(at, at + 5)))
      for (let times = 0; times < 3; times += 1) socket.upSound(sent(nothing))
      socket.upSound(Buffer.from([255, 255, 1]))
      if (mode === 'push') socket.up({ type: 'utterance-end' })
      assert.equal((await socket.next('heard')).transcript, words, mode)
      await socket.next('remembered')
      socket.upSound(sent(Array.from({ length: 51 }, () => packets[0]!)))
      if (mode === 'open') assert.equal((await socket.next('refused')).problem.code, 'invalid', 'too many at once')
      await socket.close()
    }
  })

  it('goes down as the voice made it, is kept so, and goes on after a reconnection with the packet that was missing', async () => {
    const socket = await ready({ sound: 'opus' })
    socket.up({ type: 'say', text: 'Mám rád kávu.' })
    const { turn } = await socket.next('remembered')
    const [first] = turn.reply!.sentences
    const frames = socket.frames.filter(({ sentence }) => sentence === 0)
    const kept = unwrap((await mluv.ask(first!.audioUrl!)).bytes)
    assert.deepEqual(frames.flatMap(({ opus }) => opus!.packets.map((packet) => [...packet])), kept.packets.map(({ data }) => [...data]))
    assert.equal(await spokenIn(kept), first!.text)
    assert.equal(first!.durationMs, Math.round((samplesIn(kept.packets) - kept.preSkip) / 48))
    assert.deepEqual(frames.map(({ opus }) => opus!.padding).findIndex(Boolean), frames.length - 1)
    const haveMs = (frames[2]!.fromSample - frames[2]!.opus!.preSkip) / 48
    const back = await ready({ sound: 'opus', resume: { turnId: turn.turnId, afterSeq: 1, have: { sentence: 0, ms: haveMs } } })
    await back.next('remembered')
    const placed = (all: typeof frames) => all.map(({ fromSample, sound }) => [fromSample, sound.toString('hex')])
    assert.deepEqual(placed(back.frames.filter(({ sentence }) => sentence === 0)), placed(frames.slice(2)))
    await Promise.all([socket.close(), back.close()])
  })

  it('goes down as samples to who asks for those', async () => {
    const socket = await ready({ sound: 'pieces' })
    socket.up({ type: 'say', text: 'Mám rád čaj.' })
    const { turn } = await socket.next('remembered')
    for (const [at, { text, durationMs }] of turn.reply!.sentences.entries()) {
      const bytes = Buffer.concat(socket.frames.filter(({ sentence }) => sentence === at).map(({ sound }) => sound))
      const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
      assert.ok(Math.abs(samples.length / 24 - durationMs!) < 1)
      assert.equal(hearing().hear({ samples, sampleRateHz: 24_000 }), text)
    }
    await socket.close()
  })
})

async function spokenIn({ packets, preSkip }: OpusSound): Promise<string> {
  const decoder = await openDecoder(24_000)
  const samples = decoder.decode(packets).subarray(preSkip / 2)
  decoder.close()
  return hearing().hear({ samples, sampleRateHz: 24_000 })
}

it('a turn whose process died is answered anew for who resumes it, aloud or not as they say', async () => {
  const words = 'Mám rád pivo.'
  const claim = await mluv.mluv.house.store.turns.claim(claiming(guest.learnerId as never, 'broken-off', { transcript: words, owner: 'a dead process', leaseUntilMs: 0 }))
  assert.ok(claim.state === 'mine')
  const { turnId } = claim.turn
  const socket = await ready({ resume: { turnId, afterSeq: 2, speak: false } })
  assert.equal((await socket.next('heard')).seq, 1)
  const { turn } = await socket.next('remembered')
  assert.deepEqual([turn.turnId, turn.transcript, turn.reply!.sentences.every(({ audioUrl }) => audioUrl === null), socket.frames], [turnId, words, true, []])
  await socket.close()
})
