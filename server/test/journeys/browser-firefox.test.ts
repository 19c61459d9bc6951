import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { leftOut } from '../present.ts'
import type { Down, Up } from './browser-visit.ts'
import { keys, visitByFirefox, type FirefoxVisit } from './firefox-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

const shows = (text: string): string => `document.body.innerText.includes(${JSON.stringify(text)})`
const stops = `[...document.querySelectorAll('button')].some((button) => button.textContent === 'Stop')`
const remembered = (times: number): string => `line.down.filter(({ type }) => type === 'remembered').length >= ${times}`

const cards = [
  { kind: 'word', front: 'knedlík', back: 'dumpling' },
  { kind: 'phrase', front: 'Mějte se hezky.', back: 'Take care.' },
] as const

describe('a learner with Firefox', { skip: leftOut('firefox', 'pulseaudio') }, () => {
  let simulator: Simulator
  let mluv: Installation
  let here: FirefoxVisit
  before(async () => {
    simulator = await startSimulator()
    mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key, MLUV_TTS_URL: simulator.url, MLUV_TTS_KEY: simulator.key } })
    here = await visitByFirefox()
  })
  after(async () => {
    await here?.close()
    await mluv?.close()
    await simulator?.stop()
  })
  /** How far each sentence of the newest turn was heard, and how long it is. */
  const newest = () => here.read<{ readonly turn: Extract<Down, { type: 'remembered' }>['turn']; readonly played: readonly Extract<Up, { type: 'played' }>[] }>(`(() => {
    const { turn } = line.down.findLast(({ type }) => type === 'remembered')
    return { turn, played: line.up.filter(({ type, turnId }) => type === 'played' && turnId === turn.turnId) }
  })()`)

  it('comes from the first question to an answer, and hears it', async () => {
    await here.go(mluv.url)
    await here.focus('[type=radio]')
    await here.press(keys.down)
    await here.until(`document.querySelectorAll('[type=radio]')[1].checked`)
    await here.press(keys.enter)
    await here.focus('textarea')
    await here.until(stops)
    await here.press(keys.escape)
    await here.until(`!${stops}`)
    await here.press('Mám rád pivo.', keys.enter)
    await here.until(remembered(1))
    const { turn: { turnId, transcript, reply } } = await newest()
    assert.equal(transcript, 'Mám rád pivo.')
    await here.until(`line.up.filter((message) => message.type === 'played' && message.turnId === ${JSON.stringify(turnId)}).length === ${reply!.sentences.length}`)
    for (const { sentence, ms } of (await newest()).played) {
      const wholeMs = reply!.sentences[sentence]!.durationMs!
      assert.ok(ms > 0.9 * wholeMs && ms < 1.1 * wholeMs + 100, `${ms} of ${wholeMs} ms`)
    }
    assert.equal(await here.read(`line.up.find(({ type }) => type === 'hello').sound`), 'opus')
  })

  it('interrupts by a key, and by the microphone, which is then let go of', async () => {
    await here.press('Povídej mi něco o Praze.', keys.enter)
    await here.until(`${remembered(2)} && ${stops}`)
    await here.press(keys.escape)
    await here.until(`!${stops}`)
    const { turn, played } = await newest()
    const [heardMs, wholeMs] = [played.reduce((sum, { ms }) => sum + ms, 0), turn.reply!.sentences.reduce((sum, { durationMs }) => sum + durationMs!, 0)]
    assert.ok(heardMs < wholeMs, `${heardMs} of ${wholeMs} ms`)

    await here.press('A co Brno?', keys.enter)
    await here.until(`${remembered(3)} && ${stops}`)
    await here.focus('button', 'Speak: hold')
    await here.read('document.activeElement.click()')
    await here.until(`!${stops} && document.querySelector('[aria-pressed=true]')?.textContent.match(/0:0[1-9]/)`)
    await here.press(keys.escape)
    await here.until(`line.up.some(({ type }) => type === 'utterance-cancel') && !document.querySelector('[aria-pressed=true]')`)
    assert.equal(await here.read(`document.querySelectorAll('article').length`), 3)
  })

  it('reviews without a network, over a reload; back in it, each answer is known once', async () => {
    for (const card of cards)
      assert.equal(await here.read(`fetch('/api/v1/cards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(card))} }).then(({ status }) => status)`), 201)
    await here.go(`${mluv.url}/review`)
    await here.until(shows('knedlík'))
    await here.read('navigator.serviceWorker.ready.then(() => null)')
    await here.offline(true)
    await here.go(`${mluv.url}/review`)
    await here.until(shows('You are offline.'))
    for (const { front } of cards) {
      await here.until(shows(front))
      await here.press(' ')
      await here.until(`document.querySelector('[aria-keyshortcuts="4"]')`)
      await here.press('4')
    }
    await here.until(shows('That is all for today!'))
    await here.offline(false)
    await here.go(`${mluv.url}/review`)
    await here.until(shows('Nothing is waiting today.'))
    assert.deepEqual(await here.read(`fetch('/api/v1/cards').then((answer) => answer.json()).then(({ items }) => items.map(({ reviews }) => reviews))`), [1, 1])
  })

  it('has a clean console', () => {
    assert.deepEqual(here.complaints, [])
  })
})
