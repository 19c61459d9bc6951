import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Bot } from 'grammy'
import type { Update } from 'grammy/types'
import type { Changes } from './behaviour.ts'
import { startTelegram } from './bot-api.ts'
import type { Telegram } from './door.ts'

type Post = { readonly update: Update; readonly secret: unknown; answer(status: number, body?: string, headers?: Record<string, string>): void }

/** What comes, one after the other. */
function inbox<Item>() {
  const there: Item[] = []
  const wanted: ((item: Item) => void)[] = []
  return {
    put(item: Item) {
      const first = wanted.shift()
      if (first) first(item)
      else there.push(item)
    },
    next: () => new Promise<Item>((resolve) => void (there.length > 0 ? resolve(there.shift()!) : wanted.push(resolve))),
    get size() {
      return there.length
    },
  }
}

/** Time that passes when it is told to. */
function givenTime() {
  let nowMs = 0
  const asleep: { readonly untilMs: number; readonly wake: () => void }[] = []
  const asked = inbox<number>()
  return {
    now: () => nowMs,
    sleep: (ms: number, signal: AbortSignal) => new Promise<void>((resolve) => {
      asleep.push({ untilMs: nowMs + ms, wake: resolve })
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (ms !== answerMsMax) asked.put(ms)
    }),
    asked: asked.next,
    pass(ms: number) {
      nowMs += ms
      for (const { untilMs, wake } of asleep) if (untilMs <= nowMs) wake()
    },
  }
}

const answerMsMax = 9_000

describe('the simulated Telegram delivers', () => {
  let telegram: Telegram
  let server: Server
  let time: ReturnType<typeof givenTime>
  let posts: ReturnType<typeof inbox<Post>>
  let bot: Bot
  beforeEach(async () => {
    time = givenTime()
    posts = inbox<Post>()
    telegram = await startTelegram({ now: time.now, sleep: time.sleep })
    bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } })
    server = createServer((request, response) => void request.toArray().then((parts) => posts.put({
      update: JSON.parse(parts.join('')) as Update,
      secret: request.headers['x-telegram-bot-api-secret-token'],
      answer: (status, text = '', headers = {}) => void response.writeHead(status, headers).end(text),
    })))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    await telegram.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const begin = (updates: Changes['updates'] = {}, connections = 10) => {
    telegram.set({ updates: { answerMsMax, ...updates } })
    return bot.api.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { secret_token: 'tajne', max_connections: connections })
  }
  const taken = async (count: number) => {
    const texts: string[] = []
    for (let at = 0; at < count; at += 1) {
      const { update, answer } = await posts.next()
      texts.push(update.message!.text!)
      answer(200)
    }
    return texts
  }

  it('again what was not taken: at once, then later and later; meanwhile of other chats what there is, and of this one nothing', async () => {
    await begin()
    telegram.chat(1).say('první')
    telegram.chat(1).say('druhá')
    const first = await posts.next()
    assert.equal(first.secret, 'tajne')
    first.answer(500)
    const again = await posts.next()
    again.answer(503)
    assert.equal(await time.asked(), 2_000)
    telegram.chat(2).say('odjinud')
    assert.deepEqual(await taken(1), ['odjinud'])
    assert.equal((await bot.api.getWebhookInfo()).last_error_message, 'Wrong response from the webhook: 503 Service Unavailable')
    assert.equal(posts.size, 0)
    time.pass(2_000)
    assert.deepEqual(await taken(2), ['první', 'druhá'])
    assert.deepEqual([first.update.update_id, again.update.update_id], [first.update.update_id, first.update.update_id])
  })
  it('again when it is asked to, and when nothing comes back in time', async () => {
    await begin()
    telegram.chat(1).say('ahoj')
    const { answer } = await posts.next()
    answer(429, '', { 'retry-after': '7' })
    assert.equal(await time.asked(), 7_000)
    time.pass(7_000)
    await posts.next()
    time.pass(answerMsMax)
    assert.equal(await time.asked(), 2_000)
    assert.deepEqual(telegram.deliveries().map(({ status }) => status), [429, 0])
  })
  it('no press of a button that has grown too old', async () => {
    telegram.chat(1).say('ahoj')
    const { message_id: messageId } = await bot.api.sendMessage(1, 'Co?', { reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'a' }]] } })
    await bot.api.getUpdates({ offset: telegram.chat(1).press(messageId, 'a').updateId! })
    await begin({ retryMs: [151_000] })
    const { update, answer } = await posts.next()
    assert.equal(update.callback_query!.data, 'a')
    answer(500)
    telegram.chat(2).say('pak')
    assert.deepEqual(await taken(1), ['pak'])
    assert.equal(telegram.deliveries().filter(({ updateId }) => updateId === update.update_id).length, 1)
    await bot.api.deleteWebhook()
    assert.equal(telegram.pending(), 0)
  })
  it('what was taken a second time, or twice at the same time, where it is to', async () => {
    await begin({ again: 'after' })
    telegram.chat(1).say('jednou')
    assert.deepEqual(await taken(2), ['jednou', 'jednou'])
    telegram.set({ updates: { answerMsMax, again: 'at-once' } })
    telegram.chat(1).say('dvakrát')
    const both = [await posts.next(), await posts.next()]
    assert.deepEqual(both.map(({ update }) => update.update_id), [100_002, 100_002])
    for (const { answer } of both) answer(200)
  })
  it('so many at once and no more', async () => {
    await begin({}, 2)
    for (const chat of [1, 2, 3]) telegram.chat(chat).say(String(chat))
    const [first, second] = [await posts.next(), await posts.next()]
    // What is on its way has come when others have gone there and back.
    for (let at = 0; at < 5; at += 1) await bot.api.getMe()
    assert.equal(posts.size, 0)
    first.answer(200)
    assert.equal((await posts.next()).update.message!.text, '3')
    second.answer(200)
  })
  it('the latest first, or all at once, where it is to', async () => {
    await begin({ held: true })
    for (const text of ['a', 'b', 'c']) telegram.chat(1).say(text)
    telegram.set({ updates: { answerMsMax, order: 'reversed' } })
    assert.deepEqual(await taken(3), ['c', 'b', 'a'])
    telegram.set({ updates: { answerMsMax, order: 'at-once' } })
    for (const text of ['d', 'e']) telegram.chat(1).say(text)
    const both = [await posts.next(), await posts.next()]
    assert.deepEqual(both.map(({ update }) => update.message!.text).sort(), ['d', 'e'])
    for (const { answer } of both) answer(200)
  })
  it('and does what is asked in the answer', async () => {
    await begin()
    telegram.chat(1).say('ahoj')
    const { answer } = await posts.next()
    answer(200, JSON.stringify({ method: 'sendMessage', chat_id: 1, text: 'v odpovědi' }), { 'content-type': 'application/json' })
    telegram.chat(1).say('dál')
    assert.deepEqual(await taken(1), ['dál'])
    assert.deepEqual(telegram.chat(1).messages().map(({ text }) => text), ['v odpovědi'])
  })
  it('by polling what was not confirmed, to one at a time, of the kinds that are wanted', async () => {
    telegram.chat(1).say('a')
    const { updateId } = telegram.chat(1).say('b')
    const texts = async (offset: number) => (await bot.api.getUpdates({ offset })).map(({ message }) => message?.text)
    assert.deepEqual([await texts(0), await texts(0), await texts(-1), await texts(updateId! + 1)], [['a', 'b'], ['a', 'b'], ['b'], []])
    const first = bot.api.getUpdates({ timeout: 30, allowed_updates: ['message'] })
    assert.equal(await time.asked(), 30_000)
    const second = bot.api.getUpdates({ timeout: 20 })
    await assert.rejects(first, /409: Conflict: terminated by other getUpdates request/)
    assert.equal(await time.asked(), 20_000)
    assert.equal(telegram.chat(1).block().updateId, null)
    const [, third] = await Promise.allSettled([begin(), second])
    assert.match(String((third as PromiseRejectedResult).reason), /terminated by setWebhook request/)
    await assert.rejects(bot.api.getUpdates(), /webhook is active/)
  })
})
