import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { DrillRound } from '@mluv/protocol/drills.ts'
import { leftOut } from '../present.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'

describe('a learner who practises, by keyboard alone', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit()
    await here.begin('A2')
    await here.page.goto(`${mluv.url}/practice`)
    await here.page.getByRole('heading', { name: 'Games for a few minutes' }).waitFor()
  })

  it('plays a drill to its end, is told at once, keeps a mistake, and finds it among the words', async () => {
    const { page } = here
    const answer = page.waitForResponse(/drills\/spelling/)
    await page.getByRole('button', { name: 'The duel of i and y' }).press('Enter')
    const round = await (await answer).json() as DrillRound
    await page.getByRole('heading', { name: 'The duel of i and y' }).and(page.locator(':focus')).waitFor()
    for (const [at, { options, right, why, sentence }] of round.exercises.entries()) {
      const wanted = options[right[0]![0]!]!
      await page.getByText(`${at + 1} of ${round.exercises.length}`, { exact: true }).waitFor()
      await page.getByRole('main').getByRole('button', { name: at === 0 ? options.find((option) => option !== wanted)! : wanted, exact: true }).press('Enter')
      await page.getByText(at === 0 ? 'Not this time.' : 'Right!').waitFor()
      await page.getByText(why).waitFor()
      await page.getByText(sentence, { exact: true }).waitFor()
      if (at === 0) {
        await page.getByRole('button', { name: 'Keep the mistake' }).press('Enter')
        await page.getByRole('button', { name: 'Keep the mistake', pressed: true }).waitFor()
        await page.getByRole('button', { name: 'Next' }).press('Enter')
      } else {
        await page.getByRole('button', { name: 'Next' }).and(page.locator(':focus')).waitFor()
        await page.keyboard.press('Enter')
      }
    }
    await page.getByText('7 of 8 right').waitFor()
    await page.goto(`${mluv.url}/words`)
    await page.getByRole('main').getByRole('listitem').filter({ hasText: round.exercises[0]!.sentence }).waitFor()
    assert.deepEqual(here.complaints.filter((complaint) => !complaint.includes('401')), [])
  })

  it('comes back from a game to the room’s beginning by its link, with no step more to go back by', async () => {
    const { page } = here
    await page.goto(`${mluv.url}/practice`)
    const steps = await page.evaluate<number>('history.length')
    await page.getByRole('button', { name: 'The right order' }).press('Enter')
    await page.getByText(/^1 of \d+$/).waitFor()
    await page.getByRole('link', { name: 'Practice' }).first().press('Enter')
    await page.getByRole('heading', { name: 'Games for a few minutes' }).waitFor()
    assert.equal(await page.evaluate('history.length'), steps)
  })

  it('reads all of it in another tongue as soon as that is chosen, and goes on with the game', async () => {
    const { page } = here
    const tongue = async (name: string, now: string) => {
      await page.getByRole('button', { name: /Menu|Меню/ }).press('Enter')
      await page.locator('#menu').getByRole('button', { name: /Settings|Налаштування/ }).press('Enter')
      await page.getByRole('dialog').getByLabel(/Explain things to me in|Пояснюйте мені/).selectOption(now)
      await page.getByRole('heading', { name, includeHidden: true }).waitFor()
      await page.keyboard.press('Escape')
    }
    await page.goto(`${mluv.url}/practice`)
    await page.getByRole('button', { name: 'The duel of i and y' }).press('Enter')
    await page.getByRole('button', { name: '← Back' }).waitFor()
    const sentence = await page.getByRole('main').locator('p[lang=cs]').innerText()
    await tongue('Двобій i та y', 'uk')
    assert.equal(await page.getByRole('main').locator('p[lang=cs]').innerText(), sentence)
    await page.getByRole('button', { name: 'Назад' }).press('Enter')
    await page.getByRole('button', { name: 'Двобій i та y' }).waitFor()
    await tongue('Games for a few minutes', 'en')
    await page.getByRole('button', { name: 'The duel of i and y' }).waitFor()
  })

  it('puts words in order, and goes from a scene to the talk', async () => {
    const { page } = here
    await page.goto(`${mluv.url}/practice`)
    const answer = page.waitForResponse(/drills\/order/)
    await page.getByRole('button', { name: 'The right order' }).press('Enter')
    const { exercises } = await (await answer).json() as DrillRound
    const { pieces, right } = exercises[0]!
    for (const at of right[0]!) await page.getByRole('main').getByRole('button', { name: pieces[at]!, exact: true }).press('Enter')
    await page.getByRole('button', { name: 'Check' }).press('Enter')
    await page.getByText('Right!').waitFor()
    await page.getByRole('button', { name: 'Back' }).press('Enter')
    await page.getByRole('button', { name: /pub/i }).first().press('Enter')
    await page.getByRole('textbox').and(page.locator(':enabled')).waitFor()
    await page.getByRole('heading', { name: 'What to manage' }).waitFor()
    assert.equal(await page.title(), 'Talk – Mluv')
  })
})
