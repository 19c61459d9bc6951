import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { leftOut } from '../present.ts'
import { lookFindings } from './browser-inspection.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'

/** Phones held sideways, and the smallest upright one. */
const lowWindows = [{ width: 640, height: 360 }, { width: 667, height: 320 }, { width: 320, height: 568 }] as const
const phone = { width: 390, height: 844 } as const
/** As addresses are: nowhere may it be broken but in the middle. */
const unbroken = 'https://cs.wikipedia.org/wiki/Nejneobhospodařovávatelnějšími'

describe('the page where there is little room', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit({ locale: 'uk-UA' })
    await here.begin('A2')
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

  it('breaks what has no place to be broken, in the talk, among the words and in a review', async () => {
    const { page } = here
    await page.setViewportSize(phone)
    await here.converse(`Čtu ${unbroken} a jdu do škola.`)
    const found: string[] = [...(await lookFindings(page))]
    await page.locator('.mark').last().click()
    await page.locator('[aria-expanded=true]').first().waitFor()
    found.push(...(await lookFindings(page)))
    await page.locator('.top-bar > [popovertarget]').click()
    await page.locator('#menu').getByRole('button', { name: 'Про що ми говорили' }).click()
    await page.getByRole('dialog').getByRole('listitem').first().waitFor()
    found.push(...(await lookFindings(page)))
    await page.evaluate((url) => fetch('/api/v1/cards', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ kind: 'word', front: url, back: url, example: `Čtu ${url}.` }),
    }), unbroken)
    await page.goto(`${mluv.url}/words`)
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    found.push(...(await lookFindings(page)))
    await page.goto(`${mluv.url}/review`)
    await page.getByRole('main').getByText(unbroken).waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('main').getByRole('group').waitFor()
    found.push(...(await lookFindings(page)))
    assert.deepEqual(found, [])
  })
})
