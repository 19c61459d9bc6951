/** The page where the network, the server or the browser will not: in each room it is said what is wrong, nothing is lost, and it goes on. */
import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import type { DrillRound } from '@mluv/protocol/drills.ts'
import type { Page } from 'playwright-core'
import { leftOut } from '../present.ts'
import { drawn, unreachable, type Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'

/** As an overburdened server says it, which tells what to do. */
const overloaded = { code: 'unavailable', detail: 'Try again in a minute.' } as const

/** What the browser of a learner brings, and a test cannot: somebody who understands speech, and a maker who delivers messages. */
const browserParts = `
  window.SpeechRecognition = class {
    start() { window.recogniser = this }
    stop() { this.onend() }
    abort() { this.aborted = true }
  }
  let subscription = null
  PushManager.prototype.getSubscription = () => Promise.resolve(subscription)
  PushManager.prototype.subscribe = () => Promise.resolve(subscription = {
    endpoint: 'https://push.example.org/one',
    toJSON: () => ({ endpoint: 'https://push.example.org/one', keys: { p256dh: 'B' + 'a'.repeat(86), auth: 'b'.repeat(22) } }),
    unsubscribe: () => Promise.resolve(subscription = null),
  })
`

describe('a learner for whom something does not work', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit({}, [browserParts])
    await here.begin('A2')
    await here.converse('Já jdu do škola.')
  })
  beforeEach(async () => {
    await here.page.goto(mluv.url)
    await here.page.getByRole('textbox').and(here.page.locator(':enabled')).waitFor()
  })

  /** While this lasts, these questions of the page are refused; unanswered, where nothing says how. */
  async function refusing(path: string, refusal: { readonly code: string; readonly detail: string } | null, during: () => Promise<unknown>, method?: string): Promise<void> {
    const { page } = here
    const where = (url: URL) => url.pathname === `/api/v1${path}`
    await page.route(where, (route) => {
      if (method !== undefined && route.request().method() !== method) return route.continue()
      return refusal ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(refusal) }) : route.abort()
    })
    try {
      await during()
    } finally {
      await page.unroute(where)
    }
  }
  const alert = (text: string) => here.page.getByRole('alert').filter({ hasText: text }).waitFor()

  async function goTo(place: string): Promise<void> {
    await here.page.getByRole('button', { name: 'Menu' }).click()
    await here.page.locator('#menu').getByRole('link', { name: place }).click()
    await (place === 'Talk' ? here.page.getByRole('textbox') : here.page.getByRole('heading', { level: 1, name: place })).waitFor()
  }

  async function openDialog(name: string) {
    await here.page.getByRole('button', { name: 'Menu' }).click()
    await here.page.locator('#menu').getByRole('button', { name }).click()
    const dialog = here.page.getByRole('dialog', { name })
    await dialog.waitFor()
    return dialog
  }

  async function closeDialog(): Promise<void> {
    await here.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await here.page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  it('chooses what to talk about where that cannot be read, and where it cannot be begun', async () => {
    const { page } = here
    const choose = () => page.getByRole('button', { name: 'What to talk about' }).first().click()
    await refusing('/scenarios', null, async () => {
      await choose()
      await alert(unreachable)
    })
    await closeDialog()
    await choose()
    await page.getByRole('dialog').getByText('Honzík: ').first().waitFor()
    await refusing('/conversations', overloaded, async () => {
      await page.getByRole('dialog').getByRole('button', { name: 'Just talk' }).click()
      await alert(overloaded.detail)
    })
    assert.match((await page.locator('article .said').first().textContent())!, /^Já jdu do škola/, 'what was said stays')
    await page.getByRole('dialog').getByRole('button', { name: 'Just talk' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('article').first().waitFor({ state: 'detached' })
  })

  it('looks for earlier talks: none, all of them again, page by page, and only what is searched for last', async () => {
    const { page } = here
    await page.evaluate(async (count) => {
      for (let at = 0; at < count; at += 1) await fetch('/api/v1/conversations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    }, pageOfTalks)
    await page.evaluate(() => fetch('/api/v1/conversations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"mode":"interview"}' }))
    await refusing('/conversations', overloaded, async () => {
      await openDialog('What we talked about')
      await alert(overloaded.detail)
    }, 'GET')
    await closeDialog()
    const dialog = await openDialog('What we talked about')
    const talks = dialog.getByRole('listitem')
    await talks.nth(pageOfTalks - 1).waitFor()
    await dialog.getByText('Nothing was said here yet.').first().waitFor()
    await talks.first().getByText(/^Job interview/).waitFor()
    await dialog.getByRole('searchbox').fill('nikdy neřečeno')
    await dialog.getByRole('button', { name: 'Search what you said' }).click()
    await dialog.getByText('Nothing here.').waitFor()
    await dialog.getByRole('searchbox').fill('')
    await talks.nth(pageOfTalks - 1).waitFor()
    await dialog.getByRole('button', { name: 'Show more' }).click()
    await talks.nth(pageOfTalks).waitFor()
    await dialog.getByText('Just talking').first().waitFor()
    await dialog.getByText('1 sentence of yours').waitFor()
    await refusing('/conversations', null, async () => {
      await dialog.getByRole('searchbox').fill('škola')
      await page.keyboard.press('Enter')
      await alert(unreachable)
    })
    await dialog.getByRole('searchbox').fill('')
    await talks.nth(pageOfTalks - 1).waitFor()

    const { promise: found, resolve: letThrough } = Promise.withResolvers<void>()
    await page.route((url) => url.searchParams.has('before'), (route) => found.then(() => route.continue()))
    const late = page.waitForResponse(/before=/)
    await dialog.getByRole('button', { name: 'Show more' }).click()
    await dialog.getByRole('searchbox').fill('škola')
    await page.keyboard.press('Enter')
    await talks.nth(1).waitFor({ state: 'detached' })
    letThrough()
    await (await late).finished()
    await drawn(page)
    assert.equal(await talks.count(), 1, 'older talks that come late are not what is searched for')
    await page.unrouteAll()
  })

  it('changes a setting that cannot be kept: it is as it was, and it says why', async () => {
    const { page } = here
    const dialog = await openDialog('Settings')
    const level = (name: string) => dialog.getByRole('radio', { name, exact: true })
    const kept = async (change: () => Promise<unknown>) => {
      await Promise.all([page.waitForResponse(/learner\/settings$/).then((answer) => answer.finished()), change()])
      await drawn(page)
    }
    await refusing('/learner/settings', overloaded, async () => {
      // Not `check`: it may be as it was before anybody looks.
      await level('B2').click({ force: true })
      await dialog.getByRole('status').filter({ hasText: overloaded.detail }).waitFor()
    })
    assert.deepEqual([await level('A2').isChecked(), await level('B2').isChecked()], [true, false])
    await kept(() => level('B1').check())
    await dialog.getByText('Saved.').waitFor()
    await dialog.getByRole('slider').fill('1500')
    await dialog.getByText('1.5').waitFor()
    const choices = { 'Manner': 'relaxed', 'Speed of the voice': 'slower', 'Who I talk with': 'Paní Nováková (vy)', 'Time zone': 'America/Lima' }
    for (const [name, choice] of Object.entries(choices)) await kept(() => dialog.getByRole('combobox', { name }).selectOption(choice))
    await kept(() => dialog.getByRole('checkbox', { name: 'Show me on leaderboards' }).check())
    await kept(() => dialog.getByRole('radio', { name: 'a woman (byla)' }).check())
    await dialog.getByRole('radio', { name: 'dark' }).check()
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
    await closeDialog()
    await page.reload()
    await page.locator('html[data-theme=dark]').waitFor()
    await openDialog('Settings')
    assert.equal(await level('B1').isChecked(), true)
    assert.deepEqual(await Promise.all(Object.keys(choices).map((name) => dialog.getByRole('combobox', { name }).inputValue())), ['casual', '0.8', 'novakova', 'America/Lima'])
    await dialog.getByText('1.5').waitFor()
    await dialog.getByRole('combobox', { name: 'Explain things to me in' }).selectOption('uk')
    await page.getByRole('heading', { name: 'Налаштування' }).waitFor()
    await page.getByRole('dialog').getByRole('combobox').first().selectOption('en')
    await dialog.waitFor()
    await dialog.getByRole('radio', { name: 'as my device' }).check()
    assert.equal(await page.locator('html').getAttribute('data-theme'), null)
  })

  it('is asked by the browser whether it may show notifications: no, where the server will not, yes, and not any more', async () => {
    const { page } = here
    const dialog = await openDialog('Settings')
    await dialog.getByRole('checkbox', { name: 'Remind me to practise' }).check()
    await dialog.getByText('Nothing reaches you yet.').waitFor()
    const allow = dialog.getByRole('button', { name: 'Allow notifications in this browser' })
    await allow.click()
    await dialog.getByText('This browser does not allow notifications.').waitFor()
    await page.context().grantPermissions(['notifications'])
    await refusing('/notices/push', overloaded, async () => {
      await allow.click()
      await dialog.getByText(overloaded.detail).waitFor()
    })
    await allow.click()
    await dialog.getByText('This browser shows notifications.').waitFor()
    await dialog.getByText('Nothing reaches you yet.').waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: 'Stop them here' }).click()
    await allow.waitFor()
    await dialog.getByText('Nothing reaches you yet.').waitFor()
  })

  it('speaks through the browser only after agreeing to it, and is told when nothing was heard, or it was not allowed', async () => {
    const { page } = here
    const offer = page.getByRole('button', { name: 'Speak through the browser…' })
    await offer.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await offer.click()
    await page.getByRole('button', { name: 'Yes, use it' }).click()
    const speak = page.getByRole('button', { name: /^Speak: hold/ })
    const send = page.getByRole('button', { pressed: true }).and(page.getByRole('button', { name: 'tap to send' }))
    await speak.press('Enter')
    await send.waitFor()
    await understand(page, 'Dneska', 'je hezky.')
    assert.equal(await page.locator('textarea').inputValue(), 'Dneska je hezky.')
    await send.press('Enter')
    await page.locator('article .said').filter({ hasText: 'Dneska je hezky.' }).waitFor()
    await here.until(() => here.remembered().at(-1)!.turn.transcript === 'Dneska je hezky.')
    assert.equal(await page.locator('textarea').inputValue(), '')

    await speak.press('Enter')
    await send.press('Enter')
    await page.getByText('I heard nothing.').waitFor()
    await speak.press('Enter')
    await page.getByRole('button', { name: 'Throw away' }).click()
    assert.equal(await page.evaluate('recogniser.aborted'), true)
    await speak.press('Enter')
    await send.waitFor()
    await fail(page, 'no-speech')
    await send.waitFor()
    await fail(page, 'not-allowed')
    await page.getByText('The microphone was not allowed.').waitFor()
    const dialog = await openDialog('Settings')
    await dialog.getByRole('checkbox', { name: 'My browser may recognise my speech.' }).uncheck()
    await closeDialog()
    await offer.waitFor()
  })

  it('keeps a correction, or a mistake of a game, where nobody answers: it is said beside it, and gone when it is kept', async () => {
    const { page } = here
    const keepsAt = async (name: string) => {
      const keep = page.getByRole('button', { name })
      await refusing('/cards', null, async () => {
        await keep.click()
        await alert(unreachable)
      }, 'POST')
      await keep.and(page.locator('[aria-pressed=false]')).click()
      await keep.and(page.locator('[aria-pressed=true]')).waitFor()
      await page.getByRole('alert').waitFor({ state: 'detached' })
      await keep.click()
      await keep.and(page.locator('[aria-pressed=false]')).waitFor()
    }
    await here.say('Já jdu do škola.')
    await page.locator('.mark').first().click()
    await keepsAt('Keep as a card')
    await goTo('Practice')
    const asked = page.waitForResponse(/drills\/spelling/)
    await page.getByRole('button', { name: 'The duel of i and y' }).click()
    const { exercises: [first] } = await (await asked).json() as DrillRound
    await page.getByRole('main').getByRole('button', { name: first!.options.find((_, at) => at !== first!.right[0]![0])!, exact: true }).click()
    await keepsAt('Keep the mistake')
  })

  it('practises a rule, and is told when an exercise, a scene, or the room cannot be had', async () => {
    const { page } = here
    await refusing('/drills', null, async () => {
      await goTo('Practice')
      await alert(unreachable)
    })
    await goTo('Talk')
    await goTo('Practice')
    await refusing('/drills/order', overloaded, async () => {
      await page.getByRole('button', { name: 'The right order' }).click()
      await alert(overloaded.detail)
    })
    await refusing('/conversations', null, async () => {
      await page.getByRole('button', { name: /pub/i }).first().click()
      await alert(unreachable)
    })
    const rule = page.getByRole('main').locator('section').filter({ has: page.getByRole('heading', { name: 'Grammar' }) }).getByRole('button').first()
    const title = (await rule.locator('span').first().innerText()).replace(/[ABC][12]$/, '').trim()
    await rule.click()
    await page.getByRole('heading', { name: title }).and(page.locator(':focus')).waitFor()
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByText(/^1 of \d+$/).waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByText('All phrases').click()
    await page.getByRole('group').getByRole('listitem').first().waitFor()
  })

  it('looks at words, progress and the day’s cards that cannot be read', async () => {
    const { page } = here
    await goTo('Practice')
    await refusing('/cards', overloaded, async () => {
      await goTo('Words')
      await alert(overloaded.detail)
    })
    await refusing('/stats/me/progress', null, async () => {
      await goTo('Progress')
      await alert(unreachable)
    })
    await goTo('Words')
    await page.getByText('Nothing yet.').waitFor()
    await refusing('/leaderboard', overloaded, async () => {
      await goTo('Progress')
      await alert(overloaded.detail)
    })
  })

  it('sees that something is on its way where the network is away, and has it by itself when it is back', async () => {
    const there = await mluv.visit({ serviceWorkers: 'block' })
    const { page } = there
    await there.begin('A2')
    async function away(what: string, during: () => Promise<unknown>): Promise<void> {
      await page.route(what, (route) => route.abort())
      await during()
      await page.unroute(what)
      await page.evaluate('dispatchEvent(new Event("online"))')
    }
    const menu = page.locator('#menu')
    await away('**/assets/menu-items*', async () => {
      await page.getByRole('button', { name: 'Menu' }).click()
      await menu.getByRole('status').filter({ hasText: 'Honzík is on his way…' }).waitFor()
    })
    await away('**/assets/settings-dialog*', async () => {
      await menu.getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('status').filter({ hasText: 'Honzík is on his way…' }).filter({ visible: true }).waitFor()
    })
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Menu' }).click()
    await menu.getByRole('link', { name: 'Words' }).click()
    await page.getByRole('heading', { level: 1, name: 'Words' }).waitFor()
    await away('**/api/v1/learner/home', async () => {
      await page.getByRole('link', { name: 'Talk' }).filter({ visible: true }).first().click()
      await page.getByRole('alert').getByText(unreachable).waitFor()
    })
    await page.getByRole('textbox').and(page.locator(':enabled')).waitFor()
    await there.close()
  })

  it('keeps everything where it cannot be deleted, or is not to be; else is nobody afterwards', async () => {
    const { page } = here
    const dialog = await openDialog('Settings')
    const erase = dialog.getByRole('button', { name: 'Delete everything' })
    await erase.click()
    await dialog.getByText('Everything goes').waitFor()
    await dialog.getByRole('button', { name: 'No, keep it' }).click()
    await dialog.getByText('Everything goes').waitFor({ state: 'detached' })
    await erase.click()
    await refusing('/learner', overloaded, async () => {
      await dialog.getByRole('button', { name: 'Yes, delete everything' }).click()
      await dialog.getByText(overloaded.detail).waitFor()
    }, 'DELETE')
    await dialog.getByRole('button', { name: 'Yes, delete everything' }).click()
    await page.getByRole('heading', { name: 'Before we start' }).waitFor()
    assert.equal(await page.evaluate('localStorage.getItem("mluv.recovery-code")?.includes("AAAA") ?? false'), false)
    assert.equal((await mluv.installation.rows()).turns, 0)
  })
})

/** The server gives earlier talks so many at a time. */
const pageOfTalks = 20

type Recognised = { onresult(event: { readonly results: readonly (readonly { readonly transcript: string }[])[] }): void; onerror(event: { readonly error: string }): void }

/** The browser understands these pieces of what is said. */
const understand = (page: Page, ...pieces: readonly string[]) => page.evaluate((heard) => {
  const { recogniser } = globalThis as unknown as { readonly recogniser: Recognised }
  recogniser.onresult({ results: heard.map((transcript) => [{ transcript }]) })
}, pieces)

const fail = (page: Page, error: string) => page.evaluate((why) => (globalThis as unknown as { readonly recogniser: Recognised }).recogniser.onerror({ error: why }), error)
