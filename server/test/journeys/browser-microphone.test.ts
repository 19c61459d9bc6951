import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { leftOut } from '../present.ts'
import { wavFile } from '../adapters/audio/recordings.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'
import { recorder } from './recordings.ts'

const said = 'Dneska večer půjdu s kamarádkou do divadla.'
const reply = 'To je skvělé, gratuluju vám oběma! Na co se v divadle těšíte nejvíc? Já mám nejradši veselohry a pohádky.'
/** Silence before and after what is said; the browser begins the file anew when it is over. */
const leadS = 0.6
const tailS = 5

describe('a learner with a microphone', { skip: leftOut('chromium') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-voice-'))
  let simulator: Simulator
  let mluv: Installation
  let browser: Browser
  let here: Visit
  let lastsS: number
  before(async () => {
    simulator = await startSimulator()
    simulator.rules([{ when: '', say: reply, structured: false }])
    const voice = recorder()
    const { samples, sampleRateHz } = await voice.say(said)
    await voice.close()
    simulator.teach({ samples, sampleRateHz }, said)
    lastsS = leadS + samples.length / sampleRateHz
    const played = new Int16Array(Math.round((lastsS + tailS) * sampleRateHz))
    played.set(samples, Math.round(leadS * sampleRateHz))
    writeFileSync(join(folder, 'voice.wav'), wavFile({ samples: played, sampleRateHz }))
    mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key, MLUV_CHAT_URL: simulator.url, OPENAI_API_KEY: simulator.key } })
    browser = await openBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${join(folder, 'voice.wav')}`])
    here = await visit(browser, mluv.url, { permissions: ['microphone'] })
    await here.begin('A2')
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
    await simulator?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const begun = () => here.up.flatMap((message) => (message.type === 'utterance-begin' ? [message] : []))

  it('holds to speak, is heard while speaking, and what is shown is what was said', async () => {
    const { page } = here
    await page.getByRole('button', { name: /^Speak: hold/ }).hover()
    await page.mouse.down()
    await page.getByRole('button', { pressed: true }).getByText(`0:0${Math.ceil(lastsS) + 1}`).waitFor()
    await here.until(() => here.down.some(({ type }) => type === 'listening'))
    await page.mouse.up()
    await page.locator('article .said').filter({ hasText: said }).waitFor()
    await here.until(() => here.remembered().length === 1)
    const { turn } = here.remembered()[0]!
    assert.deepEqual([turn.transcript, turn.spoken], [said, true])
    assert.deepEqual(begun().map(({ format, mode }) => [format, mode]), [['pcm16k', 'push']])
  })

  it('throws away with Escape what was being said, and nothing is answered', async () => {
    const { page } = here
    await page.getByRole('button', { name: /^Speak: hold/ }).press('Enter')
    await page.getByRole('button', { pressed: true }).getByText('0:01').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Speak: hold/ }).waitFor()
    await here.until(() => here.up.some(({ type }) => type === 'utterance-cancel'))
    assert.equal(await page.locator('article').count(), 1)
  })

  it('reads what was understood before it is sent, mends it, and sends that', async () => {
    const { page } = here
    await chooseReading(true)
    const before = begun().length
    await page.getByRole('button', { name: /^Speak: hold/ }).press('Enter')
    await page.getByRole('button', { pressed: true }).getByText(`0:0${Math.ceil(lastsS) + 1}`).waitFor()
    await page.getByRole('button', { pressed: true }).press('Enter')
    const field = page.getByRole('textbox')
    await page.getByRole('button', { name: 'Send', exact: true }).and(page.locator(':enabled')).waitFor()
    assert.equal(await field.inputValue(), said)
    assert.equal(here.remembered().length, 1)
    assert.equal(begun().length, before)
    await field.fill(said.replace('Dneska', 'Zítra'))
    await field.press('Enter')
    await here.until(() => here.remembered().length === 2)
    const { turn } = here.remembered()[1]!
    assert.deepEqual([turn.transcript, turn.spoken], [said.replace('Dneska', 'Zítra'), true])
    await chooseReading(false)
  })

  async function chooseReading(first: boolean): Promise<void> {
    const { page } = here
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.locator('#menu').getByRole('button', { name: 'Sound and text' }).click()
    await page.getByRole('checkbox', { name: /^Let me read what I said/ }).setChecked(first)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  it('is told what to do where there is no microphone, or it is not allowed, and writes all the same', async () => {
    const there = { 'There is no microphone here.': [], 'The microphone was not allowed.': ['--use-fake-device-for-media-stream'] }
    for (const [sentence, args] of Object.entries(there)) {
      const other = await openBrowser(args)
      try {
        const guest = await visit(other, mluv.url)
        await guest.begin('A2')
        await guest.page.getByRole('button', { name: /^Speak: hold/ }).press('Enter')
        await guest.page.getByRole('status').getByText(sentence).waitFor()
        await guest.converse('Tak to napíšu.')
      } finally {
        await other.close()
      }
    }
  })

  it('leaves the microphone open, is answered, and speaks over the tutor, who is silent at once', async () => {
    const { page } = here
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.locator('#menu').getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('radio', { name: 'leave the microphone open' }).check()
    await page.getByRole('slider').press('ArrowLeft')
    await page.getByText('Saved.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Open the microphone' }).click()
    const before = here.remembered().length
    await here.until(() => here.remembered().length > before)
    assert.equal(here.remembered()[before]!.turn.transcript, said)
    await here.until(() => here.down.some(({ type }) => type === 'interrupted'))
    const { turnId } = here.down.findLast((message) => message.type === 'interrupted')!
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' })
    const heardMs = here.up.flatMap((message) => (message.type === 'played' && message.turnId === turnId ? [message.ms] : []))
    const { reply: made } = here.remembered().find(({ turn }) => turn.turnId === turnId)!.turn
    const wholeMs = made!.sentences.reduce((sum, { durationMs }) => sum + durationMs!, 0)
    assert.ok(heardMs.length > 0 && Math.max(...heardMs) < wholeMs, `${heardMs.join(', ')} of ${wholeMs} ms`)
    await page.getByRole('button', { name: 'Mute the microphone' }).click()
    await page.getByRole('button', { name: 'Unmute the microphone' }).waitFor()
    await page.getByRole('button', { name: 'Close the microphone' }).click()
    await page.getByRole('button', { name: 'Open the microphone' }).waitFor()
    assert.deepEqual(begun().slice(-1).map(({ mode, silenceMs }) => [mode, silenceMs]), [['open', 700]])
  })

  it('is told who answered where the chosen tutor could not, and to go on', async () => {
    const { page } = here
    simulator.set({ chat: { fault: { kind: 'status', status: 500 } } })
    await here.say('A co bude zítra?')
    await here.until(() => here.remembered().at(-1)!.turn.transcript === 'A co bude zítra?')
    await page.getByText('Honzík without keys did. Just go on.').last().waitFor()
    simulator.set({ chat: {} })
  })

  it('answers a card aloud, is shown what was heard, and is not blamed for how it was written', async () => {
    const { page } = here
    await page.evaluate(async (fronts) => {
      for (const front of fronts) await fetch('/api/v1/cards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ kind: 'phrase', front, back: 'a plan for tonight' }) })
    }, ['dneska večer, pujdu s kamarádkou do divadla', 'Zítra večer půjdu do kina.'])
    await page.goto(`${mluv.url}/review`)
    await page.getByRole('checkbox', { name: 'I say the answers' }).check()
    const answerAloud = async () => {
      await page.getByRole('button', { name: 'Speak', exact: true }).and(page.locator(':focus')).press('Enter')
      const stop = page.getByRole('button', { name: 'Done speaking' })
      await stop.getByText(`0:0${Math.ceil(lastsS) + 1}`).waitFor()
      await stop.press('Enter')
    }
    await answerAloud()
    await page.getByText('Exactly right.').waitFor()
    assert.equal(await page.getByRole('main').locator('u').count(), 0)
    assert.match(await page.locator(':focus').innerText(), /^Good/)
    await page.keyboard.press('4')
    await answerAloud()
    await page.getByText('Not quite.', { exact: false }).waitFor()
    await page.getByText(`I heard: ${said}`).waitFor()
    assert.match(await page.locator(':focus').innerText(), /^Again/)
  })

  it('has a clean console', () => {
    assert.deepEqual(here.complaints.filter((complaint) => !complaint.includes('401')), [])
  })
})
