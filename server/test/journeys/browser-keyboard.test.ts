import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

/** No way through the page is longer. */
const pressesMax = 60

describe('a learner with a keyboard alone', { skip: leftOut('chromium') }, () => {
  let mluv: Installation
  let browser: Browser
  let here: Visit
  before(async () => {
    mluv = await openInstallation()
    browser = await openBrowser()
    here = await visit(browser, mluv.url)
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
  })

  /** Presses the key until what has the focus fits. */
  async function walk(key: 'Tab' | 'Shift+Tab', selector: string): Promise<void> {
    for (let presses = 0; presses < pressesMax; presses += 1) {
      await here.page.keyboard.press(key)
      if ((await here.page.locator(`:focus:is(${selector})`).count()) > 0) return
    }
    assert.fail(`${key} never comes to ${selector}`)
  }

  it('comes from the first question to an answered sentence', async () => {
    const { page } = here
    await page.getByRole('radio').first().waitFor()
    await walk('Tab', 'select')
    await walk('Tab', '[type=radio]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    assert.equal(await page.getByRole('radio').nth(1).isChecked() || await page.getByRole('radio').nth(2).isChecked(), true)
    await walk('Tab', '[type=submit]')
    await page.keyboard.press('Enter')
    await page.locator('textarea:focus').waitFor()
    await page.keyboard.type('Já jdu do skola')
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Enter')
    await here.until(() => here.remembered().length === 1)
    assert.equal(here.remembered()[0]!.turn.transcript, 'Já jdu do skolá')
  })

  it('goes through the tutor’s sentence word by word, and comes back to where it began', async () => {
    const { page } = here
    await page.locator('.sentence-text').first().waitFor()
    await walk('Shift+Tab', 'button[aria-label="Translate"]')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Word by word' }).waitFor()
    await walk('Tab', 'button:has-text("Word by word")')
    const words = (await page.locator('.sentence').last().locator('.sentence-text').textContent())!.match(/\p{L}+/gu)!
    await page.keyboard.press('Enter')
    for (const word of words.slice(0, 3)) {
      await page.getByRole('dialog', { name: `The word “${word}”` }).waitFor()
      await page.keyboard.press('ArrowRight')
    }
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('button:has-text("Word by word"):focus').waitFor()
    await page.keyboard.press('Shift+Tab')
  })

  it('opens an explanation, disagrees, and is not lost', async () => {
    const { page } = here
    await page.locator('.mark').first().waitFor()
    await walk('Shift+Tab', '.mark')
    await page.keyboard.press('Space')
    await walk('Tab', 'button:has-text("I disagree")')
    await page.keyboard.press('Enter')
    await page.locator('.said:focus').waitFor()
  })

  it('goes to the menu, into a dialog and back', async () => {
    const { page } = here
    await walk('Shift+Tab', '[popovertarget=menu]:not(#menu *)')
    await page.keyboard.press('Enter')
    await walk('Tab', '#menu button')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await walk('Tab', 'textarea')
  })

  it('goes to another room and back to the talk', async () => {
    const { page } = here
    await walk('Shift+Tab', '[popovertarget=menu]:not(#menu *)')
    await page.keyboard.press('Enter')
    await walk('Tab', '#menu a[href="/words"]')
    await page.keyboard.press('Enter')
    await page.locator('h1:focus').waitFor()
    await walk('Shift+Tab', 'a[href="/"]')
    await page.keyboard.press('Enter')
    await walk('Tab', 'textarea')
  })
})
