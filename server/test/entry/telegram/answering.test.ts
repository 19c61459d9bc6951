/** How a bot answers while something takes long, goes wrong or comes out of order; models and Telegram are simulated by real servers. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { unlimited } from '../../../../bench/telegram/behaviour.ts'
import { startTelegram } from '../../../../bench/telegram/bot-api.ts'
import type { ChatDoor, Telegram } from '../../../../bench/telegram/door.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { chatCommands } from '../../../src/domain/chat-texts.ts'
import { freePort } from '../../free-port.ts'
import { eventually } from '../../journeys/eventually.ts'
import { openInstallation, type Installation } from '../../journeys/installation.ts'
import { recorder } from '../../journeys/recordings.ts'
import { buttonsOf, shown as shownIn } from './chatting.ts'

const recording = recorder()
const real = realClock()
/** While it stands still, nothing has waited for long. */
let stillMs: number | null = null
let telegram: Telegram
let simulator: Simulator
let mluv: Installation
let people = 300
before(async () => {
  telegram = await startTelegram()
  telegram.set({ rates: unlimited })
  simulator = await startSimulator()
  const port = String(await freePort())
  const vendors = Object.fromEntries(['STT', 'TTS'].flatMap((part) => [[`MLUV_${part}_URL`, simulator.url], [`MLUV_${part}_KEY`, simulator.key]]))
  const settings = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, TELEGRAM_UPDATES: 'webhook', PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, ...vendors }
  mluv = await openInstallation({ settings, clock: { ...real, now: () => stillMs ?? real.now() } })
})
afterEach(() => {
  stillMs = null
  telegram.set({ rates: unlimited, troubles: {}, updates: {} })
  simulator.set({ transcriptions: {}, speech: {} })
})
after(async () => {
  await mluv.close()
  await telegram.stop()
  await simulator.stop()
  await recording.close()
})

const newcomer = (): ChatDoor => telegram.chat((people += 1), { languageCode: 'en' })
const shown = (chat: ChatDoor, count: number) => shownIn(chat, count, mluv)
const learnerOf = async (id: number) => (await mluv.mluv.house.store.learners.vouched('telegram', String(id)))!
/** What was asked of Telegram about a chat, the same again and again as once. */
const askedOf = (id: number): string[] =>
  telegram.calls().filter(({ parameters }) => parameters['chat_id'] === String(id)).map(({ method, parameters }) => parameters['action'] ?? method).filter((each, at, all) => each !== all[at - 1])

describe('a bot', () => {
  it('has its commands beside the field, in the tongue of whoever writes', async () => {
    // Commands are registered before anything is answered.
    const chat = newcomer()
    chat.say('/help')
    await shown(chat, 1)
    const menus = telegram.calls().filter(({ method, status }) => method === 'setMyCommands' && status === 200)
    assert.deepEqual(menus.map(({ parameters }) => parameters['language_code'] ?? ''), ['', 'cs', 'en', 'uk', 'ru'])
    const written = menus.map(({ parameters }) => JSON.parse(parameters['commands']!) as { command: string; description: string }[])
    for (const menu of written) assert.deepEqual(menu.map(({ command }) => command), chatCommands)
    assert.equal(new Set(written.map((menu) => menu.map(({ description }) => description).join())).size, 4, 'English is for all others, too')
  })

  it('shows what it heard at once, that it is thinking, and then that it is about to speak', async () => {
    const chat = newcomer()
    const pcm = await recording.say('Jdu <do> školy.')
    simulator.teach(pcm, 'Jdu <do> školy & zpět.')
    simulator.set({ transcriptions: { firstByteMs: 1_500 }, speech: { firstByteMs: 2_000 } })
    chat.voice(await recording.ogg(pcm))
    const [heard] = await shown(chat, 1)
    assert.deepEqual([heard!.text, chat.messages().length], ['🎙 Jdu <do> školy & zpět.', 1])
    const [, reply] = await shown(chat, 2)
    assert.deepEqual([reply!.kind, /⭐ \+\d/.test(reply!.text)], ['voice', true])
    assert.deepEqual(askedOf(people).filter((each, at) => at > 0 || each !== 'sendMessage').slice(0, 4), ['typing', 'sendMessage', 'record_voice', 'sendVoice'])
  })

  it('says the right sentence for whoever wants to say it again, as they wrote it and with every mark of theirs as they made it', async () => {
    const chat = newcomer()
    chat.say('Včera jsem byl v škola <b>s & kamarádem</b>.')
    const [, correction] = await shown(chat, 2)
    chat.press(correction!.messageId, buttonsOf(correction!).find((data) => data.startsWith('again:'))!)
    const again = (await shown(chat, 3)).at(-1)!
    assert.equal(again.kind, 'voice')
    assert.match(again.text, /^Try to say it aloud like this:\n.*ve škole <b>s & kamarádem<\/b>/)
    chat.press(correction!.messageId, buttonsOf(correction!).find((data) => data.startsWith('card:'))!)
    chat.say('/words')
    const front = (await shown(chat, 4)).at(-1)!
    assert.match(front.text, /<b>s & kamarádem<\/b>/)
    chat.press(front.messageId, buttonsOf(front)[0]!)
    const back = (await shown(chat, 5)).at(-1)!
    assert.deepEqual(back.keyboard!.flat().map(({ text }) => text), ['Again · 1 min', 'Hard · 6 min', 'Good · 10 min', 'Easy · 8 days'])
    for (const { entities } of chat.messages()) assert.ok(entities.every(({ type }) => ['bold', 'italic', 'strikethrough'].includes(type)))
  })

  it('reminds whoever chooses an hour here, again after they had it ended, and not at an hour of their quiet', async () => {
    const chat = newcomer()
    chat.say('/settings')
    const [menu] = await shown(chat, 1)
    chat.press(menu!.messageId, 'menu:reminders')
    const [, hours] = await shown(chat, 2)
    assert.deepEqual(buttonsOf(hours!).map((data) => data.split(':').at(-1)), ['off', '16', '17', '18', '19', '20'])
    assert.ok(hours!.keyboard!.flat()[0]!.text.startsWith('✓ '), 'nobody is reminded unasked')
    const { learnerId } = await learnerOf(people)
    await mluv.mluv.house.store.learners.change(learnerId, { notices: { reminder: [] } })
    chat.press(hours!.messageId, 'set:reminders:19')
    await shown(chat, 3)
    const { settings: { reminders, reminderHour, notices } } = await learnerOf(people)
    assert.deepEqual([reminders, reminderHour, notices.reminder], [true, 19, ['telegram']])
    assert.equal((await mluv.mluv.house.bell.reach.of(learnerId)).telegram, 1)
    chat.press(hours!.messageId, 'set:reminders:off')
    await shown(chat, 4)
    assert.equal((await learnerOf(people)).settings.reminders, false)
  })

  it('greets whoever comes back, begins anew, and says where nothing is to be reviewed', async () => {
    const chat = newcomer()
    chat.say('/words')
    await shown(chat, 1)
    await mluv.mluv.house.store.learners.change((await learnerOf(people)).learnerId, { levelChosen: true })
    for (const command of ['/start', '/new']) chat.say(command)
    const messages = await shown(chat, 4)
    assert.equal(messages[0]!.text, 'Nothing is left to review today. ✨')
    assert.deepEqual(messages.slice(1).map(({ kind }) => kind), ['text', 'voice', 'voice'])
  })
})

describe('what Telegram does not take', () => {
  it('at once is sent when it said that it will, and once', async () => {
    const chat = newcomer()
    telegram.set({ troubles: { sendVoice: { kind: 'status', status: 429, retryAfterS: 2, calls: 1 } } })
    chat.say('Ahoj.')
    await shown(chat, 1)
    const [refused, taken, ...more] = telegram.calls().filter(({ method, parameters }) => method === 'sendVoice' && parameters['chat_id'] === String(people))
    assert.deepEqual([refused!.status, taken!.status, more.length], [429, 200, 0])
    assert.ok(taken!.atMs - refused!.answeredMs >= 2_000, 'it waited as it was told')
  })

  it('is looked for where it is not known whether Telegram took it, and not sent again where it did, alone and among others', async () => {
    const alone = newcomer()
    const among = telegram.chat(-1_001_000_000_000 - people, { languageCode: 'en' })
    telegram.set({ troubles: Object.fromEntries(['sendVoice', 'sendMessage'].map((method) => [method, { kind: 'lost', calls: 2 }])) })
    alone.say('Jdu do škola.')
    among.say('@zkouseny_bot Jdu do škola.')
    for (const chat of [alone, among]) {
      await shown(chat, 2)
      chat.say('@zkouseny_bot Děkuji.')
      const kinds = (await shown(chat, 3)).map(({ kind }) => kind)
      assert.deepEqual(kinds, ['voice', 'text', 'voice'])
    }
    const sent = telegram.calls().filter(({ method, parameters, status }) => method === 'sendVoice' && parameters['chat_id'] === String(people) && status !== 200)
    assert.equal(sent.length, 1, 'its taking was not heard of')
  })

  it('is sent again where it is not there, though one like it is', async () => {
    const among = telegram.chat(-1_002_000_000_000 - people, { languageCode: 'en' })
    among.say('@zkouseny_bot Jdu do škola.')
    const [, correction] = await shown(among, 2)
    const again = () => among.press(correction!.messageId, buttonsOf(correction!).find((data) => data.startsWith('again:'))!)
    again()
    await shown(among, 3)
    telegram.set({ troubles: { sendVoice: { kind: 'cut', calls: 1 } } })
    again()
    assert.deepEqual((await shown(among, 4)).slice(2).map(({ kind }) => kind), ['voice', 'voice'])
  })

  it('is sent by the process alone that has the update when it leaves', async () => {
    const chat = newcomer()
    const pcm = await recording.say('Stojím tady.')
    simulator.teach(pcm, 'Stojím tady.')
    simulator.set({ transcriptions: { firstByteMs: 1_500 } })
    const { updateId } = chat.voice(await recording.ogg(pcm))
    const { kysely } = mluv.database.database
    const update = () => kysely.updateTable('telegram_updates').where('update_id', '=', updateId!)
    const othersMs = 4_000
    const untilMs = Date.now() + othersMs
    await eventually(async () => (await update().set({ holder: mluv.mluv.house.clock.newId(), lease_until_ms: untilMs }).where('holder', 'is not', null).executeTakeFirst()).numUpdatedRows > 0n, () => 'nobody has taken it')
    const messages = await shown(chat, 2)
    assert.deepEqual(messages.map(({ kind }) => kind), ['text', 'voice'])
    assert.ok(Date.now() >= untilMs, 'it was left to the other process as long as that had it')
  })

  it('so fast is held back before it is refused', async () => {
    const chat = newcomer()
    // A little more than Telegram is said to take: two clocks are never quite the same.
    telegram.set({ rates: { chat: { limit: 6, windowMs: 5_000 } } })
    for (let at = 0; at < 8; at += 1) chat.say('/nosuchthing')
    await shown(chat, 8)
    assert.deepEqual(telegram.calls().filter(({ parameters, status }) => parameters['chat_id'] === String(people) && status === 429), [])
  })

  it('at all is not passed over in silence: neither an answer, nor a recording that it does not give', async () => {
    // What was said before is counted, too, when all of it is answered.
    await eventually(async () => (await mluv.database.database.kysely.selectFrom('telegram_updates').select('update_id').where('done_at_ms', 'is', null).execute()).length === 0, () => 'something is still being answered')
    const refused = () => mluv.mluv.house.seen.read().problems.find(({ door }) => door === 'telegram')?.count ?? 0
    const [answeredBefore, refusedBefore] = [mluv.mluv.house.seen.read().updates.get('telegram')!.counts.reduce((sum, count) => sum + count, 0), refused()]
    const chat = newcomer()
    const ogg = await recording.ogg(await recording.say('Ahoj'))
    for (const [method, act] of [['sendVoice', () => chat.say('Ahoj.')], ['getFile', () => chat.voice(ogg)]] as const) {
      const before = chat.messages().length
      telegram.set({ troubles: { [method]: { kind: 'status', status: 400, description: 'Bad Request: wrong file_id', calls: 1 } } })
      act()
      assert.equal((await shown(chat, before + 1)).at(-1)!.text, 'This does not work just now. Try again in a moment.', method)
    }
    chat.say('Ahoj.')
    assert.equal((await shown(chat, 3))[2]!.kind, 'voice')
    assert.equal(refused() - refusedBefore, 2, 'whoever watches the door is told')
    await eventually(async () => mluv.mluv.house.seen.read().updates.get('telegram')!.counts.reduce((sum, count) => sum + count, 0) - answeredBefore === 3, () => 'not all are counted')
  })
})

describe('updates that come in another order than they were made', () => {
  it('are answered in that in which they were made, of each chat', async () => {
    const [one, other] = [newcomer(), newcomer()]
    stillMs = real.now()
    telegram.set({ updates: { held: true, order: 'reversed' } })
    for (const number of ['První', 'Druhá', 'Třetí']) for (const chat of [one, other]) chat.say(`${number} věta.`)
    telegram.set({ updates: { order: 'reversed', again: 'after' } })
    for (const chat of [one, other]) await shown(chat, 3)
    for (const id of [people - 1, people]) {
      const { learnerId } = await learnerOf(id)
      const turns = await mluv.database.database.kysely.selectFrom('turns').select('transcript').where('learner_id', '=', learnerId).orderBy('ordinal').execute()
      assert.deepEqual(turns.map(({ transcript }) => transcript), ['První věta.', 'Druhá věta.', 'Třetí věta.'])
    }
  })
})
