import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Settings } from '@mluv/protocol/learner.ts'
import { rooms } from '@mluv/protocol/rooms.ts'
import type { Browser, Locator, Page } from 'playwright-core'
import { tongues } from '../../src/domain/language.ts'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

type Manifest = {
  readonly icons: { readonly src: string; readonly sizes: string; readonly purpose: string }[]
  readonly shortcuts: { readonly url: string; readonly name: string }[]
  readonly start_url: string
  readonly lang: string
  readonly name: string
  readonly description: string
}

const patches = '**/api/v1/learner/settings'

describe('a learner who settles in', { skip: leftOut('chromium') }, () => {
  let mluv: Installation
  let browser: Browser
  let here: Visit
  let page: Page
  before(async () => {
    mluv = await openInstallation({ settings: { SOURCE_URL: 'https://source.example/mluv', OPERATOR_EMAIL: 'me@example.org' } })
    browser = await openBrowser()
    here = await visit(browser, mluv.url, { timezoneId: 'Europe/Kyiv' })
    page = here.page
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
  })

  it('may read what happens with their words, and the source, before they say one', async () => {
    const links = page.getByRole('navigation', { name: 'About this Mluv' })
    assert.equal(await links.getByRole('link', { name: 'Source code' }).getAttribute('href'), 'https://source.example/mluv')
    await links.getByRole('link', { name: 'Privacy' }).click()
    await page.getByRole('heading', { name: 'Your privacy' }).waitFor()
    await page.getByRole('link', { name: 'me@example.org' }).waitFor()
    await page.getByRole('link', { name: 'Čeština' }).click()
    await page.getByRole('heading', { name: 'Soukromí' }).waitFor()
    await page.getByRole('link', { name: 'Zpět do Mluv' }).click()
    await here.begin(null)
  })

  it('finds a control for every setting, each kept as it is changed', async () => {
    const wanted = new Set(Object.keys(Settings.properties))
    const changed = new Set<string>()
    page.on('request', (request) => {
      if (request.method() === 'PATCH') for (const name of Object.keys(request.postDataJSON() as object)) changed.add(name)
    })
    const dialog = await openSettings(page)
    const kept = async (change: () => Promise<unknown>) => {
      const answer = page.waitForResponse(patches)
      await change()
      assert.equal((await answer).status(), 200)
    }
    await kept(() => dialog.getByLabel('Time zone').selectOption('Asia/Tokyo'))
    await kept(() => dialog.getByRole('button', { name: /Take the one of this device: Europe/ }).click())
    // Whatever shows another when it is chosen comes before the others.
    for (const name of [/leaderboards/, /remind/i]) await kept(() => dialog.getByRole('checkbox', { name }).first().check())
    await kept(async () => {
      await dialog.getByLabel('Name on leaderboards').fill('Kolja')
      await page.keyboard.press('Enter')
    })
    await kept(async () => {
      await dialog.getByRole('slider').press('ArrowRight')
      await dialog.getByRole('slider').blur()
    })
    for (const group of await dialog.getByRole('group').filter({ has: page.getByRole('radio') }).all()) {
      const other = group.getByRole('radio', { checked: false }).first()
      const isKept = (await group.getByRole('radio').count()) !== 3 || !(await group.getByText('light').count())
      await (isKept ? kept(() => other.check()) : other.check())
    }
    for (const select of (await dialog.getByRole('combobox').all()) as Choice[]) {
      const [now, values] = await select.evaluate((element) => [element.value, [...element.options].map(({ value }) => value)] as const)
      // A mother tongue that is explained to in English, as the one before: what is looked for here stays in English.
      const other = values.includes('de') ? 'de' : values.find((value) => value !== now)
      // Of one, there is no other.
      if (other !== undefined) await kept(() => select.selectOption(other))
    }
    await kept(() => dialog.getByRole('checkbox', { name: /Browser/ }).first().click())
    assert.deepEqual([...wanted].filter((name) => !changed.has(name)), [])
    assert.deepEqual(here.complaints.filter((complaint) => !complaint.includes('401')), [])
  })

  it('sees a change undone that could not be kept, and is told', async () => {
    await page.reload()
    const dialog = await openSettings(page)
    await page.route(patches, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Broken', status: 500, code: 'internal', detail: 'Broken.' }) }))
    const before = await dialog.getByRole('radio', { checked: true }).first().getAttribute('value')
    await dialog.getByRole('radio', { checked: false }).first().click()
    await dialog.getByRole('status').filter({ hasText: 'Something broke on our side.' }).waitFor()
    assert.equal(await dialog.getByRole('radio', { checked: true }).first().getAttribute('value'), before)
    await page.unroute(patches)
  })

  it('takes everything away as one zip', async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download everything' }).click()
    assert.equal((await download).suggestedFilename(), 'mluv.zip')
  })

  it('can have it among the apps of the device: nothing of the manifest is wrong, and what it names is there', async () => {
    const devtools = await page.context().newCDPSession(page)
    const { errors, data } = await devtools.send('Page.getAppManifest')
    assert.deepEqual(errors, [])
    const manifest = JSON.parse(data!) as Manifest
    const served = await mluv.ask('/manifest.webmanifest')
    assert.deepEqual([served.headers['content-type'], served.headers['cache-control'], manifest.start_url], ['application/manifest+json', 'no-cache', '/'])
    const names: string[] = []
    for (const tongue of tongues) {
      const { headers, text } = await mluv.ask('/manifest.webmanifest', { headers: { 'accept-language': `sk, ${tongue}-CZ;q=0.8, en;q=0.5` } })
      const other = JSON.parse(text) as typeof manifest
      assert.deepEqual([headers['content-type'], headers['vary']?.includes('Accept-Language'), other.lang], ['application/manifest+json', true, tongue])
      const shortcuts = manifest.shortcuts.map((shortcut, at) => ({ ...shortcut, name: other.shortcuts[at]!.name }))
      assert.deepEqual(other, { ...manifest, name: other.name, description: other.description, lang: tongue, shortcuts })
      names.push(other.name, other.description, other.shortcuts.map(({ name }) => name).join())
    }
    assert.equal(new Set(names).size, tongues.length * 3)
    for (const { src, sizes } of manifest.icons) {
      const icon = await mluv.ask(src)
      assert.equal(icon.headers['content-type'], 'image/png')
      // Where a PNG says how large it is.
      assert.equal(`${icon.bytes.readUInt32BE(16)}x${icon.bytes.readUInt32BE(20)}`, sizes)
    }
    assert.deepEqual(manifest.icons.map(({ purpose }) => purpose).toSorted(), ['any', 'any', 'maskable'])
    assert.deepEqual(manifest.shortcuts.map(({ url }) => url), rooms.map((room) => `/${room}`))
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    // What this browser has against its own incognito mode is nothing of the page's.
    assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((errorId) => errorId !== 'in-incognito'), [])
  })

  it('is offered it where the browser offers it', async () => {
    await page.reload()
    await page.evaluate(`{
      const offer = new Event('beforeinstallprompt', { cancelable: true })
      offer.prompt = async () => { globalThis.isAsked = offer.defaultPrevented }
      dispatchEvent(offer)
    }`)
    const dialog = await openSettings(page)
    await dialog.getByRole('button', { name: 'Install' }).click()
    await page.waitForFunction(() => (globalThis as { isAsked?: boolean }).isAsked)
    await dialog.getByRole('button', { name: 'Install' }).waitFor({ state: 'detached' })
  })
})

/** As far as it is asked here: tests know no types of pages. */
type Choice = Locator & { evaluate<Told>(of: (element: { readonly value: string; readonly options: Iterable<{ readonly value: string }> }) => Told): Promise<Told> }

async function openSettings(page: Page) {
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: 'What is kept of me' }).waitFor()
  return dialog
}
