/**
 * A learner at an open microphone, in real time, in a room with a fan: they speak, look for a word, are answered, say "mhm" and
 * interrupt. The recording is made of the voice that comes along; the simulator has been taught to hear it.
 */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { atListeningRate } from '../../../bench/simulator/spectrum.ts'
import { dice, within } from '../../../evals/pauses/noise.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import { openInstallation, type Installation } from './installation.ts'
import { recorder } from './recordings.ts'
import { openSocket, type Socket } from './socket.ts'

const first = 'Dobrý den, chtěl bych si povídat o hudbě.'
const second = 'Počkejte, to je moc rychle.'
const clock = realClock()
const frameMs = 40
const bytesPerMs = 32

let simulator: Simulator
let mluv: Installation
before(async () => {
  simulator = await startSimulator()
  mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key } })
})
after(async () => {
  await mluv.close()
  await simulator.stop()
})

it('is heard, answered, agreed with, interrupted and heard again', async () => {
  const made = recorder()
  const [one, two] = await Promise.all([made.say(first), made.say(second)])
  await made.close()
  simulator.teach(one, first)
  simulator.teach(two, second)
  const chance = dice(4)
  const noisy = (samples: Int16Array) => within('fan', samples, chance, [])
  const [speech, more] = [noisy(atListeningRate(one)), noisy(atListeningRate(two))]
  const { token } = await mluv.guest()
  const socket = await openSocket(mluv.url)
  socket.up({ type: 'hello', token, sound: 'pieces' })
  await socket.next('ready')
  const microphone = openMicrophone(socket, () => chance() * 60 - 30)
  socket.up({ type: 'utterance-begin', format: 'pcm16k', mode: 'open', silenceMs: 700 })

  microphone.say(speech)
  assert.equal((await socket.next('heard')).transcript, first)
  const { turnId } = await socket.next('spoken')
  microphone.say(speech.subarray(2000, 2000 + 16 * 280))
  assert.equal((await socket.next('held')).turnId, turnId)
  assert.equal((await socket.next('resumed')).turnId, turnId, 'a short sound is no interruption')

  microphone.say(more)
  assert.equal((await socket.next('interrupted')).turnId, turnId)
  const frames = socket.frames.length
  const again = await socket.next('heard')
  assert.equal(again.transcript, second)
  assert.ok(socket.frames.slice(frames).every(({ turnNumber }) => turnNumber === again.turnNumber), 'nothing of the interrupted turn sounds')
  assert.equal((await socket.next('remembered')).turn.transcript, second)
  await microphone.close()
  await socket.close()
})

it('is waited for after a word that something must follow, by a recogniser that hears only what is whole, too', async () => {
  const made = recorder()
  const [before, after] = await Promise.all([made.say('Dala bych si kávu, ale'), made.say('bez cukru, prosím.')])
  await made.close()
  const pauseMs = 1000
  const [one, two] = [atListeningRate(before), atListeningRate(after)]
  const whole = new Int16Array(one.length + (pauseMs * bytesPerMs) / 2 + two.length)
  whole.set(one)
  whole.set(two, whole.length - two.length)
  const text = 'Dala bych si kávu, ale bez cukru, prosím.'
  // As recognisers write what they are given: a full stop behind it.
  const cut = 'Dala bych si kávu, ale.'
  simulator.teach(before, cut)
  simulator.teach({ samples: whole, sampleRateHz: 16_000 }, text)
  simulator.forget()
  const { socket, microphone } = await listenedTo(mluv, { mode: 'tap', silenceMs: 600 }, 5)
  microphone.say(whole)
  const hearing = await socket.next('hearing')
  assert.deepEqual([hearing.inPause, hearing.transcript], [true, cut])
  assert.equal((await socket.next('heard')).transcript, text)
  await socket.next('remembered')
  const asked = simulator.calls().filter(({ endpoint }) => endpoint === 'transcriptions')
  assert.deepEqual(asked.length, 2, 'the second pause was the end, and is not heard again')
  await microphone.close()
  await socket.close()
})

it('that goes on before the tutor says anything has said one sentence, which is answered once', async () => {
  const [first, second] = await taught('Dala bych si kávu', 'Bez cukru, prosím.')
  simulator.set({ chat: { firstByteMs: 2000 } })
  const slow = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key, MLUV_CHAT_URL: simulator.url, MLUV_CHAT_KEY: simulator.key } })
  const { socket, microphone } = await listenedTo(slow, { mode: 'open', silenceMs: 400 }, 6)
  microphone.say(first)
  const half = await socket.next('heard')
  assert.equal(half.transcript, 'Dala bych si kávu')
  microphone.say(second)
  assert.equal((await socket.next('taken-back')).turnId, half.turnId)
  const whole = await socket.next('heard')
  assert.deepEqual([whole.turnId, whole.transcript], [half.turnId, 'Dala bych si kávu bez cukru, prosím.'])
  const { turn } = await socket.next('remembered')
  assert.deepEqual([turn.turnId, turn.transcript, (await slow.rows()).turns], [half.turnId, whole.transcript, 1])
  assert.ok(socket.frames.length > 0 && socket.frames.every(({ turnNumber }) => turnNumber === whole.turnNumber))
  assert.deepEqual(socket.messages.filter(({ type }) => type === 'failed' || type === 'refused'), [])

  microphone.say(first)
  const again = await socket.next('heard')
  microphone.say(second)
  await socket.next('taken-back')
  socket.up({ type: 'utterance-cancel' })
  await microphone.close()
  const alone = await socket.next('heard')
  assert.deepEqual([alone.turnId, alone.transcript], [again.turnId, 'Dala bych si kávu'], 'the half is answered where the rest is thrown away')
  assert.equal((await socket.next('remembered')).turn.turnId, again.turnId)
  await socket.close()
  await slow.close()
})

it('that goes on before it is understood has said one sentence, too', async () => {
  const [first, second] = await taught('Včera večer', 'Jsem viděl skvělý film.')
  simulator.set({ transcriptions: { firstByteMs: 1500 } })
  const { socket, microphone } = await listenedTo(mluv, { mode: 'open', silenceMs: 300 }, 7)
  microphone.say(first)
  for (let { state } = await socket.next('listening'); state !== 'ended'; ) ({ state } = await socket.next('listening'))
  microphone.say(second)
  const { turnId } = await socket.next('taken-back')
  const { turn } = await socket.next('remembered')
  assert.deepEqual([turn.turnId, turn.transcript], [turnId, 'Včera večer jsem viděl skvělý film.'])
  await microphone.close()
  await socket.close()
})

/** Both, spoken, of which the simulator hears what they are. */
async function taught(...texts: readonly [string, string]): Promise<readonly [Int16Array, Int16Array]> {
  const made = recorder()
  const [one, two] = await Promise.all([made.say(texts[0]), made.say(texts[1])])
  await made.close()
  simulator.teach(one, texts[0])
  simulator.teach(two, texts[1])
  return [atListeningRate(one), atListeningRate(two)]
}

/** A guest in a quiet room. */
async function listenedTo({ url, guest }: Installation, how: { readonly mode: 'tap' | 'open'; readonly silenceMs: number }, seed: number) {
  const { token } = await guest()
  const socket = await openSocket(url)
  socket.up({ type: 'hello', token, sound: 'pieces' })
  await socket.next('ready')
  socket.up({ type: 'utterance-begin', format: 'pcm16k', ...how })
  const chance = dice(seed)
  return { socket, microphone: openMicrophone(socket, () => chance() * 60 - 30) }
}

/** Sends what it hears at the pace of time: what is said, and else the room. */
function openMicrophone(socket: Socket, room: () => number) {
  let toSay = new Int16Array(0)
  let open = true
  const run = async (): Promise<void> => {
    const beganMs = clock.monotonicMs()
    for (let sentMs = 0; open; sentMs += frameMs) {
      const frame = Int16Array.from({ length: (frameMs * bytesPerMs) / 2 }, (_, at) => toSay[at] ?? room())
      toSay = toSay.slice(frame.length)
      socket.upSound(new Uint8Array(frame.buffer))
      await clock.sleep(Math.max(0, beganMs + sentMs + frameMs - clock.monotonicMs()))
    }
  }
  const running = run()
  return {
    say: (samples: Int16Array) => void (toSay = Int16Array.from(samples)),
    async close() {
      open = false
      await running
    },
  }
}
