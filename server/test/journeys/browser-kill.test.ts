import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { copyMadeDatabase } from '../made-database.ts'
import { leftOut } from '../present.ts'
import { tcpProxy } from '../tcp-proxy.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { eventually } from './eventually.ts'
import { place, type Serving } from './serving.ts'

const reply = 'To je skvělé, gratuluju! A kam půjdeš potom?'
/** Never said before, so that it must be spoken. */
const ofRain = 'Vezmi si deštník! A co budeš dělat doma?'

describe('a page whose line falls, or whose server dies', { skip: leftOut('chromium') }, () => {
  const home = place()
  let simulator: Simulator
  let serving: Serving
  let browser: Browser
  let here: Visit
  const start = (port = '0') => home.start({ MLUV_CHAT_URL: simulator.url, OPENAI_API_KEY: simulator.key, MLUV_TTS_URL: simulator.url, MLUV_STT_URL: simulator.url, PORT: port })
  const startAgain = () => start(new URL(serving.url).port)
  let letOn = Promise.withResolvers<void>()
  before(async () => {
    simulator = await startSimulator({ sleep: () => letOn.promise })
    simulator.rules([{ when: 'prší', say: ofRain, structured: false }, { when: '', say: reply, structured: false }])
    await copyMadeDatabase(join(home.folder, 'postgres'))
    serving = await start()
    browser = await openBrowser()
    here = await visit(browser, serving.url)
    await here.begin('A2')
    await here.converse('Mám nové auto.')
  })
  after(async () => {
    await browser?.close()
    await home.remove()
    await simulator?.stop()
  })
  const vendor = (isSo: () => boolean) => eventually(isSo, () => 'The vendor does not come so far.')
  const callsOf = (endpoint: string) => simulator.calls().filter((call) => call.endpoint === endpoint)
  const sentences = () => here.page.locator('article .said').allTextContents()
  const lost = () => here.page.getByText('The connection to Honzík is lost.')

  it('says that the line is lost in the middle of a turn, which goes on without it and is there, once and aloud, when the line is back', async () => {
    const line = await tcpProxy({ host: '127.0.0.1', port: Number(new URL(serving.url).port) })
    const there = await visit(browser, `http://127.0.0.1:${line.port}`)
    try {
      await there.begin('A2')
      simulator.forget()
      simulator.set({ chat: { perPieceMs: 1, where: '"stream":true' } })
      await there.say('Dneska prší.')
      await there.until(() => there.down.some(({ type }) => type === 'heard'))
      line.refuse()
      line.cut()
      await there.page.getByText('The connection to Honzík is lost.').waitFor()
      letOn.resolve()
      await vendor(() => callsOf('speech').length === 2 && simulator.calls().every(({ state }) => state === 'over'))
      await line.pass()
      await there.until(() => there.remembered().length > 0)
      await there.page.getByText('The connection to Honzík is lost.').waitFor({ state: 'detached' })
      await there.page.locator('article').filter({ hasText: 'A co budeš dělat doma?' }).waitFor()
      const { turn } = there.remembered()[0]!
      await there.until(() => there.up.some((message) => message.type === 'played' && message.sentence === 1))
      assert.deepEqual(await there.page.locator('article .said').allTextContents(), ['Dneska prší.'])
      assert.equal(turn.reply!.text, ofRain)
      const told = there.down.flatMap((message) => ('seq' in message && 'turnId' in message && message.turnId === turn.turnId ? [message.seq] : []))
      assert.deepEqual(told, [...new Set(told)].toSorted((one, other) => one - other), 'nothing is told twice')
      assert.equal(there.up.filter(({ type }) => type === 'say').length, 1)
      assert.deepEqual([callsOf('speech').length, there.remembered().length], [2, 1])
    } finally {
      letOn.resolve()
      letOn = Promise.withResolvers()
      await there.close()
      await line.close()
    }
  })

  it('in the middle of a turn: says so, goes on when it is back, and nothing is lost or doubled', async () => {
    const { page } = here
    simulator.set({ chat: { fault: { kind: 'stall', afterPieces: 6 } } })
    await here.say('Včera jsem byl doma.')
    await here.until(() => here.down.some((message) => message.type === 'heard' && message.transcript === 'Včera jsem byl doma.'))
    await serving.end('SIGKILL')
    await lost().waitFor()
    simulator.set({ chat: {} })
    serving = await startAgain()
    await here.until(() => here.remembered().some(({ turn }) => turn.transcript === 'Včera jsem byl doma.'))
    await lost().waitFor({ state: 'detached' })
    assert.deepEqual(await sentences(), ['Mám nové auto.', 'Včera jsem byl doma.'])
    await page.reload()
    await page.locator('article').nth(1).waitFor()
    assert.deepEqual(await sentences(), ['Mám nové auto.', 'Včera jsem byl doma.'])
  })

  it('what is said meanwhile waits, outlives a reload that comes too early, and is said once', async () => {
    const { page } = here
    await serving.end('SIGKILL')
    await lost().waitFor()
    await here.say('Zítra pojedu do Brna.')
    await page.locator('article').nth(2).getByText('Waits to be sent.').waitFor()
    serving = await startAgain()
    await page.reload()
    await here.until(() => here.remembered().some(({ turn }) => turn.transcript === 'Zítra pojedu do Brna.'))
    await page.reload()
    await page.locator('article').nth(2).waitFor()
    assert.deepEqual(await sentences(), ['Mám nové auto.', 'Včera jsem byl doma.', 'Zítra pojedu do Brna.'])
  })

  it('a page that nobody answers says so, and comes when it is asked again', async () => {
    const { page } = here
    await page.route('**/api/v1/learner/home', (route) => route.abort())
    await page.reload()
    await page.getByRole('alert').getByText('Mluv cannot be reached.').waitFor()
    await page.unroute('**/api/v1/learner/home')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('article').nth(2).waitFor()
  })
})
