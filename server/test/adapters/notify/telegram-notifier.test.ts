import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { startTelegram } from '../../../../bench/telegram/bot-api.ts'
import { unlimited, type Trouble } from '../../../../bench/telegram/behaviour.ts'
import type { Telegram } from '../../../../bench/telegram/door.ts'
import { loadContent } from '../../../src/adapters/content.ts'
import { offData, practiseData, telegramNotifier } from '../../../src/adapters/notify/telegram-notifier.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import { firstSettings } from '../../../src/domain/learner.ts'
import type { Notifier } from '../../../src/ports/notifier.ts'
import type { Message, OperatorMessage } from '../../../src/ports/outbox.ts'

const signal = new AbortController().signal
const faults = (work: Promise<unknown>, fault: string) => assert.rejects(work, { name: 'ProviderFailure', fault, message: `telegram: ${fault}` })

let telegram: Telegram
let notifier: Notifier
let named: (token: string) => Notifier
before(async () => {
  telegram = await startTelegram()
  telegram.set({ rates: unlimited })
  const content = await loadContent(new URL('../../../content', import.meta.url).pathname)
  named = (token) => telegramNotifier({ token, apiRoot: telegram.url, content })
  notifier = named(telegram.token)
})
afterEach(() => telegram.set({ troubles: {} }))
after(() => telegram.stop())

const messageTo = (chatId: string | null, more: Partial<Message> = {}): Message => ({
  messageId: '019c0000-0000-7000-8000-000000000001', learnerId: 'l' as LearnerId, kind: 'phrase', about: '', createdAtMs: 0,
  facts: { day: '2026-03-02', phrase: { cs: 'Kde <b>je</b> & není?', en: 'Where is & is not?', uk: 'Де є?', ru: 'Где есть?' } },
  settings: { ...firstSettings, motherTongue: 'uk' }, last: null, toldAtMs: null, address: null, chatId, browsers: [], ...more,
} as Message)
const troubled = (trouble: Trouble) => telegram.set({ troubles: { sendMessage: trouble } })

describe('a message in the chat that somebody has with the bot', () => {
  it('says what there is to tell in their tongue, as it was written, with buttons to practise and to be told this no more', async () => {
    const chat = telegram.chat(1)
    chat.say('/start')
    assert.deepEqual(await notifier.send(messageTo('1'), { signal }), { taken: true, closed: [] })
    const [shown] = chat.messages()
    assert.match(shown!.text, /Kde <b>je<\/b> & není\?/)
    assert.match(shown!.text, /Де є\?/)
    assert.deepEqual(shown!.entities.map(({ type, offset }) => [type, offset]), [['bold', 0]])
    assert.deepEqual(shown!.keyboard!.flat().map((button) => [button.text, 'callback_data' in button && button.callback_data]), [['Розмовляймо', practiseData], ['Вимкнути', offData('phrase')]])
  })

  it('reaches who has a chat that is open; operators have none', () => {
    assert.deepEqual([notifier.reaches(messageTo('1')), notifier.reaches(messageTo(null)), notifier.reaches({ kind: 'operator-budget', address: 'a@example.org' } as OperatorMessage)], [true, false, false])
  })

  it('finds a chat closed where the bot is blocked, or was never written to', async () => {
    const chat = telegram.chat(2)
    chat.say('/start')
    chat.block()
    assert.deepEqual(await notifier.send(messageTo('2'), { signal }), { taken: false, closed: ['2'] })
    assert.deepEqual(await notifier.send(messageTo('999'), { signal }), { taken: false, closed: ['999'] })
    chat.unblock()
    assert.equal((await notifier.send(messageTo('2'), { signal })).taken, true)
  })

  it('fails otherwise so that it is tried again, or never, and closes nothing', async () => {
    telegram.chat(3).say('/start')
    for (const [trouble, fault] of [
      [{ kind: 'status', status: 429, retryAfterS: 3 }, 'busy'], [{ kind: 'status', status: 500 }, 'unreachable'], [{ kind: 'cut' }, 'unreachable'], [{ kind: 'status', status: 400 }, 'rejected-request'],
    ] as const) {
      troubled(trouble)
      await faults(notifier.send(messageTo('3'), { signal }), fault)
    }
    telegram.set({ troubles: {} })
    await faults(named('7:other').send(messageTo('3'), { signal }), 'rejected-key')
    await faults(notifier.send(messageTo(null), { signal }), 'rejected-request')
  })

  it('ends when it is told to', async () => {
    telegram.chat(4).say('/start')
    troubled({ kind: 'stall' })
    const ending = new AbortController()
    const ended = faults(notifier.send(messageTo('4'), { signal: ending.signal }), 'unreachable')
    ending.abort()
    await ended
    assert.deepEqual(telegram.chat(4).messages(), [])
  })
})
