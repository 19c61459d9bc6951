import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

/** No way through the page is longer. */
const pressesMax = 60
/** A machine with much else to do may leave the corrections out of a turn. */
const turnsMax = 3

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

  /** From wherever one is to what the menu names. */
  async function openByMenu(item: string): Promise<void> {
    await walk('Shift+Tab', '[popovertarget=menu]:not(#menu *)')
    await here.page.keyboard.press('Enter')
    // What is in it comes when it is opened first.
    await here.page.locator(`#menu ${item}`).first().waitFor()
    await walk('Tab', `#menu ${item}`)
    await here.page.keyboard.press('Enter')
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
    await openByMenu('button')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await walk('Tab', 'textarea')
  })

  it('goes to another room and back to the talk', async () => {
    const { page } = here
    await openByMenu('a[href="/words"]')
    await page.locator('h1:focus').waitFor()
    await walk('Shift+Tab', 'a[href="/"]')
    await page.keyboard.press('Enter')
    await walk('Tab', 'textarea')
  })

  it('chooses a scene and plays it until something is managed', async () => {
    const { page } = here
    await openByMenu('button:has-text("What to talk about")')
    await walk('Tab', 'dialog button:has-text("pub")')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('complementary').getByText('What to manage').waitFor()
    await walk('Tab', 'textarea')
    const before = here.remembered().length
    for (const text of ['Dobrý den, máte volný stůl pro dva?', 'Dám si jedno velké pivo.', 'Zaplatím, prosím.']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
    await here.until(() => here.remembered().length === before + 3)
    await page.getByText('(done)').first().waitFor({ state: 'attached' })
  })

  it('keeps a correction as a card, and finds it among the words', async () => {
    const { page } = here
    for (let turns = 0; turns < turnsMax && (await page.locator('.mark').count()) === 0; turns += 1) {
      const before = here.remembered().length
      await page.keyboard.type('Zítra jdu do škola.')
      await page.keyboard.press('Enter')
      await here.until(() => here.remembered().length > before)
      await page.locator('article').nth(before - 1).locator('.said').waitFor()
    }
    await page.locator('.mark').last().waitFor()
    await walk('Shift+Tab', '.mark')
    await page.keyboard.press('Enter')
    await walk('Tab', 'button:has-text("Keep as a card")')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Keep as a card', pressed: true }).waitFor()
    await openByMenu('a[href="/words"]')
    await page.getByRole('main').getByRole('listitem').filter({ hasText: 'jdu do [škola]' }).waitFor()
  })

  it('changes a setting that is a choice and one that is a list, and both are kept', async () => {
    const { page } = here
    const settings = () => page.evaluate(async () => ((await (await fetch('/api/v1/learner')).json()) as { settings: { level: string; corrections: string } }).settings)
    const before = await settings()
    await openByMenu('button:has-text("Settings")')
    await walk('Tab', 'dialog [type=radio]')
    await page.keyboard.press('ArrowRight')
    await page.getByText('Saved.').waitFor()
    await walk('Tab', 'select:has([value=detailed])')
    const kept = page.waitForResponse(/learner\/settings/)
    await page.keyboard.press('ArrowDown')
    await kept
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const { level, corrections } = await settings()
    assert.notEqual(level, before.level)
    assert.deepEqual([before.corrections, corrections], ['balanced', 'detailed'])
  })

  it('erases everything after a second question, and begins anew', async () => {
    const { page } = here
    await openByMenu('button:has-text("Settings")')
    await walk('Tab', 'button:has-text("Delete everything")')
    await page.keyboard.press('Enter')
    await walk('Tab', 'button:has-text("Yes, delete everything")')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing yet.', { exact: false }).waitFor()
    await walk('Tab', 'a[href="/"]')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Before we start' }).waitFor()
  })
})
