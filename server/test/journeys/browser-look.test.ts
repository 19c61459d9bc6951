import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rooms } from '@mluv/protocol/rooms.ts'
import { leftOut } from '../present.ts'
import { axeFindings, colours, findings, layoutShift, lookFindings, watchLayoutShift } from './browser-inspection.ts'
import { browsedInstallation } from './browsed-installation.ts'

const layoutShiftMax = 0.02
const turnsMax = 3

const screens = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } } as const
const tongues = ['en-US', 'cs-CZ', 'uk-UA', 'ru-RU'] as const

describe('what is shown fits, meets a finger, has a name and can be read', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()

  it('is not said of a page on which nothing of this holds', async () => {
    const page = await mluv.browser.newPage({ viewport: screens.phone })
    await page.setContent(`<body style="color: black; background: white"><button style="width: 60px; height: 30px"></button>
      <p style="color: rgb(153 153 153)">faint</p><p style="width: 500px">wide</p><div style="width: 100px; overflow-x: auto"><p style="width: 300px">hidden</p></div>`)
    assert.deepEqual((await findings(page)).map((finding) => finding.replace(/ \(.*|: (p|div|button).*/, '')), [
      'reaches out of the window', 'is wider than its place', '60×30 is small for a finger', '2.85 is faint: “faint”', 'has no name',
    ])
    assert.deepEqual([...new Set((await axeFindings(page)).map((finding) => finding.split(':')[0]))].sort(), [
      'axe, button-name', 'axe, color-contrast', 'axe, document-title', 'axe, html-has-lang', 'axe, landmark-one-main', 'axe, page-has-heading-one', 'axe, region',
    ])
    await page.close()
  })

  it('notices when things move by themselves', async () => {
    const { page, close } = await mluv.visit({ viewport: screens.phone }, [watchLayoutShift])
    await page.getByRole('radio').first().waitFor()
    assert.ok((await layoutShift(page)) <= layoutShiftMax)
    await page.locator('.hero').evaluate((hero) => { hero.style.marginTop = '300px' })
    await page.waitForFunction(() => (globalThis as { layoutShift?: number }).layoutShift! > 0)
    assert.ok((await layoutShift(page)) > layoutShiftMax)
    await close()
  })

  for (const locale of tongues) {
    for (const [screen, viewport] of Object.entries(screens)) {
      // How long the words of a tongue are matters where there is little room.
      if (screen === 'desktop' && locale !== tongues[0]) continue
      it(`${locale} on a ${screen}, light and dark`, async () => {
        const here = await mluv.visit({ locale, viewport, hasTouch: screen === 'phone' }, [watchLayoutShift])
        const { page } = here
        const found: string[] = []
        async function look(at: string): Promise<void> {
          for (const [colorScheme, all] of [['light', findings], ['dark', lookFindings]] as const) {
            await page.emulateMedia({ colorScheme })
            // In other tongues the page is built in the same way.
            const byAxe = locale === tongues[0] ? await axeFindings(page, colorScheme === 'dark' ? colours : undefined) : []
            found.push(...[...(await all(page)), ...byAxe].map((finding) => `${at}, ${colorScheme}: ${finding}`))
          }
        }
        // Whoever speaks Czech already is asked in Czech once they say so.
        if (locale === 'cs-CZ') await page.getByRole('combobox').selectOption('cs')
        await page.getByRole('radio').first().waitFor()
        await look('first visit')
        await here.begin(null)
        // A machine with much else to do may leave the corrections out of a turn.
        for (let turns = 0; turns < turnsMax && (await page.locator('.mark').count()) < 2; turns += 1) await here.converse('Vím že jdu do škola a rádi bysme pivo.')
        await page.locator('.mark').nth(1).click()
        await page.locator('[aria-expanded=true]').first().waitFor()
        await look('talk')
        const shift = await layoutShift(page)
        assert.ok(shift <= layoutShiftMax, `things move by ${shift}`)
        for (let at = 0; at < 4; at += 1) {
          await page.locator('.top-bar > [popovertarget]').click()
          await page.locator('#menu button').nth(at).click()
          await page.locator('dialog[open] :is(button, select, li):nth-of-type(1)').filter({ visible: true }).last().waitFor()
          if (at === 3) await page.locator('dialog[open] li').first().waitFor()
          await page.locator('dialog[open] details').evaluateAll((all) => {
            for (const each of all) each.setAttribute('open', '')
          })
          await page.locator('dialog[open] [role=status]:not(:empty)').waitFor({ state: 'detached' })
          await look(`dialog ${at}`)
          await page.keyboard.press('Escape')
          await page.locator('dialog').waitFor({ state: 'detached' })
        }
        for (const room of rooms) {
          await page.goto(`${mluv.url}/${room}`)
          await page.locator('main h1').waitFor()
          await page.locator('.loading-line').waitFor({ state: 'detached' })
          await look(room)
          assert.ok((await layoutShift(page)) <= layoutShiftMax, `things move in ${room}`)
        }
        assert.deepEqual(found, [])
        await here.close()
      })
    }
  }
})
