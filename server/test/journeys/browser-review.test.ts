import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { leftOut } from '../present.ts'
import type { Visit } from './browser-visit.ts'
import { browsedInstallation } from './browsed-installation.ts'
import { eventually } from './eventually.ts'

const cards = [
  { kind: 'word', front: 'knedlík', back: 'dumpling', example: 'Dám si knedlíky.' },
  { kind: 'mistake', front: 'Jdu do [škola].', back: 'Jdu do školy.' },
  { kind: 'phrase', front: 'Mějte se hezky.', back: 'Take care.' },
  { kind: 'word', front: 'příště', back: 'next time' },
] as const

describe('a learner who reviews in the browser', { skip: leftOut('chromium') }, () => {
  const mluv = browsedInstallation()
  let here: Visit
  before(async () => {
    here = await mluv.visit()
    await here.begin('A2')
    for (const card of cards) await keep(card)
  })
  const keep = (card: object) => here.page.evaluate(async (body) => {
    const { status } = await fetch('/api/v1/cards', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if (status !== 201) throw new Error(`not kept: ${status}`)
  }, JSON.stringify(card))
  /** How often the server knows each card to be reviewed. */
  const known = () => here.page.evaluate(async () => {
    const { items } = (await (await fetch('/api/v1/cards')).json()) as { readonly items: readonly { readonly front: string; readonly reviews: number }[] }
    return Object.fromEntries(items.map(({ front, reviews }) => [front, reviews]))
  })
  const question = (text: string) => here.page.getByRole('main').getByText(text, { exact: true }).waitFor()

  it('answers by keys alone, sees all four futures first, and takes one back', async () => {
    const { page } = here
    await page.goto(`${mluv.url}/review`)
    await question('knedlík')
    await page.getByText('4 cards to go').waitFor()
    assert.equal(await page.getByText('dumpling').count(), 0)
    await page.keyboard.press('Space')
    await page.getByText('dumpling').waitFor()
    assert.deepEqual(await page.getByRole('group', { name: 'How well did you know it?' }).getByRole('button').allInnerTexts(), ['Again\n1 min', 'Hard\n6 min', 'Good\n10 min', 'Easy\n8 days'])
    await page.keyboard.press('1')
    await question('Jdu do [škola].')
    await page.getByRole('button', { name: 'Take back the last answer' }).press('Enter')
    await question('knedlík')
    await page.keyboard.press('Space')
    await page.keyboard.press('4')
    await question('Jdu do [škola].')
    assert.deepEqual(Object.values(await known()), [0, 0, 0, 0], 'what can be taken back is not sent')
  })

  it('leaves the page, and the server knows at once what was answered', async () => {
    const { page } = here
    await page.goto(`${mluv.url}/privacy`)
    await eventually(async () => (await known())['knedlík'] === 1, () => 'the answer is not known')
    await page.goto(`${mluv.url}/review`)
    await question('Jdu do [škola].')
  })

  it('writes an answer, and what the marks are is shown, not punished', async () => {
    const { page } = here
    await page.getByRole('checkbox', { name: 'I write the answers' }).check()
    await page.getByRole('textbox', { name: 'How is it right?' }).fill('jdu do skoly')
    await page.keyboard.press('Enter')
    await page.getByText('Right! Only mind the underlined marks.').waitFor()
    assert.deepEqual(await page.getByRole('main').locator('u').allTextContents(), ['š'])
    assert.match((await page.locator(':focus').innerText()), /^Good/)
    await page.keyboard.press('4')
    await page.getByRole('textbox', { name: 'How do you say it in Czech?' }).waitFor()
  })

  it('goes on without a network, over a reload, to the end of the day; back in it, each answer is known once', async () => {
    const { page } = here
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)')
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('You are offline.', { exact: false }).waitFor()
    await page.getByRole('checkbox', { name: 'I write the answers' }).uncheck()
    await question('Mějte se hezky.')
    await page.getByText('2 cards to go').waitFor()
    await page.keyboard.press('Space')
    await page.keyboard.press('4')
    await question('příště')
    await page.keyboard.press('Space')
    await page.keyboard.press('4')
    const finished = page.getByRole('heading', { name: 'That is all for today!' })
    await finished.waitFor()
    assert.equal(await finished.evaluate((title) => title.matches(':focus')), true)
    await page.goto(`${mluv.url}/review/`)
    await page.getByText('answers wait to be sent', { exact: false }).waitFor()

    // Who comes back by another way has them sent, too.
    await page.goto('about:blank')
    await page.context().setOffline(false)
    await page.goto(mluv.url)
    await eventually(async () => (await known())['příště'] === 1, () => 'what was answered without a network is not known')
    await page.goto(`${mluv.url}/review`)
    await page.getByText('Nothing is waiting today.', { exact: false }).waitFor()
    assert.deepEqual(await known(), { 'knedlík': 1, 'Jdu do [škola].': 1, 'Mějte se hezky.': 1, 'příště': 1 })
  })

  it('shows a notice that its browser is brought', async () => {
    const { page } = here
    await page.context().grantPermissions(['notifications'])
    const cdp = await page.context().newCDPSession(page)
    const registered = new Promise<string>((resolve) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId)))
    await cdp.send('ServiceWorker.enable')
    // What comes before the worker is at work is lost.
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    const registrationId = await registered
    const deliver = () => cdp.send('ServiceWorker.deliverPushMessage', { origin: mluv.url, registrationId, data: JSON.stringify({ title: 'Mluv', body: 'Two cards are due.', tag: 'practice' }) })
    const shown = () => page.evaluate<string[]>('navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.map(({ title, body, tag }) => `${title}: ${body} (${tag})`))')
    const notices = await eventually(async () => {
      await deliver()
      // Chromium may forget a notice that is asked after while it is on its way to the screen.
      await page.waitForTimeout(500)
      const all = await shown()
      return all.length > 0 && all
    }, () => 'no notice is shown')
    assert.deepEqual(notices, ['Mluv: Two cards are due. (practice)'])
  })

  it('looks through the cards, changes one, puts one aside, and takes back one that was let go, by keys', async () => {
    const { page } = here
    await page.goto(`${mluv.url}/words`)
    const room = page.getByRole('main')
    const shown = async (...fronts: string[]) => {
      await room.getByRole('listitem').nth(fronts.length).waitFor({ state: 'detached' })
      await room.getByRole('listitem').filter({ hasText: fronts[0]! }).waitFor()
      assert.deepEqual(await room.getByRole('listitem').locator('[aria-expanded] > :first-child').allTextContents(), fronts)
    }
    await shown('příště', 'Mějte se hezky.', 'Jdu do [škola].', 'knedlík')
    await room.getByRole('searchbox', { name: 'Search your cards' }).fill('KNEDLIKY')
    await shown('knedlík')
    await room.getByRole('button', { name: 'knedlík dumpling' }).press('Enter')
    await page.keyboard.press('Escape')
    await room.getByRole('button', { name: 'knedlík dumpling', expanded: false }).press('Enter')
    const meaning = room.getByRole('textbox', { name: 'What it means' })
    await meaning.fill('bread dumpling')
    await page.keyboard.press('Escape')
    assert.equal(await meaning.inputValue(), 'bread dumpling', 'what is written is not thrown away by a key')
    await page.keyboard.press('Enter')
    await room.getByRole('button', { name: 'knedlík bread dumpling', expanded: false }).press('Enter')
    await room.getByRole('button', { name: 'Put aside' }).press('Enter')
    await room.getByRole('listitem').getByText('put aside', { exact: true }).waitFor()
    await room.getByRole('searchbox').fill('')
    await shown('příště', 'Mějte se hezky.', 'Jdu do [škola].')
    await room.getByRole('radio', { name: 'put aside' }).press('Space')
    await shown('knedlík')
    await room.getByRole('radio', { name: 'all', exact: true }).press('Space')
    await room.getByRole('search').getByRole('combobox', { name: 'Kind' }).selectOption('phrase')
    await shown('Mějte se hezky.')
    const star = (pressed: boolean) => room.getByRole('button', { name: 'Keep “Mějte se hezky.”', pressed })
    await star(true).press('Enter')
    await star(false).press('Enter')
    await star(true).waitFor()
    assert.deepEqual(await known(), { 'Jdu do [škola].': 1, 'Mějte se hezky.': 1, 'příště': 1 }, 'with all that was learnt')
    await star(true).press('Enter')
    await star(false).waitFor()
    await page.goto(`${mluv.url}/progress`)
    await page.goto(`${mluv.url}/words`)
    await shown('příště', 'Jdu do [škola].')
    await room.getByRole('radio', { name: 'put aside' }).press('Space')
    await shown('knedlík')
  })

  it('adds a card, takes all to a file for Anki, and brings them to somebody else with what was learnt', async () => {
    const { page } = here
    await page.getByRole('radio', { name: 'all', exact: true }).press('Space')
    await page.getByRole('button', { name: 'Add a card' }).press('Enter')
    const czech = page.getByRole('textbox', { name: 'Czech' })
    await czech.fill('   ')
    await page.getByRole('textbox', { name: 'What it means' }).fill('plum')
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await czech.and(page.locator(':focus')).waitFor()
    assert.equal(await czech.evaluate('document.activeElement.validationMessage'), 'Write something here.')
    await czech.fill('švestka')
    await page.getByRole('textbox', { name: 'What it means' }).fill('plum')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem').filter({ hasText: 'švestka' }).waitFor()
    await page.getByRole('button', { name: 'Add a card' }).press('Enter')
    await page.getByRole('textbox', { name: 'Czech' }).fill('švestka')
    await page.getByRole('textbox', { name: 'What it means' }).fill('prune')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('You keep “švestka” already: plum.').waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'What it means' }).inputValue(), 'prune')
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await page.getByRole('listitem').filter({ hasText: 'prune' }).waitFor()
    await page.getByRole('form', { name: 'Add a card' }).waitFor({ state: 'detached' })
    await page.getByText('Cards from a file').press('Enter')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download for Anki' }).press('Enter')])
    assert.equal(download.suggestedFilename(), 'mluv.apkg')
    const deck = { name: 'mluv.apkg', mimeType: 'application/octet-stream', buffer: await readFile(await download.path()) }

    const other = await mluv.visit({ viewport: { width: 360, height: 740 }, hasTouch: true })
    await other.begin('A2')
    await other.page.goto(`${mluv.url}/words`)
    await other.page.getByText('Cards from a file').tap()
    const bring = async (file: typeof deck, told: string) => {
      await other.page.getByLabel('Add from a file').setInputFiles(file)
      await other.page.getByRole('status').getByText(told).waitFor()
    }
    await bring(deck, '4 cards were added.')
    await other.page.getByText('With 3 reviews', { exact: false }).waitFor()
    await other.page.getByRole('listitem').filter({ hasText: 'švestka' }).waitFor()
    await bring(deck, '4 were here already.')
    await bring({ name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from('slovo;překlad\nkočka;cat\n;dog\n') }, 'No. 3: there is nothing to ask')
    await bring({ name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from([0x9e, 0x6c, 0x75, 0x9d]) }, 'This is no table that can be read here.')
    await bring({ name: 'junk.apkg', mimeType: 'application/octet-stream', buffer: Buffer.from('junk;of some kind') }, 'This is no deck of Anki’s that can be read here.')
    assert.equal(await other.page.getByText('This file is not written in UTF-8.').or(other.page.getByText('This sound cannot be read here.')).count(), 0)
    await other.close()
  })

  it('goes on where the browser clears away what it kept, and takes one answer however often a key is pressed', async () => {
    const other = await mluv.visit()
    await other.begin('A2')
    const { page } = other
    const kept = async (...wanted: readonly number[]) => {
      const reviews = await page.evaluate(async () => ((await (await fetch('/api/v1/cards')).json()) as { readonly items: readonly { readonly reviews: number }[] }).items.map((card) => card.reviews))
      return String(reviews) === String(wanted)
    }
    for (const body of cards.slice(0, 2).map((card) => JSON.stringify(card))) await page.evaluate((card) => fetch('/api/v1/cards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: card }).then(() => null), body)
    await page.goto(`${mluv.url}/review`)
    await page.getByText('2 cards to go').waitFor()
    await (await page.context().newCDPSession(page)).send('Storage.clearDataForOrigin', { origin: mluv.url, storageTypes: 'indexeddb' })
    await page.keyboard.press('Space')
    await page.getByText('dumpling').waitFor()
    await page.evaluate(`for (const times of [1, 2]) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '4', bubbles: true }))`)
    await page.getByText('1 card to go').waitFor()
    await page.keyboard.press('Space')
    await page.keyboard.press('4')
    await page.getByRole('heading', { name: 'That is all for today!' }).waitFor()
    await page.goto(`${mluv.url}/privacy`)
    await eventually(() => kept(1, 1), () => 'the answers are not known')
    await other.close()
  })
})
