import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { startTelegram } from '../../../bench/telegram/bot-api.ts'
import type { Telegram } from '../../../bench/telegram/door.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import { tried } from '../../src/composed/trying.ts'
import { readConfig } from '../../src/config.ts'
import { freePort } from '../free-port.ts'
import { openMailServer, type MailServer } from '../mail-server.ts'

let simulator: Simulator
let telegram: Telegram
let mail: MailServer
before(async () => {
  simulator = await startSimulator()
  telegram = await startTelegram()
  mail = await openMailServer()
})
after(async () => {
  await simulator.stop()
  await telegram.stop()
  await mail.close()
})

const says = async (settings: Record<string, string>, shared: 'ok' | 'down' | 'none' = 'none') =>
  (await tried(readConfig(settings), { shared: async () => shared }, realClock())).map(({ whom, isWell, says: sentence }) => `${isWell ? '+' : '-'} ${whom} ${sentence}`)

describe('everything else that an installation talks to', () => {
  it('is nothing where nothing was set', async () => assert.deepEqual(await says({}), []))
  it('is said to be well, each by itself', async () => {
    const host = new URL(simulator.url).host
    const settings = { MLUV_CHAT_URL: simulator.url, MLUV_CHAT_KEY: simulator.key, SMTP_URL: mail.url, MAIL_FROM: 'Mluv <mluv@example.org>', TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url }
    assert.deepEqual(await says(settings, 'ok'), ['+ Redis answers', `+ ${host} answers, and has what is asked of it`, '+ mail the server takes letters', '+ Telegram knows the bot as @zkouseny_bot'])
    assert.deepEqual(mail.taken, [], 'no letter goes out')
  })
  it('is said what to look at where it is not, and no secret', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`
    const settings = {
      MLUV_VENDOR_URLS: `openai=${simulator.url}`, OPENAI_API_KEY: 'sk-of-somebody-else', MLUV_CHAT_MODELS: 'openai/gpt-4.1-mini', SMTP_URL: `smtp://somebody:their-password@${nowhere}`, MAIL_FROM: 'Mluv <mluv@example.org>',
      TELEGRAM_BOT_TOKEN: '7654321:of-somebody-else', TELEGRAM_API_URL: telegram.url,
    }
    const told = await says(settings, 'down')
    assert.deepEqual(told, [
      '- Redis does not answer: is REDIS_URL right, and does it run? Each process remembers for itself until it does.', '- openai refuses the key: look at OPENAI_API_KEY',
      '- mail cannot be reached from here', '- Telegram refuses us: look at TELEGRAM_BOT_TOKEN',
    ])
    assert.doesNotMatch(told.join(), /somebody|password/)
  })
})
