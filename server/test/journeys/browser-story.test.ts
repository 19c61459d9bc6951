import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { leftOut } from '../present.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'
import { evening } from './evening.ts'

describe('what becomes of a learner, in a real browser', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit()
  })
  const open = async ({ page }: Visit, name: string) => {
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('button', { name }).click()
  }
  const reviewsOf = (page: Page) => page.evaluate(async () => ((await (await fetch('/api/v1/cards')).json()) as { readonly items: readonly { readonly reviews: number }[] }).items.map(({ reviews }) => reviews))

  it('who can say nothing yet is led through a scene to its end, and sees each aim reached', async () => {
    const { page } = here
    await page.getByRole('radio').first().check()
    await page.getByRole('button', { name: 'Start talking' }).click()
    await page.getByRole('textbox').and(page.locator(':enabled')).waitFor()
    const aims = page.getByRole('complementary').getByRole('heading', { name: /What to manage|You managed/ }).locator('..').getByRole('listitem')
    const reached = async () => (await aims.allTextContents()).filter((text) => text.endsWith('(done)')).length
    const all = await aims.count()
    assert.deepEqual([await reached(), all > 3], [0, true])
    let before = 0
    for (const line of evening) {
      await here.converse(line)
      assert.ok((await reached()) >= before)
      before = await reached()
    }
    await page.getByRole('heading', { name: 'You managed it all!' }).waitFor()
    assert.equal(await reached(), all)
  })

  it('what was wrong becomes a card, is due, is reviewed without a network, and is known everywhere after', async () => {
    const { page } = here
    await here.converse('Já jdu do škola.')
    await page.locator('.mark').last().click()
    await page.getByRole('button', { name: 'Keep as a card', pressed: false }).click()
    await page.getByRole('button', { name: 'Keep as a card', pressed: true }).waitFor()
    await page.goto(`${mluv.url}/review`)
    await page.getByText('1 card to go').waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)')
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('You are offline.', { exact: false }).waitFor()
    await page.getByRole('main').getByText('Já jdu do [škola].', { exact: true }).waitFor()
    await page.keyboard.press('Space')
    await page.keyboard.press('4')
    await page.getByRole('heading', { name: 'That is all for today!' }).waitFor()
    await page.context().setOffline(false)
    await page.getByText('You are offline.', { exact: false }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('Nothing is waiting today.', { exact: false }).waitFor()
    assert.deepEqual(await reviewsOf(page), [1])
  })

  it('a second device has it all by the recovery code', async () => {
    await here.page.goto(mluv.url)
    await open(here, 'Account')
    const code = await here.page.locator('.select-all').innerText()
    await here.page.keyboard.press('Escape')
    const there = await mluv.visit()
    await there.page.getByRole('button', { name: 'I have been here before' }).click()
    await there.page.getByLabel('I have a code').fill(` ${code.toLowerCase()} `)
    await there.page.getByRole('button', { name: 'Bring it back' }).click()
    await there.page.getByText('Já jdu do', { exact: false }).first().waitFor()
    assert.deepEqual(await reviewsOf(there.page), [1])
    await there.close()
  })

  it('and nothing is left of who has all erased: the page begins as for a stranger, and the code opens nothing', async () => {
    const { page } = here
    const learnerOf = () => page.evaluate(async () => ((await (await fetch('/api/v1/learner')).json()) as { learnerId: string }).learnerId)
    const gone = await learnerOf()
    await open(here, 'Account')
    const code = await page.locator('.select-all').innerText()
    await page.keyboard.press('Escape')
    await open(here, 'Settings')
    await page.getByRole('button', { name: 'Delete everything' }).click()
    await page.getByRole('button', { name: 'Yes, delete everything' }).click()
    await page.getByRole('button', { name: 'Start talking' }).waitFor()
    assert.notEqual(await learnerOf(), gone)
    const rows = await mluv.installation.database.database.sql`select 1 from learners where learner_id = ${gone}`
    assert.equal(rows.length, 0)
    await page.getByRole('button', { name: 'I have been here before' }).click()
    await page.getByLabel('I have a code').fill(code)
    await page.getByRole('button', { name: 'Bring it back' }).click()
    await page.getByText('This code is not known.', { exact: false }).waitFor()
  })
})
