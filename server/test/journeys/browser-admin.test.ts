/** The operator's page in a real Chromium: what is wrong is seen there, and what is done about it there has its effect. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { leftOut } from '../present.ts'
import { findings } from './browser-inspection.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { eventually } from './eventually.ts'
import { openInstallation, type Installation } from './installation.ts'

const operatorToken = 'whoever-looks-after-this'

describe('the operator’s page', { skip: leftOut('chromium') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-admin-page-'))
  let simulator: Simulator
  let mluv: Installation
  let browser: Browser
  let here: Visit
  let page: Page
  let learner: string
  before(async () => {
    simulator = await startSimulator()
    const [host, prices] = [new URL(simulator.url).host, join(folder, 'prices.yaml')]
    writeFileSync(prices, `${host}/gpt-4.1-mini: { ability: chat, price: { inputTokens: 0.4, outputTokens: 1.6 }, pricedOn: 2026-11-26 }\n`)
    mluv = await openInstallation({ settings: { OPENAI_API_KEY: simulator.key, OPENAI_BASE_URL: simulator.url, MLUV_PRICES: prices, MLUV_OPERATOR_TOKEN: operatorToken } })
    await mluv.mluv.work()
    learner = (await mluv.guest()).token
    await mluv.say(learner, 'Mám rád kávu.')
    browser = await openBrowser()
    here = await visit(browser, `${mluv.url}/admin`, { viewport: { width: 360, height: 740 } })
    page = here.page
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
    await simulator?.stop()
    rmSync(folder, { recursive: true })
  })
  const section = (name: string) => page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name, exact: true }).click()
  /** As after a while, when the page asks again by itself. */
  const look = () => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
  const chats = () => simulator.calls().filter(({ endpoint }) => endpoint === 'chat').length

  it('refuses kindly whoever has no token, and lets in who has it', async () => {
    const field = page.getByLabel('The operator’s token')
    await field.fill('this-is-not-the-token-of-anybody')
    await page.getByRole('button', { name: 'Come in' }).click()
    await page.getByRole('alert').getByText("This is not the operator's token.").waitFor()
    assert.deepEqual(await findings(page), [])
    await field.fill(operatorToken)
    await field.press('Enter')
    await page.getByRole('link', { name: /^Answers/ }).waitFor()
  })

  it('shows every section so that it fits a phone, is met by a finger and named to a screen reader, by day and by night', async () => {
    for (const name of ['Live', 'Queue', 'Database', 'Money', 'Providers', 'Processes', 'Learners', 'Deeds']) {
      await section(name)
      await page.locator('main table:visible, main li[aria-label], main form').or(page.getByText('Nothing yet.')).first().waitFor()
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true })
      assert.deepEqual(await findings(page), [], name)
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.deepEqual(await findings(page), [])
  })

  it('finds a job that died and tries it again, and pauses a task and has it go on', async () => {
    await section('Queue')
    await page.getByRole('button', { name: 'Pause measure' }).click()
    await page.getByText('measure is paused.').waitFor()
    // Its moment cannot be written down, so it fails; of its tries, one is left.
    await mluv.mluv.house.queue.enqueue([{ task: 'measure', payload: { dueAtMs: 1e300 } }])
    await mluv.database.database.onConnection((sql) => sql`update pgboss.job set retry_limit = 0 where name = 'measure' and state = 'created'`)
    await look()
    const row = page.getByRole('listitem', { name: 'measure' })
    await row.getByText('1 waiting').waitFor()
    await page.getByRole('link', { name: /Queue.*look at it.*measure paused/ }).waitFor()
    await page.getByRole('button', { name: 'Resume measure' }).click()
    await page.getByText('measure goes on.').waitFor()
    await eventually(async () => (await mluv.mluv.house.queue.depth()).dead === 1, () => 'It does not fail.')
    await look()
    await row.getByText('1 dead').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'measure dead, 1 of 1 tries' }).getByRole('button', { name: 'Try again' }).click()
    await page.getByText('measure is tried again.').waitFor()
    await eventually(async () => (await mluv.mluv.house.queue.depth()).dead === 1, () => 'It does not fail again.')
    await look()
    await page.getByRole('listitem').filter({ hasText: 'measure dead, 2 of 2 tries' }).waitFor()
  })

  it('turns a provider off and on', async () => {
    await section('Providers')
    const before = chats()
    await page.getByRole('button', { name: /^Turn off/ }).click()
    await page.getByText('is turned off').first().waitFor()
    await mluv.say(learner, 'Mám rád čaj.')
    assert.equal(chats(), before)
    await page.getByRole('button', { name: /^Turn on/ }).click()
    await page.getByRole('button', { name: /^Turn off/ }).waitFor()
    await mluv.say(learner, 'Mám rád mléko.')
    assert.ok(chats() > before)
  })

  it('lowers what may be spent to what is refused, and raises it again', async () => {
    await section('Money')
    const today = page.getByRole('group', { name: 'Today' })
    await today.getByRole('textbox').fill('0.000001')
    await today.getByRole('button', { name: 'Set' }).click()
    await today.getByText('As in the settings').waitFor()
    const before = chats()
    await mluv.say(learner, 'Vidím psa.')
    assert.equal(chats(), before)
    await page.getByRole('link', { name: /Money.*not well.*used up/ }).waitFor()
    await today.getByRole('button', { name: 'As in the settings' }).click()
    await today.getByText('As the settings say.').waitFor()
    await mluv.say(learner, 'Vidím kočku.')
    assert.ok(chats() > before)
    // Of every day of the month so far, today the last.
    await page.getByRole('img', { name: /^Spent and saved: spent \$0\.0*[1-9]/ }).waitFor()
  })

  it('shows what the browsers of learners measured', async () => {
    const talk = await visit(browser, mluv.url)
    await talk.begin('A2')
    await talk.converse('Mám rád kávu.')
    await talk.say('Mám rád čaj.')
    await talk.page.locator('article').filter({ hasText: 'Mám rád čaj.' }).locator('.sounding').waitFor()
    await talk.page.goto('about:blank')
    await eventually(async () => mluv.mluv.house.seen.read().pages.some(({ page: where, of }) => where === 'talk' && of === 'first-sound'), () => JSON.stringify([mluv.mluv.house.seen.read().pages, talk.complaints]))
    await talk.close()
    await section('Live')
    await look()
    await page.getByRole('rowheader', { name: 'talk lcp' }).waitFor()
  })

  it('draws the last hour, on a wide screen too', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await section('Live')
    await page.getByRole('img', { name: /^Turns/ }).waitFor()
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/wide.png`, fullPage: true })
    assert.deepEqual(await findings(page), [])
  })

  it('says that it is old when nobody answers', async () => {
    await page.route('**/api/**', (route) => route.abort())
    await look()
    await page.getByText('Mluv cannot be reached.').first().waitFor()
    await page.unroute('**/api/**')
    await look()
    await page.getByText('Mluv cannot be reached.').first().waitFor({ state: 'detached' })
  })
})
