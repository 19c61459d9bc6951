import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { startTelegram } from '../../../bench/telegram/bot-api.ts'
import type { Shown } from '../../../bench/telegram/chats.ts'
import type { ChatDoor, Telegram } from '../../../bench/telegram/door.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { InvitationMade } from '@mluv/protocol/sign-in.ts'
import { freePort } from '../free-port.ts'
import { openMailServer, textOf, type MailServer } from '../mail-server.ts'
import { leftOut } from '../present.ts'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { eventually } from './eventually.ts'
import { openInstallation, type Installation } from './installation.ts'

const botToken = '424242:a-token-of-no-bot-there-is'
const address = 'learner@mluv.example'
const [name, password, newPassword] = ['vltava.1978', 'čtyři slova o řece', 'pět jiných slov o moři']

describe('signing in, in a real browser', { skip: leftOut('chromium') }, () => {
  let mluv: Installation
  let mail: MailServer
  let telegram: Telegram
  let browser: Browser
  let url: string
  const visits: Visit[] = []
  before(async () => {
    const port = await freePort()
    // Passkeys belong to a name, and an address of numbers is none.
    url = `http://localhost:${port}`
    mail = await openMailServer()
    telegram = await startTelegram({ token: botToken })
    mluv = await openInstallation({ warm: ['ear'], settings: { PORT: String(port), PUBLIC_URL: url, SMTP_URL: mail.url, TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_API_URL: telegram.url } })
    browser = await openBrowser()
  })
  after(async () => {
    for (const each of visits) await each.close()
    await browser?.close()
    await mluv?.close()
    await telegram?.stop()
    await mail?.close()
  })

  /** Somebody at a browser of their own. */
  async function newcomer(path = ''): Promise<Visit> {
    const here = await visit(browser, `${url}/${path}`)
    visits.push(here)
    return here
  }
  const learnerOf = (page: Page) => page.evaluate(async () => ((await (await fetch('/api/v1/learner')).json()) as { learnerId: string }).learnerId)
  const starsOf = (page: Page) => page.evaluate(async () => ((await (await fetch('/api/v1/learner/home')).json()) as { starsTotal: number }).starsTotal)
  async function openAccount({ page }: Visit): Promise<void> {
    const [menu, firstVisit] = [page.getByRole('button', { name: 'Menu' }), page.getByRole('button', { name: 'I have been here before' })]
    await menu.or(firstVisit).waitFor()
    if (await firstVisit.count()) await firstVisit.click()
    else {
      await menu.click()
      await page.getByRole('button', { name: 'Account' }).click()
    }
    await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
  }
  /** Asks for a letter in the dialog; the way in that it holds. */
  async function linkFor({ page }: Visit, at: number): Promise<string> {
    await page.getByLabel('E-mail').fill(address)
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.getByText(`A letter is on its way to ${address}`).waitFor()
    return /#sign-in=[\w-]+/.exec(textOf(await mail.letterTo(address, at)))![0]
  }

  it('a guest who signs in by a letter is the same learner afterwards, with all they had', async () => {
    const here = await newcomer()
    await here.begin('A2')
    await here.page.evaluate(async () => {
      await fetch('/api/v1/lessons/process/text', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'Dobrý den, jmenuji se Anna.', speak: false }) })
    })
    const [learnerId, stars] = [await learnerOf(here.page), await starsOf(here.page)]
    await openAccount(here)
    const link = await linkFor(here, 0)
    await here.page.goto('about:blank')
    await here.page.goto(`${url}/${link}`)
    await here.page.getByText(address).waitFor()
    assert.equal(new URL(here.page.url()).hash, '', 'the secret does not stay in the address')
    await here.page.getByRole('button', { name: 'Sign me in' }).click()
    await here.page.getByRole('textbox').and(here.page.locator(':enabled')).waitFor()
    assert.deepEqual([await learnerOf(here.page), await starsOf(here.page)], [learnerId, stars])
    await openAccount(here)
    await here.page.getByText(`E-mail · ${address}`).waitFor()
  })

  it('on a second device the letter brings them to what they have, and a used one nowhere', async () => {
    const learnerId = await learnerOf(visits[0]!.page)
    const there = await newcomer()
    await there.page.getByRole('radio').first().waitFor()
    await openAccount(there)
    const link = await linkFor(there, 1)
    await there.page.goto('about:blank')
    await there.page.goto(`${url}/${link}`)
    await there.page.getByRole('button', { name: 'Sign me in' }).click()
    await there.page.getByText('Dobrý den, jmenuji se Anna.').waitFor()
    assert.equal(await learnerOf(there.page), learnerId)
    const third = await newcomer(link)
    await third.page.getByText('This link does not work any more').waitFor()
    assert.deepEqual(await third.page.getByRole('button', { name: 'Sign me in' }).count(), 0)
  })

  it('by a passkey that was made here', async () => {
    const here = visits[0]!
    const cdp = await here.page.context().newCDPSession(here.page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
    const learnerId = await learnerOf(here.page)
    await here.page.getByRole('button', { name: 'Make a passkey on this device' }).click()
    await here.page.getByText('Your passkey is made').waitFor()
    await here.page.getByRole('button', { name: 'Sign out here' }).click()
    await here.page.getByRole('radio').first().waitFor()
    assert.notEqual(await learnerOf(here.page), learnerId)
    await openAccount(here)
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await here.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await here.page.getByText('No passkey was used').waitFor()
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    await here.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await here.page.getByText('Dobrý den, jmenuji se Anna.').waitFor()
    assert.equal(await learnerOf(here.page), learnerId)
  })

  it('takes away what the browser keeps of who leaves, and warns of what is sent nowhere yet', async () => {
    const { page } = visits[0]!
    const learnerId = await learnerOf(page)
    const cardOf = async () => {
      const { items } = (await page.evaluate('fetch("/api/v1/cards").then((answer) => answer.json())')) as { readonly items: readonly { readonly front: string; readonly reviews: number }[] }
      return items.find(({ front }) => front === 'knedlík')
    }
    await page.evaluate(() => fetch('/api/v1/cards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"kind":"word","front":"knedlík","back":"dumpling"}' }))
    await page.goto(`${url}/review`)
    await page.route('**/api/v1/reviews', (route) => route.abort())
    await page.getByRole('main').getByText('knedlík', { exact: true }).waitFor()
    await page.keyboard.press('Space')
    await page.keyboard.press('4')
    await page.getByRole('heading', { name: 'That is all for today!' }).waitFor()
    await page.evaluate((place) => localStorage.setItem(place, JSON.stringify([{ key: 'said', conversationId: 'somewhere', text: 'Ahoj.' }])), `mluv.pending.${learnerId}`)
    await openAccount(visits[0]!)
    await page.getByRole('button', { name: 'Sign out here' }).click()
    await page.getByText('2 sentences or answers have not been sent yet.', { exact: false }).waitFor()
    assert.equal(await learnerOf(page), learnerId)
    await page.unroute('**/api/v1/reviews')
    await page.getByRole('button', { name: 'Sign out all the same' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await eventually(async () => (await learnerOf(page)) !== learnerId, () => 'nobody else is here')
    const left = await page.evaluate('indexedDB.databases().then((all) => [...all.map(({ name }) => name), ...Object.keys(localStorage)])')
    assert.deepEqual((left as string[]).filter((name) => name.includes(learnerId)), [])
    await openAccount(visits[0]!)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.goto(url)
    await page.getByText('Dobrý den, jmenuji se Anna.').waitFor()
    assert.deepEqual([await learnerOf(page), (await cardOf())?.reviews], [learnerId, 1], 'what could be sent was')
    assert.deepEqual(visits[0]!.complaints.filter((complaint) => !/401|ERR_FAILED/.test(complaint)), [])
  })

  it('by a password that was set here; another is refused', async () => {
    const [here, there] = [visits[0]!, visits[1]!]
    const learnerId = await learnerOf(here.page)
    await openAccount(here)
    await here.page.getByText('Set a password').click()
    await here.page.locator('details[open]').getByLabel('Name', { exact: true }).fill(name)
    await here.page.locator('details[open]').getByLabel('Password', { exact: true }).fill(password)
    await here.page.getByRole('button', { name: 'Set it' }).click()
    await here.page.getByText('Your password is set').waitFor()
    await openAccount(there)
    await there.page.getByRole('button', { name: 'Sign out here' }).click()
    await there.page.getByRole('radio').first().waitFor()
    assert.notEqual(await learnerOf(there.page), learnerId)
    await openAccount(there)
    await there.page.getByText('Sign in with a password').click()
    const enter = async (text: string) => {
      await there.page.locator('details[open]').getByLabel('Name', { exact: true }).fill(name.toUpperCase())
      await there.page.locator('details[open]').getByLabel('Password', { exact: true }).fill(text)
      await there.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    }
    await enter(newPassword)
    await there.page.getByText('That did not match').waitFor()
    await enter(password)
    await there.page.getByText('Dobrý den, jmenuji se Anna.').waitFor()
    assert.equal(await learnerOf(there.page), learnerId)
  })

  it('by Telegram: its login page, and within Telegram itself', async () => {
    const here = await newcomer()
    await here.page.getByRole('radio').first().waitFor()
    const guest = await learnerOf(here.page)
    await openAccount(here)
    await here.page.route('https://oauth.telegram.org/**', (route) => {
      const { searchParams } = new URL(route.request().url())
      assert.deepEqual([searchParams.get('bot_id'), searchParams.get('origin')], ['424242', url])
      return route.fulfill({ status: 302, headers: { location: `${searchParams.get('return_to')}#tgAuthResult=${loginResult({ id: 7001, first_name: 'Jana' })}` } })
    })
    await here.page.getByRole('button', { name: 'Continue with Telegram' }).click()
    await here.page.waitForURL(`${url}/`)
    await here.page.getByRole('radio').first().waitFor()
    assert.equal(await learnerOf(here.page), guest, 'a guest becomes who they are there')
    await openAccount(here)
    await here.page.getByText(/^Telegram ·/).waitFor()
    const within = await newcomer(`#tgWebAppData=${encodeURIComponent(initData({ id: 7001, first_name: 'Jana' }))}&tgWebAppVersion=9.1`)
    await within.page.getByRole('radio').first().waitFor()
    assert.equal(await learnerOf(within.page), guest)
    const forged = await newcomer(`#tgAuthResult=${loginResult({ id: 7001, first_name: 'Jana' }, 'somebody else’s token')}`)
    await forged.page.getByRole('alert').waitFor()
    await forged.page.getByRole('button', { name: 'Not now' }).click()
    await forged.page.getByRole('radio').first().waitFor()
    assert.notEqual(await learnerOf(forged.page), guest)
  })

  it('and go on in Telegram with what they have here, by a link that opens the bot', async () => {
    const here = await newcomer()
    await here.begin('A2')
    const [learnerId, chat] = [await learnerOf(here.page), telegram.chat(7002, { firstName: 'Eva', languageCode: 'en' })]
    await openAccount(here)
    await here.page.getByRole('button', { name: 'Use it in Telegram, too' }).click()
    await here.page.context().route('https://t.me/**', (route) => route.fulfill({ contentType: 'text/html', body: 'Telegram' }))
    const [bot] = await Promise.all([here.page.waitForEvent('popup'), here.page.getByRole('link', { name: 'Open the bot' }).click()])
    await bot.waitForURL('https://t.me/**')
    chat.say(`/start ${new URL(bot.url()).searchParams.get('start')}`)
    const asked = await saidBy(chat, /Shall this chat/)
    chat.press(asked.messageId, asked.keyboard!.flat().flatMap((button) => ('callback_data' in button ? button.callback_data : []))[0]!)
    await saidBy(chat, /here and in your browser it is one/)
    const cdp = await here.page.context().newCDPSession(here.page)
    await cdp.send('Emulation.setFocusEmulationEnabled', { enabled: false })
    await bot.close()
    await here.page.bringToFront()
    await here.page.getByText(/^Telegram ·/).waitFor()
    const within = await newcomer(`#tgWebAppData=${encodeURIComponent(initData({ id: 7002, first_name: 'Eva' }))}&tgWebAppVersion=9.1`)
    await within.page.getByRole('textbox').and(within.page.locator(':enabled')).waitFor()
    assert.equal(await learnerOf(within.page), learnerId)
  })

  it('and is told what they want by what they want, when they want it', async () => {
    const { page } = visits[0]!
    await page.reload()
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('checkbox', { name: 'Remind me to practise' }).check()
    await page.getByRole('combobox', { name: 'Remind me at' }).selectOption('19:00')
    await page.getByRole('group', { name: 'Leave me in peace' }).getByRole('combobox', { name: 'from' }).selectOption('22:00')
    await page.getByRole('checkbox', { name: 'Phrase of the day: E-mail' }).check()
    await page.getByRole('checkbox', { name: 'My week: Telegram' }).uncheck()
    await page.getByText('Saved.').waitFor()
    await page.reload()
    const settings = await page.evaluate(async () => ((await (await fetch('/api/v1/learner')).json()) as { settings: Record<string, unknown> }).settings)
    assert.deepEqual([settings['reminders'], settings['reminderHour'], settings['quietHours']], [true, 19, { from: 22, to: 8 }])
    assert.deepEqual([(settings['notices'] as Record<string, unknown>)['phrase'], (settings['notices'] as Record<string, unknown>)['weekly-report']], [['mail'], ['push', 'mail']])
  })

  it('sessions are seen and ended from another', async () => {
    const [here, there] = [visits[0]!, visits[1]!]
    const learnerId = await learnerOf(here.page)
    await here.page.reload()
    await openAccount(here)
    await here.page.getByText('Chrome, Linux').nth(1).waitFor()
    await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await here.page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' })
    await there.page.reload()
    await there.page.getByRole('radio').first().waitFor()
    assert.deepEqual([await learnerOf(here.page) === learnerId, await learnerOf(there.page) === learnerId], [true, false])
  })
})

describe('an installation for those who were invited', { skip: leftOut('chromium') }, () => {
  const operatorToken = 'an-operator-token-of-ours'
  let mluv: Installation
  let browser: Browser
  before(async () => {
    mluv = await openInstallation({ warm: [], settings: { SIGNUP: 'invite', MLUV_OPERATOR_TOKEN: operatorToken } })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await mluv?.close()
  })

  it('asks who comes for the first time for an invitation, and lets in whoever has one', async () => {
    const { token } = (await mluv.call('/session/operator', { json: { token: operatorToken } })).as(OperatorSession)
    const { code } = (await mluv.call('/admin/invitations', { token, json: { uses: 1, days: 1 } })).as(InvitationMade)
    const { page, close } = await visit(browser, mluv.url)
    const bring = async (text: string) => {
      await page.getByLabel('Invitation').fill(text)
      await page.getByRole('button', { name: 'Begin' }).click()
    }
    await bring('00000-00000-00000')
    await page.getByText('This invitation is not known').waitFor()
    await bring(code.toLowerCase())
    await page.getByRole('radio').first().waitFor()
    await close()
    const other = await visit(browser, mluv.url)
    await other.page.getByText('takes those who were invited').waitFor()
    await other.close()
  })
})

/** What the bot says in a chat, once it does. */
const saidBy = (chat: ChatDoor, what: RegExp): Promise<Shown> =>
  eventually(() => chat.messages().find(({ text }) => what.test(text ?? '')), () => `the bot does not say ${what.source}`)

type TelegramUser = { readonly id: number; readonly first_name: string }

const signed = (fields: Readonly<Record<string, string | number>>, key: Uint8Array): string =>
  createHmac('sha256', key).update(Object.entries(fields).map(([field, value]) => `${field}=${value}`).sort().join('\n')).digest('hex')

/** What Telegram's login page gives, as core.telegram.org/widgets/login has it. */
function loginResult(user: TelegramUser, token = botToken): string {
  const fields = { ...user, auth_date: Math.floor(Date.now() / 1000) }
  return Buffer.from(JSON.stringify({ ...fields, hash: signed(fields, createHash('sha256').update(token).digest()) })).toString('base64url')
}

/** What Telegram gives to a page that it opens, as core.telegram.org/bots/webapps has it. */
function initData(user: TelegramUser): string {
  const fields = { query_id: 'AAHdF6IQAAAAAN0XohDhrOrc', user: JSON.stringify(user), auth_date: Math.floor(Date.now() / 1000) }
  return new URLSearchParams({ ...fields, auth_date: String(fields.auth_date), hash: signed(fields, createHmac('sha256', 'WebAppData').update(botToken).digest()) }).toString()
}
