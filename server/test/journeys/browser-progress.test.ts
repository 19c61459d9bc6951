import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { leftOut } from '../present.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'

describe('a learner looks at how they get on, by keyboard alone', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit()
    await here.begin('A2')
  })

  it('finds what was just said counted, and the figures behind a chart', async () => {
    const { page } = here
    for (const text of ['Mám rád pivo.', 'Bydlím v Praze.']) {
      const status = await page.evaluate(async (body) => (await fetch('/api/v1/lessons/process/text', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status, JSON.stringify({ text, speak: false }))
      assert.equal(status, 200)
    }
    await page.goto(`${mluv.url}/progress`)
    await page.getByRole('heading', { name: 'Days in a row' }).waitFor()
    assert.match(await page.getByRole('region', { name: 'Days in a row' }).textContent() ?? '', /1 day.*longest: 1 day/)
    assert.equal(await page.getByRole('img', { name: 'The last twelve weeks: 1 day with something said.' }).count(), 1)
    const summary = page.locator('summary').filter({ hasText: 'Days in a row' })
    await summary.focus()
    await page.keyboard.press('Enter')
    assert.deepEqual(await page.locator('details[open] tbody td').allTextContents().then((cells) => cells.slice(0, 2)), ['2', '6'])
    await page.getByText('Your first sentence').waitFor()
  })

  it('agrees to be shown to others only where they say so, and takes it back', async () => {
    const { page } = here
    const consent = page.getByRole('checkbox', { name: 'Show me here to others' })
    assert.equal(await consent.isChecked(), false)
    for (const agreed of [true, false]) {
      await consent.focus()
      await page.keyboard.press('Space')
      await page.getByText('You will be on it within the hour.').waitFor({ state: agreed ? 'visible' : 'detached' })
      await page.reload()
      await consent.waitFor()
      assert.equal(await consent.isChecked(), agreed)
    }
  })

  it('keeps what was shown, as what is over, while another time is asked for', async () => {
    const { page } = here
    const shown = page.getByText('Nobody has agreed to be shown yet.')
    await shown.waitFor()
    const busy = page.locator('[aria-live][aria-busy=true]').filter({ has: shown })
    await busy.waitFor({ state: 'detached' })
    let answer = () => {}
    await page.route('**/leaderboard?period=month*', (route) => void (answer = () => void route.continue()))
    await page.getByRole('combobox', { name: 'Period' }).selectOption('month')
    await busy.waitFor()
    answer()
    await busy.waitFor({ state: 'detached' })
    await shown.waitFor()
    assert.deepEqual(here.complaints.filter((complaint) => !complaint.includes('401')), [])
  })

  it('has the next room fetched as they come to its link, before they go there', async () => {
    const { page } = here
    const link = page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Words' })
    const fetched = page.waitForRequest(/\/assets\/words-room-/)
    await link.focus()
    await fetched
    assert.equal(new URL(page.url()).pathname, '/progress')
  })
})
