/** What a learner hears: the simulator's voice is chords, of which what they say is read again. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { atListeningRate } from '../../../bench/simulator/spectrum.ts'
import { textOfTones } from '../../../bench/simulator/tones.ts'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

const sentences = ['Ahoj, to je moc hezký!', 'A co ty na to?']
/** Nobody has said these before: what was is there at once. */
const others = ['Dneska je venku krásně!', 'Půjdeme na pivo?']

/** Everything that is given to the loudspeaker, and the bytes that came down the line. */
const recorder = `(() => {
  globalThis.sounded = []
  globalThis.frames = []
  const { start } = AudioBufferSourceNode.prototype
  AudioBufferSourceNode.prototype.start = function (...when) {
    sounded.push({ rateHz: this.buffer.sampleRate, samples: Array.from(this.buffer.getChannelData(0), (sample) => Math.round(sample * 32767)) })
    return start.apply(this, when)
  }
  const Real = WebSocket
  globalThis.WebSocket = class extends Real {
    constructor(...given) {
      super(...given)
      this.addEventListener('message', ({ data }) => typeof data !== 'string' && frames.push({ kind: new Uint8Array(data)[0], bytes: data.byteLength }))
    }
  }
})()`
const without = 'delete globalThis.AudioDecoder'
/** Decodes forty packets, and then no more. */
const breaking = `(() => {
  const Real = AudioDecoder
  let left = 40
  globalThis.AudioDecoder = class extends Real {
    #error
    constructor(init) {
      super(init)
      this.#error = init.error
    }
    decode(chunk) {
      left -= 1
      if (left > 0) super.decode(chunk)
      if (left === 0) this.#error(new DOMException('Broken.', 'EncodingError'))
    }
  }
})()`

type Recorded = { readonly frames: readonly { readonly kind: number; readonly bytes: number }[]; readonly sounded: readonly { readonly rateHz: number; readonly samples: readonly number[] }[] }

describe('a learner who listens', { skip: leftOut('chromium') }, () => {
  let simulator: Simulator
  let mluv: Installation
  let browser: Browser
  before(async () => {
    simulator = await startSimulator()
    mluv = await openInstallation({ settings: { MLUV_CHAT_URL: simulator.url, MLUV_TTS_URL: simulator.url, OPENAI_API_KEY: simulator.key } })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
    await simulator?.stop()
  })

  /** Says something and hears the answer, as long as it lasts. */
  async function heard(saying: readonly string[], scripts: readonly string[]): Promise<Recorded & { readonly here: Visit; readonly text: string | null }> {
    simulator.rules([{ when: '', say: saying.join(' '), structured: false }])
    const here = await visit(browser, mluv.url, {}, [recorder, ...scripts])
    await here.begin('A2')
    const opening = here.page.getByRole('button', { name: 'Stop', exact: true })
    if (await opening.isVisible()) await opening.click()
    await here.page.evaluate('sounded.length = frames.length = 0')
    await here.converse('Dobrý den!')
    const { turnId, reply } = here.remembered()[0]!.turn
    const played = () => here.up.flatMap((message) => (message.type === 'played' && message.turnId === turnId ? [message] : []))
    await here.until(() => played().some(({ sentence }) => sentence === saying.length - 1))
    const recorded = await here.page.evaluate<Recorded>('({ frames, sounded })')
    const samples = Int16Array.from(recorded.sounded.flatMap((each) => each.samples))
    const listened = atListeningRate({ samples, sampleRateHz: recorded.sounded[0]!.rateHz })
    for (const { sentence, ms } of played()) assert.ok(Math.abs(ms - reply!.sentences[sentence]!.durationMs!) < 2, `${ms} ms of sentence ${sentence} have sounded`)
    return { ...recorded, here, text: textOfTones(listened, 0, listened.length) }
  }
  const bytesOf = ({ frames }: Recorded): number => frames.reduce((sum, { bytes }) => sum + bytes, 0)

  it('hears what is said, from packets that take a tenth of the line that samples take', async () => {
    const packets = await heard(sentences, [])
    assert.equal(packets.text, sentences.join(''))
    assert.deepEqual(new Set(packets.frames.map(({ kind }) => kind)), new Set([3]))
    assert.deepEqual(packets.here.up.flatMap((message) => (message.type === 'hello' ? [message.sound] : [])), ['opus'])
    const samples = await heard(sentences, [without])
    assert.equal(samples.text, sentences.join(''))
    assert.deepEqual(new Set(samples.frames.map(({ kind }) => kind)), new Set([2]))
    assert.ok(bytesOf(packets) * 10 < bytesOf(samples), `${bytesOf(packets)} bytes instead of ${bytesOf(samples)}`)
    for (const { here } of [packets, samples]) {
      assert.deepEqual(here.complaints.filter((complaint) => !complaint.includes('401')), [])
      await here.close()
    }
  })

  it('hears all of it, once, where their browser cannot decode the rest while it is being said', async () => {
    simulator.set({ speech: { perPieceMs: 150 } })
    const { here, text, frames } = await heard(others, [breaking])
    assert.equal(text, others.join(''))
    assert.deepEqual(here.up.flatMap((message) => (message.type === 'hello' ? [message.sound] : [])), ['opus', 'pieces'])
    assert.deepEqual(new Set(frames.map(({ kind }) => kind)), new Set([3, 2]))
    await here.close()
  })
})
