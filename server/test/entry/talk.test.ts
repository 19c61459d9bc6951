import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { atListeningRate } from '../../../bench/simulator/spectrum.ts'
import { tonesOf } from '../../../bench/simulator/tones.ts'
import { openInstallation, type Guest, type Installation } from '../journeys/installation.ts'
import { openSocket, type Socket } from '../journeys/socket.ts'

let simulator: Simulator
let mluv: Installation
let guest: Guest
before(async () => {
  simulator = await startSimulator()
  mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key } })
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
