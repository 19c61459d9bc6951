import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { unlimited, type Changes } from '../../../bench/telegram/behaviour.ts'
import { startTelegram } from '../../../bench/telegram/bot-api.ts'
import type { Telegram } from '../../../bench/telegram/door.ts'
import { eventually } from './eventually.ts'
import { place, type Serving } from './serving.ts'

const home = place()
let simulator: Simulator
let telegram: Telegram
let serving: Serving
const start = () => home.start({ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, MLUV_CHAT_URL: simulator.url, MLUV_CHAT_KEY: simulator.key, MLUV_TTS_URL: simulator.url })
before(async () => {
  simulator = await startSimulator()
  telegram = await startTelegram()
  telegram.set({ rates: unlimited })
  serving = await start()
})
after(async () => {
  await home.remove()
  await telegram.stop()
  await simulator.stop()
})

const until = (holds: () => boolean, what: string): Promise<boolean> => eventually(holds, () => what)

describe('kill -9 in the middle of an answer in Telegram', () => {
  const stalled = (method: string): Changes => ({ rates: unlimited, troubles: { [method]: { kind: 'stall' } } })
  const failing = (method: string): Changes => ({ rates: unlimited, troubles: { [method]: { kind: 'status', status: 500 } } })
  const unsaid = (method: string): Changes => ({ rates: unlimited, troubles: { [method]: { kind: 'unsaid' } } })
  /** In how many chats a method was answered so. */
  const chatsWith = (method: string, status: number): number => new Set(telegram.calls().flatMap((call) => (call.method === method && call.status === status ? [call.parameters['chat_id']] : []))).size
  const lines: readonly (readonly [string, Changes, () => boolean])[] = [
    ['before anything of it went out', stalled('sendVoice'), () => chatsWith('getUpdates', 200) > 0],
    ['after half of it went out', failing('sendMessage'), () => chatsWith('sendMessage', 500) === 2],
    ['between a message and the word that it was taken', unsaid('sendVoice'), () => chatsWith('sendVoice', 0) === 2],
    ['between the last message and the word that it was taken', unsaid('sendMessage'), () => chatsWith('sendMessage', 0) === 2],
  ]
  for (const [at, [when, behaviour, isTime]] of lines.entries())
    it(`${when}: all is answered once, in its order`, async () => {
      const chats = [1, 2].map((number) => telegram.chat(10 * at + number, { languageCode: 'en' }))
      telegram.set(behaviour)
      simulator.set(at === 0 ? { chat: { fault: { kind: 'stall' } } } : { chat: {} })
      simulator.rules([{ when: 'škola', say: { corrected: 'Jdu do školy.', mistakes: [] }, structured: true }])
      telegram.forget()
      for (const chat of chats) for (const text of ['První: jdu do škola.', 'Druhá: jdu do škola.']) chat.say(text)
      await until(isTime, 'nothing was under way')
      assert.equal((await serving.end('SIGKILL')).signal, 'SIGKILL')
      telegram.set({ rates: unlimited, troubles: {} })
      simulator.set({ chat: {} })
      serving = await start()
      for (const chat of chats) {
        const voices = () => chat.messages().filter(({ kind }) => kind === 'voice')
        await until(() => voices().length >= 2 && chat.messages().length >= 4, `${chat.messages().length} messages came`)
        assert.deepEqual(voices().map(({ text }) => /první|druhá/i.exec(text)?.[0].toLowerCase()), ['první', 'druhá'])
        assert.deepEqual(chat.messages().map(({ kind }) => kind), ['voice', 'text', 'voice', 'text'])
      }
    })

  it('between an excuse and the word that it was taken: it is said once', async () => {
    const chat = telegram.chat(90, { languageCode: 'en' })
    const refused = { kind: 'status', status: 400, description: 'Bad Request: not now' } as const
    telegram.set({ rates: unlimited, troubles: { sendVoice: refused, sendMessage: { kind: 'unsaid' } } })
    telegram.forget()
    chat.say('Ahoj.')
    await until(() => chatsWith('sendMessage', 0) === 1, 'no excuse was made')
    await serving.end('SIGKILL')
    telegram.set({ rates: unlimited, troubles: { sendVoice: refused } })
    serving = await start()
    chat.say('/help')
    await until(() => chat.messages().length >= 2, 'nothing more came')
    assert.deepEqual(chat.messages().map(({ text }) => text.startsWith('This does not work just now.')), [true, false])
    telegram.set({ rates: unlimited, troubles: {} })
  })

  it('and a message that never left is not taken for one that another process sent', async () => {
    const chat = telegram.chat(100, { languageCode: 'en' })
    const shown = (count: number) => until(() => chat.messages().length >= count, `${chat.messages().length} of ${count} messages came`)
    chat.say('Jdu do škola.')
    await shown(2)
    const { messageId, keyboard } = chat.messages()[1]!
    const again = keyboard!.flat().find((button) => 'callback_data' in button && button.callback_data.startsWith('again:')) as { callback_data: string }
    chat.press(messageId, again.callback_data)
    await shown(3)
    await serving.end('SIGKILL')
    serving = await start()
    telegram.set({ rates: unlimited, troubles: { sendVoice: { kind: 'cut', calls: 1 } } })
    chat.press(messageId, again.callback_data)
    await shown(4)
    assert.deepEqual(chat.messages().map(({ kind }) => kind), ['voice', 'text', 'voice', 'voice'])
  })
})
