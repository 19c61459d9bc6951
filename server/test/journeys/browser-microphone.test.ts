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
/** Silence before and after what is said; the browser begins the file anew when it is over. */
const leadS = 0.6
const tailS = 20

describe('a learner with a microphone', { skip: leftOut('chromium') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-voice-'))
  let simulator: Simulator
  let mluv: Installation
  let browser: Browser
  let here: Visit
  let lastsS: number
  before(async () => {
    simulator = await startSimulator()
    const voice = recorder()
    const { samples, sampleRateHz } = await voice.say(said)
    await voice.close()
    simulator.teach({ samples, sampleRateHz }, said)
    lastsS = leadS + samples.length / sampleRateHz
    const played = new Int16Array(Math.round((lastsS + tailS) * sampleRateHz))
    played.set(samples, Math.round(leadS * sampleRateHz))
    writeFileSync(join(folder, 'voice.wav'), wavFile({ samples: played, sampleRateHz }))
    mluv = await openInstallation({ settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key } })
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

  it('holds to speak, and what is shown is what was said', async () => {
    const { page } = here
    await page.getByRole('button', { name: /^Speak: hold/ }).hover()
    await page.mouse.down()
    await page.getByRole('button', { pressed: true }).getByText(`0:0${Math.ceil(lastsS) + 1}`).waitFor()
    await page.mouse.up()
    await page.locator('article .said').filter({ hasText: said }).waitFor()
    await here.until(() => here.remembered().length === 1)
    const { turn } = here.remembered()[0]!
    assert.deepEqual([turn.transcript, turn.spoken], [said, true])
  })

  it('throws a recording away with Escape, and nothing is sent', async () => {
    const { page } = here
    const before = here.up.filter(({ type }) => type === 'utterance-begin').length
    await page.getByRole('button', { name: /^Speak: hold/ }).press('Enter')
    await page.getByRole('button', { pressed: true }).getByText('0:01').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Speak: hold/ }).waitFor()
    assert.equal(here.up.filter(({ type }) => type === 'utterance-begin').length, before)
    assert.equal(await page.locator('article').count(), 1)
  })

  it('has a clean console', () => {
    assert.deepEqual(here.complaints.filter((complaint) => !complaint.includes('401')), [])
  })
})
