/** What somebody is told arrives where they are, and ends where they end it: in a real chat with the bot, and by a real mail server. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTelegram } from '../../../bench/telegram/bot-api.ts'
import { unlimited } from '../../../bench/telegram/behaviour.ts'
import type { ChatDoor, Telegram } from '../../../bench/telegram/door.ts'
import { postgresQueue } from '../../src/adapters/postgres/jobs.ts'
import { outbox } from '../../src/adapters/postgres/outbox.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { Wishes } from '../../src/domain/channel.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Notice, PushedKind } from '../../src/domain/notice.ts'
import { tasks } from '../../src/domain/task.ts'
import type { Outbox } from '../../src/ports/outbox.ts'
import { openMailServer, textOf, type MailServer } from '../mail-server.ts'
import { eventually } from './eventually.ts'
import { openInstallation, type Installation } from './installation.ts'

const clock = realClock()
const publicUrl = 'https://mluv.example/'
let telegram: Telegram
let mail: MailServer
let mluv: Installation
let messages: Outbox
before(async () => {
  telegram = await startTelegram()
  telegram.set({ rates: unlimited })
  mail = await openMailServer()
  const settings = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, TELEGRAM_UPDATES: 'polling', SMTP_URL: mail.url, MAIL_FROM: 'Mluv <mluv@mluv.example>', PUBLIC_URL: publicUrl }
  mluv = await openInstallation({ warm: [], settings })
  await mluv.mluv.work()
  const { database } = mluv.database
  messages = outbox(database, clock, postgresQueue(database, { clock, tasks }).enqueueIn)
})
after(async () => {
  await mluv.close()
  await telegram.stop()
  await mail.close()
})

const until = <Found>(look: () => Promise<Found | false | undefined> | Found | false | undefined, what: string): Promise<Found> =>
  eventually(look, () => `${what} has not come; the log says ${mluv.logged.at(-1)}`)

const wishesOf = async (learnerId: LearnerId): Promise<Wishes> => (await mluv.mluv.house.store.learners.find(learnerId))!.settings.notices
const wanting = (learnerId: LearnerId, notices: Partial<Wishes> = {}) => mluv.mluv.house.store.learners.change(learnerId, { reminders: true, quietHours: { from: 0, to: 0 }, notices })
const tell = (learnerId: LearnerId, kind: 'achievement' | 'challenge') => {
  const about = clock.newId()
  const notice = (kind === 'achievement' ? { learnerId, kind, facts: { code: 'first-turn' }, about } : { learnerId, kind, facts: { day: about, code: 'three-clean-turns', needed: 3 }, about }) as Notice<PushedKind>
  return messages.post([{ notice, push: true }], clock.now())
}

/** Somebody who has said something to the bot, and all that it answered. */
async function chatting(id: number): Promise<{ readonly chat: ChatDoor; readonly learnerId: LearnerId; readonly seen: number }> {
  const chat = telegram.chat(id, { languageCode: 'uk' })
  chat.say('/help')
  await until(() => chat.messages().length === 1, 'help')
  const learner = await mluv.mluv.house.store.learners.vouched('telegram', String(id))
  await wanting(learner!.learnerId)
  return { chat, learnerId: learner!.learnerId, seen: 1 }
}

describe('somebody who has a chat with the bot', () => {
  it('has the page beside the field that they write in', async () => {
    const { parameters } = await until(() => telegram.calls().find(({ method, status }) => method === 'setChatMenuButton' && status === 200), 'the menu button')
    assert.deepEqual(JSON.parse(parameters['menu_button']!), { type: 'web_app', text: 'Mluv', web_app: { url: publicUrl } })
  })

  it('is told there, practises at once by one button, and by the other is told such things no more', async () => {
    const { chat, learnerId, seen } = await chatting(901)
    await tell(learnerId, 'achievement')
    const told = await until(() => chat.messages()[seen], 'what there is to tell')
    chat.press(told.messageId, 'practise')
    await until(() => chat.messages()[seen + 1], 'the tutor’s first words')
    chat.press(told.messageId, 'off:achievement')
    const answered = await until(() => telegram.calls().find(({ method, parameters }) => method === 'answerCallbackQuery' && parameters['text'] !== undefined), 'an answer to the button')
    assert.equal(answered.parameters['text'], 'Вимкнено. Увімкнути можна в налаштуваннях.')
    const { achievement, challenge } = await wishesOf(learnerId)
    assert.deepEqual([achievement, challenge.includes('telegram')], [[], true])
  })

  it('is told what they have reached, of itself', async () => {
    const { chat } = await chatting(904)
    chat.say('Mám psa.')
    await until(() => chat.messages().some(({ text }) => text.startsWith('Нове досягнення')), 'what was reached')
  })

  it('who shuts the bot out is told by letter from that moment on, and in the chat when they let it in again', async () => {
    const { chat, learnerId } = await chatting(902)
    const address = 'chatting@example.org'
    const { reach } = mluv.mluv.house.bell
    await mluv.mluv.house.store.identities.link(learnerId, { identityId: clock.newId(), provider: 'email', subject: address, createdAtMs: clock.now(), verifiedAtMs: clock.now() })
    await wanting(learnerId, { achievement: ['telegram', 'mail'] })
    chat.block()
    await until(async () => (await reach.of(learnerId)).telegram === 0, 'that the bot is shut out')
    const before = telegram.calls().filter(({ method }) => method === 'sendMessage').length
    await tell(learnerId, 'achievement')
    await until(() => mail.lettersTo(address) === 1, 'a letter')
    assert.equal(telegram.calls().filter(({ method }) => method === 'sendMessage').length, before, 'nothing was tried there')
    chat.unblock()
    await until(async () => (await reach.of(learnerId)).telegram === 1, 'that the bot is let in')
    const shown = chat.messages().length
    await tell(learnerId, 'achievement')
    await until(() => chat.messages()[shown], 'what there is to tell')
    assert.equal(mail.lettersTo(address), 1)
  })

  it('is not made a learner by shutting the bot out', async () => {
    const chat = telegram.chat(903)
    const { updateId } = chat.block()
    await until(async () => (await mluv.database.database.kysely.selectFrom('telegram_updates').select('update_id').where('update_id', '=', updateId!).where('done_at_ms', 'is not', null).executeTakeFirst()), 'an end of it')
    assert.equal(await mluv.mluv.house.store.learners.vouched('telegram', '903'), null)
  })
})

describe('somebody who has an address', () => {
  /** What a mail program reads above a letter, however it was folded. */
  const headerOf = (letter: string, name: string): string | undefined => new RegExp(`^${name}:(.*(?:\r\n[ \t].*)*)`, 'im').exec(letter)?.[1]?.replaceAll(/\r\n[ \t]/g, '').trim()
  const here = (address: string): string => new URL(new URL(address).pathname, mluv.url).href

  async function written(kind: 'achievement' | 'challenge', address: string): Promise<{ readonly learnerId: LearnerId; readonly letter: string; readonly off: string }> {
    const learnerId = (await mluv.guest()).learnerId as LearnerId
    await mluv.mluv.house.store.identities.link(learnerId, { identityId: clock.newId(), provider: 'email', subject: address, createdAtMs: clock.now(), verifiedAtMs: clock.now() })
    await wanting(learnerId, kind === 'achievement' ? { achievement: ['mail'] } : { challenge: ['mail'] })
    await tell(learnerId, kind)
    await until(() => mail.lettersTo(address) === 1, 'a letter')
    const letter = await mail.letterTo(address, 0)
    const off = /^<(https:\/\/mluv\.example\/unsubscribe\/[\w.-]+)>$/.exec(headerOf(letter, 'List-Unsubscribe') ?? '')?.[1]
    return { learnerId, letter, off: off ?? assert.fail(`no such header: ${letter}`) }
  }

  it('ends letters of a kind by the mail program’s own button, which asks nobody anything', async () => {
    const { learnerId, letter, off } = await written('achievement', 'one-click@example.org')
    assert.equal(headerOf(letter, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
    const answer = await fetch(here(off), { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), redirect: 'error' })
    const { achievement, challenge } = await wishesOf(learnerId)
    assert.deepEqual([answer.status, answer.headers.get('set-cookie'), achievement, challenge.length], [200, null, [], 3])
  })

  it('ends them by the link in its text, too: looked at, it changes nothing; its button does', async () => {
    const { learnerId, letter, off } = await written('challenge', 'by-hand@example.org')
    assert.ok(textOf(letter).includes(off), 'the text has the same link')
    const page = await (await fetch(here(off))).text()
    assert.deepEqual((await wishesOf(learnerId)).challenge, ['mail'])
    const action = /<form method="post" action="(\/unsubscribe\/[\w.-]+)">/.exec(page)![1]!
    assert.equal((await fetch(new URL(action, mluv.url), { method: 'POST' })).status, 200)
    assert.deepEqual((await wishesOf(learnerId)).challenge, [])
    await tell(learnerId, 'challenge')
    const declined = await until(async () => (await mluv.mluv.house.bell.reach.delivered(null)).find(({ reason }) => reason === 'declined'), 'an end of it')
    assert.deepEqual([declined.kind, mail.lettersTo('by-hand@example.org')], ['challenge', 1])
  })
})
