/** A sentence that the tutor does not take, or fails at: it is never lost, and it is said what becomes of it. */
import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { leftOut } from '../present.ts'
import { drawn, type Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'
import { eventually } from './eventually.ts'

/** How long an answer may take on a busy machine, with others before it. */
const answerMsMax = 60_000

/** What the line to the tutor may do to a sentence. */
type Fate = 'carried' | { readonly refused: string } | { readonly failed: string }

describe('a sentence that the tutor does not take, or not answer', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  let page: Page
  let fate: Fate = 'carried'
  before(async () => {
    here = await mluv.visit()
    page = here.page
    await here.begin('A2')
    await page.routeWebSocket(/\/api\/v1\/voice$/, (line) => {
      const server = line.connectToServer()
      line.onMessage((up) => {
        if (typeof fate === 'object' && 'refused' in fate && up.includes('"say"')) line.send(JSON.stringify({ type: 'refused', problem: problemOf(fate.refused) }))
        else server.send(up)
      })
      server.onMessage((down) => {
        if (typeof fate !== 'object' || !('failed' in fate) || typeof down !== 'string') return line.send(down)
        const { type, seq, turnId } = JSON.parse(down) as { readonly type: string; readonly seq: number; readonly turnId: string }
        if (type === 'said') line.send(JSON.stringify({ type: 'failed', seq, turnId, problem: problemOf(fate.failed) }))
        else if (!['spoken', 'corrected', 'remembered'].includes(type)) line.send(down)
      })
    })
  })
  beforeEach(async () => {
    fate = 'carried'
    await page.goto(mluv.url)
    await page.getByRole('textbox').and(page.locator(':enabled')).waitFor()
  })
  const article = (text: string) => page.locator('article').filter({ has: page.locator('.said').filter({ hasText: text }) })
  /** Kept, too: what is said in the middle of an answer breaks it off. */
  const answered = async (text: string): Promise<void> => {
    await article(text).getByRole('button', { name: 'Translate' }).first().waitFor({ timeout: answerMsMax })
    await eventually(() => page.evaluate<boolean>("!Object.keys(localStorage).some((place) => place.startsWith('mluv.pending.'))"), () => 'The answer is not kept.')
  }

  it('is sent again, or taken back, where it may pass the next time', async () => {
    fate = { refused: 'busy' }
    await here.say('Mám rád kávu.')
    await article('Mám rád kávu.').getByRole('alert').getByText('Too fast.').waitFor()
    fate = 'carried'
    await page.getByRole('button', { name: 'Send again' }).click()
    await answered('Mám rád kávu.')
    fate = { refused: 'exhausted' }
    await here.say('Nemám rád čaj.')
    await page.getByRole('alert').getByText('Today’s allowance is used up.').waitFor()
    await page.getByRole('button', { name: 'Take it back' }).click()
    await article('Nemám rád čaj.').waitFor({ state: 'detached' })
    fate = 'carried'
    await page.reload()
    await answered('Mám rád kávu.')
    assert.equal(await article('Nemám rád čaj.').count(), 0)
  })

  it('comes back to be mended, where it would be refused again', async () => {
    fate = { refused: 'invalid' }
    await here.say('Piju \u200Bčaj.')
    await page.getByText('Honzík cannot read this.').waitFor()
    assert.equal(await page.getByRole('textbox').inputValue(), 'Piju \u200Bčaj.')
    fate = 'carried'
    await here.say('Piju čaj.')
    await answered('Piju čaj.')
    assert.equal(await page.getByText('Honzík cannot read this.').count(), 0)
  })

  it('stands there when the tutor fails, and is answered when it is tried again', async () => {
    fate = { failed: 'internal' }
    await here.say('Jedu vlakem.')
    await article('Jedu vlakem.').getByRole('alert').getByText('Something broke on our side.').waitFor()
    fate = 'carried'
    await page.reload()
    await answered('Jedu vlakem.')
  })

  it('stands in the field over a reload and other rooms, until it is sent', async () => {
    const field = page.getByRole('textbox').and(page.locator(':enabled'))
    await field.fill('Zítra bude')
    await page.reload()
    await field.waitFor()
    assert.equal(await field.inputValue(), 'Zítra bude')
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.locator('#menu').getByRole('link', { name: 'Progress' }).click()
    await page.getByRole('heading', { level: 1, name: 'Progress' }).waitFor()
    await page.goBack()
    await field.waitFor()
    assert.equal(await field.inputValue(), 'Zítra bude')
    await here.say('Zítra bude hezky.')
    await answered('Zítra bude hezky.')
    await page.reload()
    await field.waitFor()
    assert.equal(await field.inputValue(), '')
  })

  it('may be pasted too long, is said to be, and is sent when it is shorter', async () => {
    const field = page.getByRole('textbox')
    const tooLong = page.getByText('Two thousand characters at most, please.')
    const send = page.getByRole('button', { name: 'Send', exact: true })
    await field.focus()
    await page.keyboard.insertText('Ano. '.repeat(1000))
    assert.equal((await field.inputValue()).length, 5000)
    await tooLong.waitFor()
    assert.equal(await send.isDisabled(), true)
    await field.press('Enter')
    assert.equal((await field.inputValue()).length, 5000, 'Enter sends it no more than the button does')
    await field.fill('Ano, mám psa.')
    await tooLong.waitFor({ state: 'detached' })
    await send.click()
    await answered('Ano, mám psa.')
  })

  it('has letters that the keyboard lacks', async () => {
    const field = page.getByRole('textbox')
    await page.getByRole('button', { name: 'Czech letters' }).click()
    await field.fill('Mám ád e')
    await field.evaluate((area) => (area as unknown as { setSelectionRange(from: number, to: number): void }).setSelectionRange(4, 4))
    await page.getByRole('button', { name: 'ř', exact: true }).click()
    await drawn(page)
    await field.press('ArrowUp')
    assert.equal(await field.inputValue(), 'Mám řád e')
    await field.press('End')
    await field.press('Alt+ArrowUp')
    await drawn(page)
    await field.press('Alt+ArrowUp')
    assert.equal(await field.inputValue(), 'Mám řád ě')
    await page.reload()
    await page.getByRole('group', { name: 'Czech letters' }).waitFor()
    await page.getByRole('button', { name: 'Czech letters' }).click()
    await page.getByRole('group', { name: 'Czech letters' }).waitFor({ state: 'detached' })
  })
})

const problemOf = (code: string) => ({ type: 'about:blank', title: code, status: 503, code, detail: 'Not now.' })
