import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { WordView } from '@mluv/protocol/words.ts'
import type Type from 'typebox'
import { Value } from 'typebox/value'
import { leftOut } from '../present.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'

const skip = leftOut('chromium')

/** A page that nobody has opened yet asks who is here, and nobody is. */
const isGreeting = (complaint: string): boolean => complaint.includes('401') && complaint.endsWith('/api/v1/learner/home')

/** The tutor answers by chance; after so much talk there was a new word. */
const talkative = [
  'Mám rád pivo a guláš.', 'Rád vařím a mám psa.', 'O víkendu chodím na výlety.', 'Moje rodina bydlí na vesnici.', 'Pracuju v kanceláři.',
  'Poslouchám hudbu a čtu knihy.', 'V létě pojedu k moři.', 'Dneska prší a je zima.',
] as const

const ten = [
  'Dobrý den, jmenuji se Anna.', 'Bydlím v Praze.', 'Mám jednoho bratra.', 'Ráda čtu knihy.', 'Včera jsem byla v kině.',
  'Dnes je hezké počasí.', 'Nemám ráda zimu.', 'Pracuju jako učitelka.', 'Zítra pojedu do Brna.', 'Děkuju za rozhovor.',
] as const

describe('a learner in the browser', { skip }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit()
  })
  const sentences = () => here.page.locator('article .said').allTextContents()

  it('is asked three things, in the tongue of the browser, and may go on only knowingly', async () => {
    const { page } = here
    assert.equal(await page.getByRole('combobox').inputValue(), 'en')
    await page.getByRole('button', { name: 'Start talking' }).click()
    await page.getByRole('alert').filter({ hasText: 'Choose one first' }).waitFor()
    assert.equal(await page.getByRole('radio', { name: 'None of these yet' }).evaluate((radio) => radio.matches(':focus')), true)
    await page.getByRole('combobox').selectOption('uk')
    await page.getByRole('heading', { name: 'Перш ніж почати' }).waitFor()
    await page.getByRole('combobox').selectOption('en')
    await page.getByRole('heading', { name: 'Before we start' }).waitFor()
  })

  it('is greeted, aloud, in free talk', async () => {
    await here.begin('A2')
    await here.page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
    await here.page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' })
    assert.equal(await here.page.getByText('What to manage').count(), 0)
  })

  it('hears the first answer, and the server learns how far', async () => {
    await here.converse('Já jdu do škola.')
    const [{ turn }] = here.remembered() as [ReturnType<Visit['remembered']>[number]]
    const played = () => here.up.filter((message) => message.type === 'played' && message.turnId === turn.turnId)
    await here.until(() => played().length === turn.reply!.sentences.length)
    for (const [at, { durationMs }] of turn.reply!.sentences.entries()) {
      const one = played()[at]!
      assert.ok(one.type === 'played' && one.sentence === at)
      assert.ok(one.ms > 0.9 * durationMs! && one.ms < 1.1 * durationMs! + 100, `${one.ms} of ${durationMs} ms`)
    }
    const { done, needed } = turn.progress!.weekChallenge!
    await here.page.getByRole('complementary').locator('section', { hasText: 'This week’s challenge' }).getByText(`${done}/${needed}`, { exact: true }).waitFor()
  })

  it('taps a word of the tutor’s: what it means, how it stands there, its forms; and keeps it', async () => {
    const { page } = here
    const { sentence, word, view } = await inflectedWord()
    const place = await page.evaluate<{ readonly x: number; readonly y: number }>(`(() => {
      const line = document.querySelectorAll('.sentence-text')[${sentence}]
      const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
      for (let text = walk.nextNode(); text; text = walk.nextNode()) {
        const at = text.nodeValue.search(/(?<!\\p{L})${word}(?!\\p{L})/u)
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + ${word.length})
        line.scrollIntoView({ block: 'center' })
        const { x, y, width, height } = range.getBoundingClientRect()
        return { x: x + width / 2, y: y + height / 2 }
      }
    })()`)
    await page.mouse.click(place.x, place.y)
    const meaning = page.getByRole('dialog', { name: `The word “${word}”` })
    await meaning.getByText(view.translation).waitFor()
    await meaning.getByText('All its forms').click()
    assert.equal(await meaning.locator('mark').first().textContent(), view.forms.find(({ form }) => form.toLowerCase() === word.toLowerCase())!.form)
    await meaning.getByRole('button', { name: `Keep “${view.word}”`, pressed: false }).click()
    await meaning.getByRole('button', { name: `Keep “${view.word}”`, pressed: true }).click()
    await meaning.getByRole('button', { name: `Keep “${view.word}”`, pressed: false }).waitFor()
    await page.keyboard.press('Escape')
    await meaning.waitFor({ state: 'detached' })
  })

  /** A word that the tutor has said and that has cases or persons, and what the server says of it. */
  async function inflectedWord(): Promise<{ readonly sentence: number; readonly word: string; readonly view: Type.Static<typeof WordView> }> {
    for (const more of talkative) {
      for (const [sentence, text] of (await here.page.locator('.sentence-text').allTextContents()).entries()) {
        for (const word of text.match(/\p{L}+/gu) ?? []) {
          const answer = await here.page.request.get(`${mluv.url}/api/v1/words/${encodeURIComponent(word)}`)
          const view = answer.ok() ? Value.Parse(WordView, await answer.json()) : null
          if (view?.forms.some(({ form }) => form === word.toLowerCase())) return { sentence, word, view }
        }
      }
      await here.converse(more)
    }
    assert.fail('no word of the tutor’s has forms')
  }

  it('opens an explanation with Enter or Space and closes it with Escape', async () => {
    const { page } = here
    const mark = page.getByRole('button', { name: /^škola should be školy\s?\. case\. Why\?$/ })
    const { explanation } = here.remembered().flatMap(({ turn }) => turn.corrections.mistakes)[0]!
    for (const key of ['Enter', 'Space']) {
      await mark.press(key)
      await page.getByText(explanation).waitFor()
      assert.equal(await mark.getAttribute('aria-expanded'), 'true')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Escape')
      await page.getByText(explanation).waitFor({ state: 'detached' })
      assert.equal(await mark.evaluate((part) => part.matches(':focus')), true)
    }
  })

  it('says a corrected sentence again, is shown what still differs, and pays no turn for it', async () => {
    const { page } = here
    const sent = here.up.length
    const first = page.locator('article').first()
    await first.getByRole('button', { name: 'Say it again' }).click()
    const field = first.getByRole('textbox', { name: 'The whole sentence, in Czech' })
    await field.fill('Ja jdu do škola')
    await field.press('Enter')
    await first.getByText('Not quite.').waitFor()
    await first.getByRole('button', { name: 'Once more' }).click()
    await field.fill('já jdu do školy')
    await first.getByRole('button', { name: 'Check' }).click()
    await first.getByText('Exactly right!').waitFor()
    await first.getByRole('button', { name: 'Enough' }).click()
    await field.waitFor({ state: 'detached' })
    assert.deepEqual(here.up.slice(sent).filter(({ type }) => type !== 'ping' && type !== 'played'), [])
    assert.equal(here.remembered().length, 1)
  })

  it('keeps a correction and a word, finds them kept after a reload, and drops one', async () => {
    const { page } = here
    await page.locator('.mark').click()
    const keep = page.getByRole('button', { name: 'Keep as a card', pressed: false })
    await keep.click()
    await page.getByRole('button', { name: 'Keep as a card', pressed: true }).waitFor()
    const words = () => here.remembered().flatMap(({ turn }) => turn.newWords)
    for (const text of talkative) if (words().length === 0) await here.converse(text)
    const { word } = words()[0]!
    const star = (pressed: boolean) => page.getByRole('complementary').getByRole('button', { name: `Keep “${word}”`, pressed })
    await star(false).click()
    await star(true).waitFor()
    await page.reload()
    await star(true).waitFor()
    await page.locator('.mark').first().click()
    await page.getByRole('button', { name: 'Keep as a card', pressed: true }).waitFor()

    await goTo('Words')
    const room = page.getByRole('main')
    await room.getByRole('listitem').first().waitFor()
    assert.deepEqual((await room.getByRole('listitem').locator('[aria-expanded] > :first-child').allTextContents()).sort(), ['Já jdu do [škola].', word].sort())
    await room.getByRole('button', { name: `Keep “${word}”` }).click()
    await room.getByRole('button', { name: `Keep “${word}”`, pressed: false }).waitFor()
    await goTo('Talk')
    await star(false).waitFor()
  })

  it('has an address for every room, which leads there by itself, back and forth', async () => {
    const { page } = here
    await page.goto(`${mluv.url}/words`)
    await page.getByRole('heading', { level: 1, name: 'Words' }).waitFor()
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    assert.equal(await page.title(), 'Words – Mluv')
    await goTo('Talk')
    await page.locator('article').first().waitFor()
    assert.equal(await page.title(), 'Talk – Mluv')
    assert.equal(new URL(page.url()).pathname, '/')
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Words' }).waitFor()
    await page.goForward()
    await page.locator('article').first().waitFor()
    assert.equal((await page.request.get(`${mluv.url}/nowhere`)).status(), 404)
  })

  async function goTo(place: string): Promise<void> {
    await here.page.getByRole('button', { name: 'Menu' }).click()
    await here.page.locator('#menu').getByRole('link', { name: place }).click()
    await (place === 'Talk' ? here.page.getByRole('textbox') : here.page.getByRole('heading', { level: 1, name: place })).waitFor()
  }

  async function openDialog(name: string): Promise<void> {
    await here.page.getByRole('button', { name: 'Menu' }).click()
    await here.page.locator('#menu').getByRole('button', { name }).click()
    await here.page.getByRole('dialog', { name }).waitFor()
  }

  it('disagrees: the correction goes, the score rises, and the focus stays at the sentence', async () => {
    const { page } = here
    const first = page.locator('article').first()
    await first.getByText('75 of 100').waitFor()
    await first.locator('.mark').click()
    await first.getByRole('button', { name: 'I disagree' }).click()
    await first.getByText('100 of 100').waitFor()
    assert.equal(await first.locator('.mark').count(), 0)
    assert.equal(await first.locator('.said').evaluate((part) => part.matches(':focus')), true)
    await goTo('Words')
    await page.getByText('Nothing yet.').waitFor()
    await goTo('Talk')
  })

  it('is told which mark is missing, by its name', async () => {
    await here.converse('Vím že máš hlad.')
    assert.match((await here.page.locator('article').last().locator('.mark').getAttribute('aria-label'))!, /^a comma is missing\. punctuation\./)
  })

  it('asks for every correction, and sees what is colloquial called so, and not struck out', async () => {
    await openDialog('Settings')
    await here.page.getByRole('combobox', { name: 'Corrections' }).selectOption('detailed')
    await here.page.getByText('Saved.').waitFor()
    assert.deepEqual(await here.page.getByRole('combobox', { name: 'Who I talk with' }).getByRole('option').allTextContents(), ['Honzík (ty)', 'Paní Nováková (vy)'])
    await here.page.keyboard.press('Escape')
    await here.converse('Rádi bysme šli ven.')
    const mark = here.page.locator('article').last().locator('.mark')
    assert.match((await mark.getAttribute('aria-label'))!, /colloquial, not wrong/)
    assert.equal(await mark.locator('del').count(), 0)
  })

  it('says Nerozumím: a translation and a slower voice, then the tutor is told', async () => {
    const { page } = here
    const before = await page.locator('article').count()
    await page.getByRole('button', { name: 'Nerozumím' }).click()
    await page.getByRole('button', { name: 'Hide the translation' }).first().waitFor()
    assert.equal(await page.locator('article').count(), before)
    await page.getByRole('button', { name: 'Tell Honzík' }).click()
    await here.until(() => here.remembered().at(-1)!.turn.transcript === 'Nerozumím.')
    assert.equal(await page.locator('article').nth(before).locator('.said').textContent(), 'Nerozumím.')
  })

  it('stops the tutor, who goes no further', async () => {
    const { page } = here
    await here.converse('Povídej mi něco o Praze.')
    const { turn } = here.remembered().at(-1)!
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' })
    const played = here.up.filter((message) => message.type === 'played' && message.turnId === turn.turnId)
    const heardMs = played.reduce((sum, message) => sum + (message.type === 'played' ? message.ms : 0), 0)
    const wholeMs = turn.reply!.sentences.reduce((sum, { durationMs }) => sum + durationMs!, 0)
    assert.ok(heardMs < wholeMs, `${heardMs} of ${wholeMs} ms`)
  })

  it('says ten things in a new conversation and finds them all after a reload', async () => {
    const { page } = here
    await page.getByRole('button', { name: 'What to talk about' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Just talk' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const before = here.remembered().length
    for (const [at, text] of ten.entries()) {
      await here.say(text)
      await here.until(() => here.remembered().length === before + at + 1)
    }
    await page.reload()
    await page.locator('article').nth(9).waitFor()
    assert.deepEqual(here.remembered().slice(before).map(({ turn }) => turn.transcript), ten)
    assert.equal((await sentences()).length, 10)
    assert.equal(await page.locator('article').nth(9).locator('.said').textContent(), ten[9])
  })

  it('finds an earlier conversation by what was said, reads it again and goes on with it', async () => {
    const { page } = here
    await openDialog('What we talked about')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('listitem').nth(1).waitFor()
    assert.equal(await dialog.getByRole('listitem').count(), 2)
    await dialog.getByRole('searchbox').fill('skola')
    await dialog.getByRole('searchbox').press('Enter')
    await dialog.getByRole('listitem').nth(1).waitFor({ state: 'detached' })
    await dialog.getByRole('listitem').getByRole('button').click()
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await page.locator('article').first().locator('.said').textContent(), 'Já jdu do škola.')
    const turns = await page.locator('article').count()
    await here.say('A teď mluvíme dál.')
    await here.until(() => here.remembered().at(-1)!.turn.transcript === 'A teď mluvíme dál.')
    assert.equal(here.remembered().at(-1)!.turn.conversationId, here.remembered()[0]!.turn.conversationId)
    await page.reload()
    await page.locator('article').nth(turns).getByText('A teď mluvíme dál.').waitFor()
  })

  it('chooses text alone: nothing sounds, nothing is made to sound, and a reload remembers it', async () => {
    const { page } = here
    await openDialog('Sound and text')
    await page.getByRole('checkbox', { name: 'Only text, no sound' }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    for (const reloaded of [false, true]) {
      if (reloaded) await page.reload()
      await page.locator('article').first().waitFor()
      assert.equal(await page.getByRole('button', { name: 'Play this sentence' }).count(), 0)
      assert.equal(await page.getByRole('button', { name: 'Speak', exact: false }).count(), 0)
    }
    await here.say('Teď jenom píšu.')
    await here.until(() => here.remembered().at(-1)!.turn.transcript === 'Teď jenom píšu.')
    assert.deepEqual(here.remembered().at(-1)!.turn.reply!.sentences.map(({ audioUrl }) => audioUrl).filter(Boolean), [])
    assert.equal(here.remembered().at(-1)!.turn.cost!.spokenBy, null)
    await page.getByRole('button', { name: 'Nerozumím' }).click()
    await page.getByRole('button', { name: 'Hide the translation' }).first().waitFor()
    assert.equal(await page.getByRole('button', { name: 'Stop', exact: true }).count(), 0)
    await openDialog('Sound and text')
    await page.getByRole('checkbox', { name: 'Only text, no sound' }).uncheck()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Play this sentence' }).first().waitFor()
  })

  it('has a clean console but for the question who is here', () => {
    assert.deepEqual(here.complaints.filter((complaint) => !isGreeting(complaint)), [])
    assert.equal(here.complaints.length, 1)
  })
})
