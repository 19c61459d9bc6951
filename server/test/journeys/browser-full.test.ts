import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DrillRound } from '@mluv/protocol/drills.ts'
import type { Browser, Page } from 'playwright-core'
import { leftOut } from '../present.ts'
import { axeFindings, colours, findings, layoutShift, watchLayoutShift } from './browser-inspection.ts'
import { drawn, openBrowser, visit, type Visit } from './browser-visit.ts'
import { openFullHouse } from './full-house.ts'
import type { Installation } from './installation.ts'

const layoutShiftMax = 0.02
const screens = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } } as const

describe('every room of somebody who has practised for months, its dialogs open and its errors shown', { skip: leftOut('chromium') }, () => {
  let mluv: Installation
  let browser: Browser
  let here: Visit
  let page: Page
  const found: string[] = []
  before(async () => {
    const house = await openFullHouse()
    mluv = house.mluv
    browser = await openBrowser()
    here = await visit(browser, `${mluv.url}/docs`, { viewport: screens.phone, storageState: { cookies: [cookieOf(mluv.url, house.token)], origins: [] } }, [watchLayoutShift])
    page = here.page
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
  })

  /** Nothing has moved by itself since the page came, and what it shows is right by either window and either light. */
  async function look(at: string): Promise<void> {
    await page.locator('.loading-line').waitFor({ state: 'detached' })
    await nothingMoved(at)
    for (const [screen, viewport] of Object.entries(screens)) {
      await page.setViewportSize(viewport)
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme })
        const seen = colorScheme === 'light' ? [...(await findings(page)), ...(await axeFindings(page))] : await axeFindings(page, colours)
        found.push(...seen.map((finding) => `${at}, ${screen}, ${colorScheme}: ${finding}`))
      }
    }
  }
  async function nothingMoved(at: string): Promise<void> {
    const shift = await layoutShift(page)
    if (!(shift <= layoutShiftMax)) found.push(`${at}: things move by ${shift}`)
  }
  async function go(path: string): Promise<void> {
    await page.goto(`${mluv.url}${path}`)
    await page.locator('main h1, article').first().waitFor()
  }
  /** What was found since; a test tells of its own. */
  function nothingIsWrong(): void {
    assert.deepEqual(found.splice(0), [])
  }

  it('talks: a long conversation, a correction explained, what was reached today', async () => {
    await go('/')
    await page.locator('.mark').last().click()
    await page.locator('[aria-expanded=true]').first().waitFor()
    await look('talk')
    await page.getByRole('button', { name: /^Today/ }).click()
    await page.getByRole('dialog').waitFor()
    await look('today')
    await page.keyboard.press('Escape')
    nothingIsWrong()
  })

  it('reads the dialogs', async () => {
    await go('/')
    for (const name of ['What to talk about', 'What we talked about', 'Settings', 'Account']) {
      await page.getByRole('button', { name: 'Menu' }).click()
      await page.locator('#menu').getByRole('button', { name, exact: true }).waitFor()
      await look(`menu before ${name}`)
      // What moves soon after somebody's own click is not counted, and on a slow line it moves later.
      await page.locator('#menu').getByRole('button', { name, exact: true }).dispatchEvent('click')
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button').nth(1).waitFor()
      await page.locator('dialog[open] [role=status]:not(:empty)').waitFor({ state: 'detached' })
      await nothingMoved(name)
      await dialog.locator('details').evaluateAll((folds) => {
        for (const fold of folds) fold.setAttribute('open', '')
      })
      await drawn(page)
      await page.evaluate('layoutShift = 0')
      if (name === 'Settings') await dialog.getByRole('button', { name: 'Delete everything' }).click()
      await look(name)
      await page.keyboard.press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
    }
    nothingIsWrong()
  })

  it('goes through the rooms', async () => {
    await go('/words')
    await page.getByRole('main').getByRole('listitem').nth(20).waitFor()
    await look('words')
    await go('/progress')
    await page.getByRole('table').first().waitFor()
    await look('progress')
    for (const figures of await page.getByRole('main').locator('summary').all()) await figures.click()
    await look('progress in figures')
    await go('/review')
    await page.getByRole('button', { name: 'Show the answer' }).waitFor()
    await look('review')
    await page.getByRole('button', { name: 'Show the answer' }).click()
    await page.getByRole('group', { name: 'How well did you know it?' }).waitFor()
    await look('review, answered')
    nothingIsWrong()
  })

  it('practises: a drill answered wrongly, a rule, and all that friends say', async () => {
    await go('/practice')
    await page.getByText('All phrases').click()
    await look('practice')
    const answer = page.waitForResponse(/drills\/spelling/)
    await page.getByRole('button', { name: 'The duel of i and y' }).click()
    const { exercises: [{ options, right }] } = (await (await answer).json()) as { readonly exercises: readonly [DrillRound['exercises'][number]] }
    await page.getByRole('main').getByRole('button', { name: options.find((_, at) => at !== right[0]![0])!, exact: true }).click()
    await page.getByText('Not this time.').waitFor()
    await look('a drill')
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('heading', { name: 'Grammar' }).locator('..').getByRole('button').first().click()
    await page.getByRole('heading', { name: 'Try it' }).waitFor()
    await look('a rule')
    nothingIsWrong()
  })

  it('is told what went wrong', async () => {
    await page.routeWebSocket(/voice/, (line) => line.close())
    await go('/')
    await page.getByText('The connection to Honzík is lost.', { exact: false }).waitFor()
    await look('a line that is lost')
    const problem = JSON.stringify({ code: 'unavailable', status: 503, title: 'Nobody is here', detail: 'Nobody is here now.' })
    await page.route(/\/api\/v1\/(cards|stats|scenarios|identities)/, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: problem }))
    for (const room of ['words', 'progress', 'practice', 'review']) {
      await go(`/${room}`)
      await page.getByRole('main').getByRole('alert').waitFor()
      await look(`${room}, which cannot be read`)
    }
    await page.goto(`${mluv.url}/#sign-in=spent`)
    await page.getByRole('alert').waitFor()
    await look('a link that is spent')
    nothingIsWrong()
  })
})

function cookieOf(url: string, value: string) {
  return { name: 'mluv_session', value, domain: new URL(url).hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' as const }
}
