import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { TelegramLink } from '@mluv/protocol/identities.ts'
import { startTelegram } from '../../../../bench/telegram/bot-api.ts'
import type { ChatDoor, Telegram } from '../../../../bench/telegram/door.ts'
import { unlimited } from '../../../../bench/telegram/behaviour.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import { tracesIn } from '../../../src/adapters/postgres/traces.ts'
import { freePort } from '../../free-port.ts'
import { openInstallation, type Installation } from '../../journeys/installation.ts'
import { recorder } from '../../journeys/recordings.ts'
import { buttonsOf, shown as shownIn } from './chatting.ts'

const recording = recorder()
let telegram: Telegram
let simulator: Simulator
let mluv: Installation
let people = 100
before(async () => {
  telegram = await startTelegram()
  telegram.set({ rates: unlimited })
  simulator = await startSimulator()
  mluv = await openInstallation({ settings: { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key } })
})
afterEach(() => telegram.set({ rates: unlimited, troubles: {}, updates: {} }))
after(async () => {
  await mluv.close()
  await telegram.stop()
  await simulator.stop()
  await recording.close()
})

const newcomer = (languageCode = 'en'): ChatDoor => telegram.chat((people += 1), { languageCode })

const shown = (chat: ChatDoor, count: number) => shownIn(chat, count, mluv)

describe('a learner in Telegram', () => {
  it('is greeted in their tongue, asked for their level, and then the tutor speaks first', async () => {
    const chat = newcomer('uk')
    chat.say('/start')
    const [welcome, question] = await shown(chat, 2)
    assert.match(welcome!.text, /Вітаю! Я Honzík/)
    const levels = buttonsOf(question!)
    assert.equal(levels.length, 3)
    chat.press(question!.messageId, levels[0]!)
    const [, , ticked, opening] = await shown(chat, 4)
    assert.deepEqual([ticked!.type, opening!.kind], ['edited', 'voice'])
    assert.ok(ticked!.keyboard!.flat()[0]!.text.startsWith('✓ '))
  })

  it('writes, is answered aloud and in words, and sees what was wrong and why', async () => {
    const chat = newcomer()
    chat.say('Včera jsem byl v škola <b>s & kamarádem</b>.')
    const [reply, correction] = await shown(chat, 2)
    assert.equal(reply!.kind, 'voice')
    assert.ok(telegram.file(reply!.fileId!)!.length > 1000)
    assert.match(correction!.text, /škola škole|v škola ve škole/)
    const [why] = buttonsOf(correction!)
    chat.press(correction!.messageId, why!)
    const explained = (await shown(chat, 3)).at(-1)!
    assert.deepEqual([explained.type, explained.messageId], ['edited', correction!.messageId])
    assert.ok(explained.text.length > correction!.text.length + 20)
  })

  it('speaks, reads what was heard, and is answered', async () => {
    const chat = newcomer()
    const pcm = await recording.say('Jdu do škola.')
    simulator.teach(pcm, 'Jdu do škola.')
    chat.voice(await recording.ogg(pcm))
    const [heard, reply, correction] = await shown(chat, 3)
    assert.deepEqual([heard!.text, reply!.kind], ['🎙 Jdu do škola.', 'voice'])
    assert.match(correction!.text, /školy/)
  })

  it('takes a correction back, keeps another as a card, reviews it, and is told how it goes', async () => {
    const chat = newcomer()
    chat.say('Včera jsem byl v škola a jdu do škola.')
    const [, correction] = await shown(chat, 2)
    const [right, card] = [buttonsOf(correction!).find((data) => data.startsWith('right:'))!, buttonsOf(correction!).filter((data) => data.startsWith('card:')).at(-1)!]
    chat.press(correction!.messageId, card)
    chat.press(correction!.messageId, right)
    const fewer = (await shown(chat, 3)).at(-1)!
    assert.equal(buttonsOf(fewer).includes(right), false)
    chat.say('/words')
    const front = (await shown(chat, 4)).at(-1)!
    chat.press(front.messageId, buttonsOf(front)[0]!)
    const back = (await shown(chat, 5)).at(-1)!
    assert.deepEqual([back.type, buttonsOf(back).length], ['edited', 4])
    chat.press(front.messageId, buttonsOf(back)[2]!)
    await shown(chat, 6)
    chat.say('/stats')
    assert.match((await shown(chat, 8)).at(-1)!.text, /⭐ 1[^]*\nThis week's: [^(]+ \(\d+\/\d+\)$/)
  })

  it('does not understand, and hears it another way', async () => {
    const chat = newcomer()
    chat.say('Dobrý den.')
    const [reply] = await shown(chat, 1)
    chat.press(reply!.messageId, 'lost')
    const again = (await shown(chat, 2)).at(-1)!
    assert.equal(again.kind, 'voice')
  })

  it('chooses every setting there is', async () => {
    await Promise.all(['level', 'voice', 'style', 'persona', 'corrections', 'language', 'zone', 'reminders'].map(async (command) => {
      const chat = newcomer()
      chat.say(`/${command}`)
      const [menu] = await shown(chat, 1)
      chat.press(menu!.messageId, buttonsOf(menu!).at(-1)!)
      const after = await shown(chat, 2)
      assert.ok(after.find(({ type }) => type === 'edited')!.keyboard!.flat().at(-1)!.text.startsWith('✓ '), command)
    }))
  })

  it('writes which clock is theirs, and is told in the tongue that they chose', async () => {
    const chat = newcomer()
    chat.say('/zone America/Lima')
    chat.say('/zone Mars/North')
    chat.say('/language')
    const [saved, unknown, menu] = await shown(chat, 3)
    assert.deepEqual([saved!.text, unknown!.text], ['Done: America/Lima.', 'I do not know this time zone.'])
    chat.press(menu!.messageId, 'set:language:uk')
    await shown(chat, 4)
    chat.say('/plan')
    assert.match((await shown(chat, 5)).at(-1)!.text, /^Моделі й голос/)
  })

  it('is sent everything that is kept of them, and then has it erased, by a button that says what goes', async () => {
    const chatId = '771234567890'
    const chat = telegram.chat(Number(chatId), { languageCode: 'en' })
    const known = () => mluv.database.database.kysely.selectFrom('identities').select('subject').where('subject', '=', chatId).execute()
    for (const command of ['/export', '/forget']) chat.say(command)
    const [none, nothing] = await shown(chat, 2)
    assert.deepEqual([none!.text, nothing!.text, (await known()).length], ['I keep nothing of you.', 'I keep nothing of you.', 0])
    chat.say('Mám rád kaktusy.')
    await shown(chat, 3)
    chat.say('/export')
    const document = (await shown(chat, 4)).at(-1)!
    const everything = unzipSync(new Uint8Array(telegram.file(document.fileId!)!))
    const turns = JSON.parse(strFromU8(everything['turns.json']!)) as { transcript: string }[]
    assert.deepEqual([document.kind, turns.map(({ transcript }) => transcript)], ['document', ['Mám rád kaktusy.']])
    assert.ok('README.txt' in everything && 'cards.csv' in everything)
    for (const command of ['/forget', '/forget']) chat.say(command)
    const [asked, again] = (await shown(chat, 6)).slice(4)
    assert.match(asked!.text, /backups/)
    chat.press(asked!.messageId, 'forget:yes')
    const gone = (await shown(chat, 7)).at(-1)!
    assert.deepEqual([gone.type, gone.text, await known()], ['edited', 'It is gone. Take care!', []])
    chat.press(again!.messageId, 'forget:yes')
    await shown(chat, 8)
    chat.say('/export')
    assert.equal((await shown(chat, 9)).at(-1)!.text, 'I keep nothing of you.')
    assert.deepEqual([await known(), (await tracesIn(mluv.database.database, [chatId, 'kaktusy'])).filter(({ place }) => !place.startsWith('public.telegram_updates.'))], [[], []])
  })

  it('asks what it costs', async () => {
    const chat = newcomer()
    chat.say('/plan')
    assert.equal((await shown(chat, 1))[0]!.text, 'Models and voices cost $0.00 / $0.50 today, $0.00 / $5.00 this month.')
  })

  it('plays a scene, whose aims are shown', async () => {
    const chat = newcomer()
    chat.say('/scenario')
    const [scenes] = await shown(chat, 1)
    chat.press(scenes!.messageId, buttonsOf(scenes!)[0]!)
    assert.match((await shown(chat, 2)).at(-1)!.text, /▫️/)
    chat.say('Dobrý den.')
    assert.match((await shown(chat, 3)).at(-1)!.text, /[✅▫️].*\n/)
  })

  it('talks in a mode, of which each is told what it is for', async () => {
    const chat = newcomer()
    chat.say('/mode')
    const [modes] = await shown(chat, 1)
    assert.match(modes!.text, /Job interview – To get ready for a job interview/)
    assert.equal(buttonsOf(modes!).length, 6)
    chat.press(modes!.messageId, 'mode:interview')
    assert.match((await shown(chat, 2)).at(-1)!.text, /pohovor|začneme|váš čas/)
  })

  it('is told what helps where something is no use', async () => {
    const chat = newcomer()
    chat.say('/nosuchthing')
    assert.match((await shown(chat, 1))[0]!.text, /\/words – /)
    chat.say('x'.repeat(3000))
    chat.voice(await recording.ogg(await recording.say('Ahoj')), { seconds: 61 })
    const [, long, tooLong] = await shown(chat, 3)
    assert.deepEqual([long!.text, tooLong!.text], ['I cannot read this. Write a shorter sentence.', 'That message is longer than a minute. Say it in two.'])
  })
})

describe('a link from the page', () => {
  const linkOf = async (token: string) => new URL((await mluv.call('/learner/telegram-link', { method: 'POST', token })).as(TelegramLink).url)
  const learnerIn = async (id: number) => (await mluv.mluv.house.store.learners.vouched('telegram', String(id)))?.learnerId ?? null
  const turnsOf = async (learnerId: string) => (await mluv.database.database.kysely.selectFrom('learners').select('turns').where('learner_id', '=', learnerId).executeTakeFirst())?.turns

  it('makes a new chat part of who made it, once they say that it is theirs', async () => {
    const [guest, chat] = [await mluv.guest(), newcomer()]
    await mluv.say(guest.token, 'Mám psa.')
    const url = await linkOf(guest.token)
    assert.deepEqual([url.origin, url.pathname], ['https://t.me', '/zkouseny_bot'])
    chat.say(`/start ${url.searchParams.get('start')}`)
    const [asked] = await shown(chat, 1)
    assert.deepEqual([await learnerIn(people), buttonsOf(asked!).length], [null, 2], 'nobody is anybody by opening it')
    chat.press(asked!.messageId, buttonsOf(asked!)[0]!)
    assert.equal((await shown(chat, 2))[1]!.text, 'Done: here and in your browser it is one now.')
    assert.equal(await learnerIn(people), guest.learnerId)
    chat.say('/stats')
    assert.match((await shown(chat, 3)).at(-1)!.text, /⭐ [1-9]/)
  })

  it('joins what was said in a chat to what was said on the page, and holds once', async () => {
    const [guest, chat] = [await mluv.guest(), newcomer()]
    const mine = people
    await mluv.say(guest.token, 'Mám psa.')
    chat.say('Mám kočku.')
    await shown(chat, 1)
    const start = (await linkOf(guest.token)).searchParams.get('start')!
    const other = newcomer()
    for (const each of [chat, other]) each.say(`/start ${start}`)
    const [question, others] = [(await shown(chat, 2))[1]!, (await shown(other, 1))[0]!]
    for (let times = 0; times < 2; times += 1) chat.press(question.messageId, buttonsOf(question)[0]!)
    await shown(chat, 3)
    assert.deepEqual([await learnerIn(mine), await turnsOf(guest.learnerId)], [guest.learnerId, 2])
    other.press(others.messageId, buttonsOf(others)[0]!)
    assert.equal((await shown(other, 2))[1]!.text, 'This link holds no more. Make another one on the page.')
    assert.deepEqual([await learnerIn(people), (await mluv.call('/learner', { token: guest.token })).status], [null, 200])
  })

  it('that somebody declines, or that is none, joins nothing', async () => {
    const [guest, chat] = [await mluv.guest(), newcomer()]
    chat.say(`/start ${(await linkOf(guest.token)).searchParams.get('start')}`)
    const [asked] = await shown(chat, 1)
    chat.press(asked!.messageId, 'join-no')
    assert.equal((await shown(chat, 2))[1]!.type, 'deleted')
    assert.equal(await learnerIn(people), null)
    chat.say(`/start ${'A'.repeat(54)}`)
    assert.match((await shown(chat, 3))[2]!.text, /^Welcome!/)
    assert.notEqual(await learnerIn(people), guest.learnerId)
  })
})

describe('an update', () => {
  it('is answered once, however often it comes', async () => {
    telegram.set({ updates: { again: 'after' } })
    const chat = newcomer()
    for (const text of ['Ahoj.', 'Jak se máš?', 'Mám psa.']) chat.say(text)
    await shown(chat, 3)
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal(chat.messages().filter(({ kind }) => kind === 'voice').length, 3)
  })

  it('is tried again where Telegram fails, without what went out before', async () => {
    telegram.set({ troubles: { sendMessage: { kind: 'status', status: 500, calls: 1 } } })
    const chat = newcomer()
    chat.say('Jdu do škola.')
    const kinds = (await shown(chat, 2)).map(({ kind }) => kind)
    assert.deepEqual(kinds, ['voice', 'text'])
  })

  it('of a chat that is closed to the bot is let go, and the next one waits for nothing', async () => {
    const chat = newcomer()
    telegram.set({ updates: { held: true } })
    chat.say('Ahoj.')
    chat.block()
    telegram.set({ updates: { held: false } })
    chat.unblock()
    chat.say('Jsem zpátky.')
    const messages = await shown(chat, 1)
    assert.equal(messages[0]!.kind, 'voice')
  })

  it('of a group is answered where it is addressed to the bot, and says to whom', async () => {
    const group = telegram.chat(-500, { id: 77, title: 'Češtináři' })
    group.say('Jen tak mezi námi.')
    const asked = group.say('@zkouseny_bot Jak se máš?')
    const [reply] = await shown(group, 1)
    assert.equal(reply!.replyTo, asked.messageId)
    group.say('/nosuchthing')
    group.say('/stats@another_bot')
    const answered = group.say('A co ty?', { replyTo: reply!.messageId })
    const spoken = group.voice(await recording.ogg(await recording.say('Ahoj')), { replyTo: reply!.messageId, seconds: 61 })
    const named = group.say('/stats@zkouseny_bot')
    assert.deepEqual((await shown(group, 4)).slice(1).map(({ replyTo }) => replyTo), [answered, spoken, named].map(({ messageId }) => messageId))
  })
})

describe('a webhook', () => {
  let brought: Installation
  let other: Telegram
  before(async () => {
    other = await startTelegram({ token: '7654321:simulated' })
    other.set({ rates: unlimited, updates: { order: 'at-once', again: 'at-once' } })
    const port = String(await freePort())
    brought = await openInstallation({ settings: { TELEGRAM_BOT_TOKEN: other.token, TELEGRAM_API_URL: other.url, TELEGRAM_UPDATES: 'webhook', PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` } })
  })
  after(async () => {
    await brought.close()
    await other.stop()
  })

  it('brings what is said, twice and at once, and it is answered once and in order', async () => {
    const chat = other.chat(1)
    for (const text of ['První věta.', 'Druhá věta.', 'Třetí věta.']) chat.say(text)
    await shown(chat, 3)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const turns = await brought.database.database.kysely.selectFrom('turns').select('transcript').orderBy('ordinal').execute()
    assert.deepEqual([turns.map(({ transcript }) => transcript), chat.messages().length], [['První věta.', 'Druhá věta.', 'Třetí věta.'], 3])
  })

  it('is believed with its secret alone, and what is no update is nothing', async () => {
    const update = { update_id: 1, message: { chat: { id: 5, type: 'private' }, from: { id: 5, is_bot: false, first_name: 'Eva' }, message_id: 1, date: 1, text: 'Ahoj.' } }
    const answers = await Promise.all([undefined, 'x', 'x'.repeat(64)].map((secret) => brought.call('/telegram', { json: update, headers: secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret } })))
    assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401])
    const secret = other.calls().find(({ method }) => method === 'setWebhook')!.parameters['secret_token']!
    const nothing = await Promise.all([{}, null, [], { update_id: 'x' }, { update_id: 2 ** 60, message: {} }].map((json) => brought.call('/telegram', { json, headers: { 'x-telegram-bot-api-secret-token': secret } })))
    assert.deepEqual(nothing.map(({ status }) => status), [204, 204, 204, 204, 204])
  })
})
