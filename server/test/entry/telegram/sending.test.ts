import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import { unlimited } from '../../../../bench/telegram/behaviour.ts'
import { startTelegram } from '../../../../bench/telegram/bot-api.ts'
import type { Call, Telegram } from '../../../../bench/telegram/door.ts'
import { heardOf, keepLimits, sharedSeries } from '../../../src/entry/telegram/sending.ts'

/** How many were under way when this one began, itself among them. */
const together = (calls: readonly Call[], { atMs }: Call): number => calls.filter((other) => other.atMs <= atMs && other.answeredMs > atMs).length

describe('messages on their way to Telegram', () => {
  let telegram: Telegram
  let api: Api
  before(async () => {
    telegram = await startTelegram()
    telegram.set({ rates: unlimited, saidMs: 30, updates: { held: true } })
    for (let person = 1; person <= 31; person += 1) telegram.chat(person).say('Ahoj.')
  })
  after(() => telegram.stop())
  beforeEach(() => {
    telegram.forget()
    api = new Api(telegram.token, { apiRoot: telegram.url })
    keepLimits(api)
  })
  const sendAll = (from: number, to: number) => Promise.allSettled(Array.from({ length: to - from + 1 }, (_, at) => api.sendMessage(from + at, `${from + at}`)))
  const sent = () => telegram.calls().filter(({ method }) => method === 'sendMessage')

  it('are one until it is known how far Telegram has come, and then at most twenty', async () => {
    const all = sendAll(1, 30)
    await Promise.all([all, api.sendChatAction(31, 'typing')])
    const calls = sent()
    assert.equal(calls.length, 30)
    assert.equal(together(calls, calls[1]!), 1)
    const most = Math.max(...calls.map((call) => together(calls, call)))
    assert.ok(most > 1 && most <= 20, `${most} at once`)
    assert.equal(new Set(calls.map(({ parameters }) => parameters['text'])).size, 30)
  })

  it('are one again after one of which nothing was heard; what is refused changes nothing', async () => {
    await sendAll(1, 4)
    telegram.set({ troubles: { sendMessage: { kind: 'status', status: 403, description: 'Forbidden: bot was blocked by the user', calls: 1 } } })
    await sendAll(5, 8)
    assert.ok(together(sent(), sent()[7]!) > 1, 'after a refusal')
    telegram.set({ troubles: { sendMessage: { kind: 'lost', calls: 1 } } })
    assert.equal((await sendAll(9, 9))[0]!.status, 'rejected')
    const before = sent().length
    await sendAll(10, 13)
    const calls = sent().slice(before)
    assert.equal(together(calls, calls[1]!), 1)
    assert.ok(together(calls, calls[3]!) > 1, 'once it is known again')
  })
})

it('is known by what people write how far Telegram has come, of all chats but supergroups', () => {
  const shared = sharedSeries()
  const hear = (message: unknown) => heardOf({ update_id: 1, message } as Update, shared)
  for (const message of [{ message_id: 7, chat: { id: 1, type: 'private' } }, { message_id: 9, chat: { id: -1, type: 'group' } }, { message_id: 8, chat: { id: 2, type: 'private' } }]) hear(message)
  assert.equal(shared.latest, 9)
  for (const message of [undefined, { message_id: 99, chat: { id: -2, type: 'supergroup' } }, { chat: { id: 1, type: 'private' } }]) hear(message)
  assert.equal(shared.latest, 9)
})
