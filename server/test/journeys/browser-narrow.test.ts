import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

/** Phones held sideways, and the smallest upright one. */
const lowWindows = [{ width: 640, height: 360 }, { width: 667, height: 320 }, { width: 320, height: 568 }] as const

describe('the page where there is little room', { skip: leftOut('chromium') }, () => {
  let mluv: Installation
  let browser: Browser
  let here: Visit
  before(async () => {
    mluv = await openInstallation()
    browser = await openBrowser()
    here = await visit(browser, mluv.url, { locale: 'uk-UA' })
    await here.begin('A2')
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
  })

  it('has all of its menu in reach', async () => {
    const { page } = here
    for (const window of lowWindows) {
      await page.setViewportSize(window)
      await page.locator('.top-bar > [popovertarget]').click()
      await page.locator('#menu').getByRole('button', { name: 'Обліковий запис' }).click()
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })
})
