import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { place, type Serving } from './serving.ts'

const reply = 'To je skvělé, gratuluju! A kam půjdeš potom?'

describe('a page whose server dies', { skip: leftOut('chromium') }, () => {
  const home = place()
  let simulator: Simulator
  let serving: Serving
  let browser: Browser
  let here: Visit
  const start = (port = '0') => home.start({ MLUV_CHAT_URL: simulator.url, OPENAI_API_KEY: simulator.key, MLUV_TTS_URL: simulator.url, MLUV_STT_URL: simulator.url, PORT: port })
  const startAgain = () => start(new URL(serving.url).port)
  before(async () => {
    simulator = await startSimulator()
    simulator.rules([{ when: '', say: reply, structured: false }])
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
  const sentences = () => here.page.locator('article .said').allTextContents()
  const lost = () => here.page.getByText('The connection to Honzík is lost.')

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
    await page.locator('article').nth(2).getByText('Honzík is thinking…').waitFor()
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
