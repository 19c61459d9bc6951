import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ConversationView } from '@mluv/protocol/conversations.ts'
import { StatsMe } from '@mluv/protocol/learner.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { atListeningRate } from '../../../bench/simulator/spectrum.ts'
import { tonesOf } from '../../../bench/simulator/tones.ts'
import { allOf, openEvents, type EventStream } from './event-stream.ts'
import { send, type Asking, type Guest } from './installation.ts'
import { place, type Serving } from './serving.ts'
import { openSocket } from './socket.ts'

const home = place()
let simulator: Simulator
let serving: Serving
let guest: Guest
const start = () => home.start({ MLUV_CHAT_URL: simulator.url, OPENAI_API_KEY: simulator.key, MLUV_TTS_URL: simulator.url, MLUV_STT_URL: simulator.url })
before(async () => {
  simulator = await startSimulator()
  simulator.rules([{ when: '', say: 'To je skvělé, gratuluju! A kam půjdeš potom? Já nevím.', structured: false }])
  serving = await start()
  guest = JSON.parse((await ask('/session/guest', { method: 'POST' })).text) as Guest
})
after(async () => {
  await home.remove()
  await simulator.stop()
})

const ask = (path: string, asking: Asking = {}) => send(`${serving.url}/api/v1${path}`, { ...asking, ...(path === '/session/guest' ? {} : { token: guest.token }) })
const begin = (key: string, text: string): Promise<EventStream> => openEvents(`${serving.url}/api/v1/lessons/process/text`, { token: guest.token, key, json: { text } })
const again = async (key: string, text: string) => (await ask('/lessons/process/text', { key, json: { text } })).as(Turn)

async function seen(events: EventStream, type: string): Promise<void> {
  for await (const each of { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) }) if ('event' in each && each.event === type) return
  assert.fail(`it ended before "${type}"`)
}

describe('kill -9 in the middle of a turn', () => {
  const lines: readonly (readonly [string, string, Parameters<Simulator['set']>[0]])[] = [
    ['heard', 'Dnes jdu do kina.', { chat: { fault: { kind: 'stall' } } }],
    ['spoken', 'Mám rád české pivo.', { chat: { fault: { kind: 'stall', afterPieces: 6 } } }],
    ['remembered', 'Zítra pojedu do Brna.', {}],
  ]
  let told = ''
  for (const [at, [type, text, behaviour]] of lines.entries()) {
    it(`after "${type}": started again, the same key is answered, once`, async () => {
      simulator.set({ chat: {}, speech: {}, ...behaviour })
      const events = await begin(`kill-${type}`, text)
      await seen(events, type)
      assert.equal((await serving.end('SIGKILL')).signal, 'SIGKILL')
      events.leave()
      simulator.set({ chat: {}, speech: {} })
      serving = await start()

      const turn = await again(`kill-${type}`, text)
      assert.deepEqual([turn.transcript, turn.degraded], [text, []])
      assert.ok(turn.reply!.sentences.length > 0)
      assert.deepEqual(await again(`kill-${type}`, text), turn)
      const { turns, turns: { length } } = (await ask(`/conversations/${turn.conversationId}`)).as(ConversationView)
      assert.equal(length, at + 1)
      assert.deepEqual(turns.map(({ transcript }) => transcript), lines.slice(0, length).map(([, line]) => line), 'in the order in which they were said, each once')
      const stats = (await ask('/stats/me')).as(StatsMe)
      assert.equal(stats.turns, length)
      assert.equal(stats.starsTotal, turns.reduce((stars, { progress }) => stars + progress!.starsEarned, 0))
      assert.equal(turn.progress!.starsTotal, stats.starsTotal)
      told += serving.printed()
    })
  }

  it('after words were heard on the WebSocket: resumed, they are answered from what was heard, and nobody is asked to hear them again', async () => {
    const words = 'Mám ráda knedlíky.'
    const sound = atListeningRate(tonesOf(words))
    const hello = { type: 'hello', token: guest.token, sound: 'pieces' }
    simulator.set({ chat: { fault: { kind: 'stall', afterPieces: 6 } }, speech: {} })
    const before = await openSocket(serving.url)
    before.up(hello)
    before.up({ type: 'utterance-begin', format: 'pcm16k' })
    before.upSound(new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength))
    before.up({ type: 'utterance-end' })
    const { turnId } = await before.next('heard')
    await before.next('spoken')
    await serving.end('SIGKILL')
    simulator.set({ chat: {}, speech: {} })
    simulator.forget()
    serving = await start()

    const resumed = async (more: object) => {
      const socket = await openSocket(serving.url)
      socket.up({ ...hello, resume: { turnId, afterSeq: 3, have: { sentence: 0, ms: 100 }, ...more } })
      await socket.next('ready')
      const { turn } = await socket.next('remembered')
      await socket.close()
      return { turn, types: socket.messages.map(({ type }) => type), sounds: socket.frames.length > 0 }
    }
    const { turn, types, sounds } = await resumed({})
    assert.deepEqual([turn.turnId, turn.transcript, turn.spoken, turn.degraded, sounds], [turnId, words, true, [], true])
    assert.deepEqual([types.slice(0, 2), types.includes('said')], [['ready', 'heard'], true])
    assert.deepEqual(simulator.calls().filter(({ endpoint }) => endpoint === 'transcriptions'), [])
    assert.deepEqual((await resumed({})).turn, turn)
    const { turns } = (await ask(`/conversations/${turn.conversationId}`)).as(ConversationView)
    assert.equal(turns.filter(({ transcript }) => transcript === words).length, 1)
  })

  it('the operator’s token was told once, at the very first start', () => {
    assert.doesNotMatch(told, /token/)
  })
})

describe('a second start', () => {
  it('is refused with the number of the process that runs, which goes on', async () => {
    await assert.rejects(home.start(), (error: Error & { code?: number }) => error.message.includes(`(process ${serving.pid})`) && !/\bat .*\.ts:/.test(error.message) && error.code === 1)
    assert.equal((await ask('/learner')).status, 200)
  })
})

describe('SIGTERM', () => {
  it('finishes the turn that runs, and ends well', async () => {
    simulator.set({ chat: { perPieceMs: 40 } })
    const events = await begin('term', 'Půjdu do školy.')
    await seen(events, 'said')
    serving.signal('SIGTERM')
    const rest = await allOf({ [Symbol.asyncIterator]: () => events })
    assert.equal(rest.at(-1)!.event, 'remembered')
    assert.deepEqual(await serving.ended, { code: 0, signal: null })
    simulator.set({ chat: {} })
    serving = await start()
    const turn = await again('term', 'Půjdu do školy.')
    const { message } = rest.at(-1)!
    assert.deepEqual(turn, message.type === 'remembered' && message.turn)
    assert.deepEqual(await serving.end('SIGINT'), { code: 0, signal: null })
  })
})
