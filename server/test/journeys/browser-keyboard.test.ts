import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { leftOut } from '../present.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'
import { evening } from './evening.ts'

/** No way through the page is longer. */
const pressesMax = 60
/** A machine with much else to do may leave the corrections out of a turn. */
const turnsMax = 3

describe('a learner with a keyboard alone', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit()
  })

  /** Presses the key until what has the focus fits. */
  async function walk(key: 'Tab' | 'Shift+Tab', selector: string, { page } = here): Promise<void> {
    for (let presses = 0; presses < pressesMax; presses += 1) {
      await page.keyboard.press(key)
      if ((await page.locator(`:focus:is(${selector})`).count()) > 0) return
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

  it('interrupts a long answer, of which less was heard than was said', async () => {
    const { page } = here
    await page.keyboard.type('Povídej mi něco o Praze.')
    await page.keyboard.press('Enter')
    const stop = page.getByRole('button', { name: 'Stop', exact: true })
    await here.until(() => here.remembered().length === 2)
    await stop.waitFor()
    await page.keyboard.press('Escape')
    await stop.waitFor({ state: 'detached' })
    const { turnId, reply } = here.remembered()[1]!.turn
    const heardMs = here.up.reduce((sum, message) => sum + (message.type === 'played' && message.turnId === turnId ? message.ms : 0), 0)
    const wholeMs = reply!.sentences.reduce((sum, { durationMs }) => sum + durationMs!, 0)
    assert.ok(heardMs < wholeMs, `${heardMs} of ${wholeMs} ms`)
  })

  it('chooses a scene and plays it to its end', async () => {
    const { page } = here
    await openByMenu('button:has-text("What to talk about")')
    await walk('Tab', 'dialog button:has-text("pub")')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('complementary').getByText('What to manage').waitFor()
    await walk('Tab', 'textarea')
    for (const line of evening) {
      const before = here.remembered().length
      await page.keyboard.type(line)
      await page.keyboard.press('Enter')
      await here.until(() => here.remembered().length > before)
    }
    await page.getByRole('heading', { name: 'You managed it all!' }).waitFor()
  })

  it('keeps a correction as a card, and finds it among the words', async () => {
    const { page } = here
    for (let turns = 0; turns < turnsMax && (await page.locator('.mark').count()) === 0; turns += 1) {
      const before = here.remembered().length
      await page.keyboard.type('Zítra jdu do škola.')
      await page.keyboard.press('Enter')
      await here.until(() => here.remembered().length > before)
      await page.locator('article').filter({ hasText: 'Zítra jdu do' }).nth(turns).locator('.said').waitFor()
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

  it('reviews it without a network, to the end of the day, and the server knows when there is one again', async () => {
    const { page } = here
    const reviews = () => page.evaluate(async () => ((await (await fetch('/api/v1/cards')).json()) as { readonly items: readonly { readonly reviews: number }[] }).items.map(({ reviews: times }) => times))
    const kept = await reviews()
    await openByMenu('a[href="/review"]')
    await page.getByText('to go').waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)')
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('You are offline.', { exact: false }).waitFor()
    for (let cards = 0; cards < kept.length; cards += 1) {
      await page.getByRole('button', { name: 'Show the answer' }).waitFor()
      await page.keyboard.press('Space')
      await page.getByRole('group', { name: 'How well did you know it?' }).waitFor()
      await page.keyboard.press('4')
    }
    await page.locator('h2:focus', { hasText: 'That is all for today!' }).waitFor()
    await page.context().setOffline(false)
    await page.getByText('You are offline.', { exact: false }).waitFor({ state: 'detached' })
    await walk('Shift+Tab', 'a[href="/"]')
    await page.keyboard.press('Enter')
    await page.locator('textarea:focus').waitFor()
    assert.deepEqual([kept.every((times) => times === 0), await reviews()], [true, kept.map(() => 1)])
  })

  it('has it all on a second device by the recovery code', async () => {
    await openByMenu('button:has-text("Account")')
    const code = await here.page.locator('.select-all').innerText()
    await here.page.keyboard.press('Escape')
    const there = await mluv.visit()
    await there.page.getByRole('radio').first().waitFor()
    await walk('Tab', 'button:has-text("I have been here before")', there)
    await there.page.keyboard.press('Enter')
    await there.page.getByLabel('I have a code').waitFor()
    await walk('Tab', 'dialog input[autocomplete=off]', there)
    await there.page.keyboard.type(code)
    await there.page.keyboard.press('Enter')
    await there.page.getByText('Zítra jdu do', { exact: false }).first().waitFor()
    await there.close()
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
    await page.getByRole('heading', { name: 'Before we start' }).waitFor()
  })
})
