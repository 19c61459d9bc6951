import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { ConversationView } from '@mluv/protocol/conversations.ts'
import { frameKind } from '@mluv/protocol/voice.ts'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { audioWorker } from '../../src/adapters/audio/audio.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { ReplyPrompt } from '../../src/ports/language-model.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import { gate } from '../journeys/gate.ts'
import { openInstallation, type Guest, type Installation } from '../journeys/installation.ts'
import { recorder } from '../journeys/recordings.ts'
import { openSocket, type Socket } from '../journeys/socket.ts'
import { turnableClock } from '../journeys/turnable-clock.ts'

const text = 'Mám rád pivo a jdu do škola.'
const dayMs = 86_400_000

const clock = turnableClock()
const voice = gate()
const keeping = gate()
const audio = audioWorker({ clock: realClock() })
const prompts: ReplyPrompt[] = []
let simulator: Simulator
let mluv: Installation
let guest: Guest
before(async () => {
  simulator = await startSimulator()
  mluv = await openInstallation({ clock, adapt: observed, settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key } })
})
beforeEach(async () => {
  guest = await mluv.guest()
})
after(async () => {
  await mluv.close()
  await simulator.stop()
  await audio.close()
})

/** What the mind is told is noted; the sound of a reply's second sentence, and what is kept of a turn, wait behind gates. */
function observed(tutor: Tutor): Tutor {
  const { mind, store } = tutor
  let sentences = 0
  return {
    ...tutor,
    mind: { name: mind.name, write: (prompt, options) => ((sentences = 0), prompts.push(prompt), mind.write(prompt, options)) },
    store: {
      ...store,
      sounds: { ...store.sounds, recall: async (speechKey) => ((sentences += 1) > 1 && (await voice.pass()), store.sounds.recall(speechKey)) },
      turns: { ...store.turns, finish: async (outcome) => (await keeping.pass(), store.turns.finish(outcome)) },
    },
  }
}

async function ready(token = guest.token): Promise<Socket> {
  const socket = await openSocket(mluv.url)
  socket.up({ type: 'hello', token })
  await socket.next('ready')
  return socket
}

/** Until everything that was sent has been taken. */
async function settled(socket: Socket): Promise<void> {
  socket.up({ type: 'ping' })
  await socket.next('pong')
}

/** What the next prompt holds of the tutor's last reply. */
async function heardInPrompt(socket: Socket): Promise<string> {
  socket.up({ type: 'say', text: 'A co ty?', speak: false })
  await socket.next('remembered')
  return prompts.at(-1)!.exchanges.at(-1)!.tutor
}

describe('a connection', () => {
  it('is a session by its first message', async () => {
    const socket = await openSocket(mluv.url)
    assert.equal(socket.protocol, 'mluv.1')
    socket.up({ type: 'hello', token: guest.token })
    assert.equal((await socket.next('ready')).learnerId, guest.learnerId)
    await socket.close()
  })

  it('is a session by its cookie, for our own pages', async () => {
    const cookie = `mluv_session=${guest.token}`
    const socket = await openSocket(mluv.url, { cookie, origin: mluv.url })
    assert.equal((await socket.next('ready')).learnerId, guest.learnerId)
    await socket.close()
    for (const origin of ['https://evil.example', 'null', mluv.url.replace('127.0.0.1', 'localhost')]) {
      const foreign = await openSocket(mluv.url, { cookie, origin })
      assert.equal((await foreign.next('refused')).problem.code, 'forbidden')
      assert.equal((await foreign.closed).code, 1008)
      assert.ok(!foreign.messages.some(({ type }) => type === 'ready'))
    }
    const cookieless = await openSocket(mluv.url, { origin: 'https://evil.example' })
    assert.equal((await cookieless.next('refused')).problem.code, 'forbidden', 'another site’s page has no business here, with or without a cookie')
    assert.equal((await cookieless.closed).code, 1008)
  })

  it('that says nothing is closed after five seconds, not before', async () => {
    const socket = await openSocket(mluv.url)
    await settled(socket)
    clock.turn(4_999)
    await settled(socket)
    clock.turn(1)
    assert.equal((await socket.closed).code, 1008)
    const greeted = await ready()
    clock.turn(5_001)
    await settled(greeted)
    await greeted.close()
  })

  it('without a session may do nothing', async () => {
    const before = await mluv.rows()
    const socket = await openSocket(mluv.url)
    for (const message of [{ type: 'say', text }, { type: 'utterance-begin' }, { type: 'interrupt' }, { type: 'hello' }, { type: 'hello', token: 'x'.repeat(43) }]) {
      socket.up(message)
      assert.equal((await socket.next('refused')).problem.code, 'unauthorized')
    }
    await socket.close()
    assert.deepEqual(await mluv.rows(), before)
  })

  it('stays its first learner’s', async () => {
    const socket = await ready()
    socket.up({ type: 'hello', token: (await mluv.guest()).token })
    assert.equal((await socket.next('refused')).problem.code, 'conflict')
    await socket.close()
  })

  it('whose client is gone without a word is ended', async () => {
    const socket = await openSocket(mluv.url, {}, { autoPong: false })
    socket.up({ type: 'hello', token: guest.token })
    await socket.next('ready')
    clock.turn(30_000)
    await socket.pinged()
    clock.turn(30_000)
    assert.equal((await socket.closed).code, 1006)
  })
})

describe('what is said', () => {
  it('is answered as it happens, with sound in frames', async () => {
    const socket = await ready()
    socket.up({ type: 'say', text, key: 'frames' })
    const heard = await socket.next('heard')
    const { turn } = await socket.next('remembered')
    assert.deepEqual([heard.transcript, heard.spoken, heard.turnId], [text, false, turn.turnId])
    assert.equal(socket.frames.length, turn.reply!.sentences.length)
    for (const [at, { kind, reserved, sentence, turnNumber, sound }] of socket.frames.entries()) {
      assert.deepEqual([kind, reserved, sentence, turnNumber], [frameKind.sentence, 0, at, heard.turnNumber])
      const told = turn.reply!.sentences[at]!
      assert.deepEqual(sound, (await mluv.ask(told.audioUrl!)).bytes)
      const { samples } = await audio.decode(sound, { durationMsMax: 60_000, signal: new AbortController().signal })
      assert.ok(Math.abs(samples.length / 16 - told.durationMs!) < 100)
    }
    const rows = await mluv.rows()
    socket.up({ type: 'say', text, key: 'frames' })
    assert.deepEqual((await socket.next('remembered')).turn, turn)
    socket.up({ type: 'say', text: 'Něco jiného.', key: 'frames' })
    assert.equal((await socket.next('refused')).problem.code, 'conflict')
    assert.deepEqual(await mluv.rows(), rows)
    await socket.close()
  })

  it('sounds in pieces, while it is made, to who asks for them, and the same again when it is recalled', async () => {
    const socket = await openSocket(mluv.url)
    socket.up({ type: 'hello', token: guest.token, sound: 'pieces' })
    for (const key of ['made', 'recalled']) {
      const before = socket.frames.length
      socket.up({ type: 'say', text: 'Pojď k nám.', key })
      const { turn } = await socket.next('remembered')
      const frames = socket.frames.slice(before)
      for (const [at, { durationMs }] of turn.reply!.sentences.entries()) {
        let samples = 0
        for (const frame of frames.filter(({ sentence }) => sentence === at)) {
          assert.deepEqual([frame.kind, frame.fromSample], [frameKind.piece, samples])
          samples += frame.sound.length / 2
        }
        const { sampleRateHz } = frames.find(({ sentence }) => sentence === at)!
        assert.ok(Math.abs((samples * 1000) / sampleRateHz! - durationMs!) < 1)
      }
    }
    await socket.close()
  })

  it('comes as WAV to who plays no Ogg', async () => {
    const socket = await openSocket(mluv.url)
    socket.up({ type: 'hello', token: guest.token, accept: ['audio/mp4', 'audio/wav'] })
    socket.up({ type: 'say', text: 'Ahoj!' })
    await socket.next('remembered')
    assert.ok(socket.frames.length > 0 && socket.frames.every(({ sound }) => sound.toString('latin1', 0, 4) === 'RIFF'))
    await socket.close()
  })

  it('is answered without frames to who has muted, and counts as read', async () => {
    const socket = await ready()
    socket.up({ type: 'mute', on: true })
    socket.up({ type: 'say', text })
    const { turn } = await socket.next('remembered')
    assert.equal(socket.frames.length, 0)
    assert.equal(await heardInPrompt(socket), turn.reply!.text)
    socket.up({ type: 'mute', on: false })
    socket.up({ type: 'say', text })
    await socket.next('remembered')
    assert.ok(socket.frames.length > 0)
    await socket.close()
  })

  it('aloud is heard from a recording, whole or in pieces', async () => {
    const made = recorder()
    const pcm = await made.say('Dobrý den, dám si jedno pivo.')
    simulator.teach(pcm, 'Dobrý den, dám si jedno pivo.')
    const recording = await made.webm(pcm)
    await made.close()
    const socket = await ready()
    const utter = (key: string) => {
      socket.up({ type: 'utterance-begin', key })
      for (let at = 0; at < recording.length; at += 1500) socket.upSound(recording.subarray(at, at + 1500))
      socket.up({ type: 'utterance-end' })
    }
    utter('aloud')
    const heard = await socket.next('heard')
    assert.deepEqual([heard.transcript, heard.spoken], ['Dobrý den, dám si jedno pivo.', true])
    const { turn } = await socket.next('remembered')
    assert.ok(turn.cost!.heardBy)
    const { length } = simulator.calls()
    utter('aloud')
    assert.equal((await socket.next('remembered')).turn.turnId, turn.turnId)
    assert.equal(simulator.calls().length, length, 'and is not paid for twice')
    await socket.close()
  })
})

describe('what was heard of a reply', () => {
  it('is all that the next prompt holds', async () => {
    const socket = await ready()
    voice.shut()
    socket.up({ type: 'say', text })
    const spoken = await socket.next('spoken')
    const halfMs = spoken.words[Math.floor(spoken.words.length / 2)]!.startMs + 1
    socket.up({ type: 'played', turnId: spoken.turnId, sentence: 0, ms: halfMs })
    socket.up({ type: 'interrupt' })
    const { turn } = await socket.next('remembered')
    voice.open()
    assert.equal(turn.reply!.sentences.length, 1, 'what was never spoken is not kept')
    const heard = await heardInPrompt(socket)
    const last = spoken.words.findLast(({ startMs }) => startMs < halfMs)!
    assert.equal(heard, `${turn.reply!.text.slice(0, last.end)}…`)
    await socket.close()
  })

  it('is what had sounded when the learner interrupted, also of a reply that was kept by then', async () => {
    const socket = await ready()
    socket.up({ type: 'say', text })
    const [first] = (await socket.next('remembered')).turn.reply!.sentences
    socket.up({ type: 'interrupt', playedMs: first!.durationMs! })
    assert.equal(await heardInPrompt(socket), first!.text)
    await socket.close()
  })

  it('is nothing where nothing was acknowledged, and everything where all was', async () => {
    const socket = await ready()
    socket.up({ type: 'say', text })
    await socket.next('remembered')
    assert.equal(await heardInPrompt(socket), '')
    socket.up({ type: 'say', text: 'Mám dva psy.' })
    const { turn } = await socket.next('remembered')
    for (const [sentence, { durationMs }] of turn.reply!.sentences.entries()) socket.up({ type: 'played', turnId: turn.turnId, sentence, ms: durationMs })
    assert.equal(await heardInPrompt(socket), turn.reply!.text)
    await socket.close()
  })

  it('is not forgotten when it is acknowledged while the turn is being kept', async () => {
    const socket = await ready()
    keeping.shut()
    socket.up({ type: 'say', text: 'Ahoj!' })
    await keeping.reached()
    await settled(socket)
    const spoken = socket.messages.filter((message) => message.type === 'spoken')
    for (const { turnId, sentence, durationMs } of spoken) socket.up({ type: 'played', turnId, sentence, ms: durationMs })
    await settled(socket)
    keeping.open()
    const { turn } = await socket.next('remembered')
    assert.equal(await heardInPrompt(socket), turn.reply!.text)
    await socket.close()
  })

  it('is nobody else’s business', async () => {
    const socket = await ready()
    socket.up({ type: 'say', text: 'Ahoj!' })
    const { turn } = await socket.next('remembered')
    const other = await ready((await mluv.guest()).token)
    other.up({ type: 'played', turnId: turn.turnId, sentence: 0, ms: 10_000 })
    assert.equal((await other.next('refused')).problem.code, 'not-found')
    other.up({ type: 'hello', token: guest.token, resume: { turnId: turn.turnId, afterSeq: 0 } })
    assert.equal((await other.next('refused')).problem.code, 'conflict')
    other.up({ type: 'hello', resume: { turnId: turn.turnId, afterSeq: 0 } })
    assert.equal((await other.next('refused')).problem.code, 'not-found')
    assert.equal(await heardInPrompt(socket), '')
    await Promise.all([socket.close(), other.close()])
  })
})

describe('a client that was gone', () => {
  it('hears the rest when it is back, and the turn is remembered meanwhile', async () => {
    const first = await ready()
    voice.shut()
    first.up({ type: 'say', text, key: 'gone' })
    const { turnId } = await first.next('spoken')
    first.drop()
    const afterSeq = Math.max(...first.messages.map((message) => ('seq' in message ? message.seq : 0)))
    const second = await openSocket(mluv.url)
    second.up({ type: 'hello', token: guest.token, resume: { turnId, afterSeq } })
    await second.next('ready')
    voice.open()
    const { turn } = await second.next('remembered')
    const told = [...first.messages, ...second.messages].filter((message) => 'seq' in message)
    const seqs = told.map((message) => message.seq)
    assert.deepEqual(seqs, seqs.toSorted((one, other) => one - other))
    assert.equal(new Set(seqs).size, seqs.length, 'nothing twice')
    assert.equal(told.filter(({ type }) => type === 'said').length, turn.reply!.sentences.length)
    await second.close()
  })

  it('finds what became of a turn that nobody watched', async () => {
    const first = await ready()
    keeping.shut()
    first.up({ type: 'say', text })
    const { turnId, conversationId } = await first.next('heard')
    const live = mluv.mluv.house.turns.find(guest.learnerId as never, turnId as never)!
    first.drop()
    await keeping.reached()
    keeping.open()
    await live.ended
    const page = (await mluv.call(`/conversations/${conversationId}`, { token: guest.token })).as(ConversationView)
    assert.deepEqual(page.turns.map((turn) => turn.turnId), [turnId])
    for (const waitMs of [0, dayMs]) {
      clock.turn(waitMs)
      const back = await openSocket(mluv.url)
      back.up({ type: 'hello', token: guest.token, resume: { turnId, afterSeq: 3 } })
      assert.deepEqual((await back.next('remembered')).turn, page.turns[0])
      await back.close()
    }
  })
})

describe('what is not right', () => {
  it('is refused, and the connection goes on', async () => {
    const before = await mluv.rows()
    const socket = await ready()
    const wrong = [
      'nonsense', '{"type":"say"', '[]', 'null', '""', '{}', { type: 'shout' }, { type: 'say' }, { type: 'say', text: 5 }, { type: 'say', text: 'a' }, { type: 'say', text, key: 'a b' }, { type: 'say', text, extra: 1 },
      { type: 'say', text: 'ahoj\ud800' }, { type: 'played', turnId: 'x', sentence: 0, ms: 1 }, { type: 'mute', on: 'yes' }, { type: 'utterance-end' }, '{"__proto__":{"type":"say"},"type":"say"}', '['.repeat(200_000),
    ]
    for (const message of wrong) {
      socket.up(message)
      assert.equal((await socket.next('refused')).problem.code, 'invalid')
    }
    socket.upSound(new Uint8Array(10))
    assert.equal((await socket.next('refused')).problem.code, 'invalid')
    await settled(socket)
    assert.deepEqual(await mluv.rows(), { ...before, learners: before.learners, sessions: before.sessions })
    socket.up({ type: 'shout' })
    assert.equal((await socket.closed).code, 1008, 'the twentieth is one too many')
  })

  it('is a recording that is too large: one refusal, however much still comes', async () => {
    const socket = await ready()
    socket.up({ type: 'utterance-begin' })
    for (let count = 0; count < 60; count += 1) socket.upSound(new Uint8Array(100 * 1024))
    socket.up({ type: 'utterance-end' })
    await settled(socket)
    assert.deepEqual(socket.messages.flatMap((message) => (message.type === 'refused' ? [message.problem.code] : [])), ['too-large'])
    socket.up({ type: 'say', text: 'Ahoj!', speak: false })
    await socket.next('remembered')
    await socket.close()
  })

  it('is a recording of nothing, or of something else', async () => {
    const before = await mluv.rows()
    const socket = await ready()
    socket.up({ type: 'utterance-begin' })
    socket.up({ type: 'utterance-end' })
    assert.equal((await socket.next('refused')).problem.code, 'unheard')
    socket.up({ type: 'utterance-begin' })
    socket.upSound(Buffer.from('<html><script>alert(1)</script></html>'))
    socket.up({ type: 'utterance-end' })
    assert.equal((await socket.next('failed')).problem.code, 'unsupported')
    await socket.close()
    assert.equal((await mluv.rows()).turns, before.turns)
  })

  it('is a message that is too large for any', async () => {
    const socket = await ready()
    socket.upSound(new Uint8Array(2 * 1024 * 1024))
    assert.equal((await socket.closed).code, 1009)
  })
})
