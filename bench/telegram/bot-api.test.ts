import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { Bot, GrammyError, HttpError, InlineKeyboard, InputFile, webhookCallback } from 'grammy'
import { unlimited } from './behaviour.ts'
import { startTelegram } from './bot-api.ts'
import { command } from './control.ts'
import type { Telegram } from './door.ts'

/** The pages of an Ogg that holds Opus of so many seconds, without sound in it. */
function silentVoice(seconds: number): Uint8Array {
  const page = (flags: number, granule: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(28)
    head.write('OggS', 0, 'latin1')
    head[5] = flags
    head.writeBigInt64LE(BigInt(granule), 6)
    head[26] = 1
    head[27] = data.length
    return Buffer.concat([head, data])
  }
  const opusHead = Buffer.alloc(19)
  opusHead.write('OpusHead', 0, 'latin1')
  opusHead.writeUInt16LE(312, 10)
  return new Uint8Array(Buffer.concat([page(2, 0, opusHead), page(4, 312 + 48_000 * seconds, Buffer.from([0xf8, 0xff, 0xfe]))]))
}

describe('the simulated Telegram, as grammY drives it,', () => {
  let telegram: Telegram
  let bot: Bot
  before(async () => {
    telegram = await startTelegram()
  })
  after(() => telegram.stop())
  beforeEach(() => {
    telegram.set({ rates: unlimited, troubles: {}, updates: {} })
    telegram.forget()
    bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } })
  })
  afterEach(() => bot.stop())

  describe('by polling:', () => {
    async function polling(): Promise<void> {
      await new Promise<void>((resolve) => void bot.start({ timeout: 50, onStart: () => resolve() }))
    }
    it('carries what is said to the bot and what it answers back, and shows which update it answers', async () => {
      const answered = new Promise<void>((resolve) => {
        bot.on('message:text', async (context) => {
          await context.reply(`<b>${context.message.text}</b>, ${context.from.language_code}`, { parse_mode: 'HTML', reply_parameters: { message_id: context.message.message_id } })
          resolve()
        })
      })
      await polling()
      const said = telegram.chat(7).say('Ahoj!')
      await answered
      const [shown] = telegram.chat(7).messages()
      assert.equal(shown!.text, 'Ahoj!, cs')
      assert.deepEqual(shown!.entities, [{ type: 'bold', offset: 0, length: 5 }])
      assert.deepEqual([shown!.answers, shown!.replyTo], [said.updateId, said.messageId])
      assert.ok(shown!.atMs >= said.atMs)
    })
    it('carries voice both ways, byte by byte', async () => {
      const answered = new Promise<Uint8Array>((resolve, reject) => {
        bot.on('message:voice', async (context) => {
          const file = await context.getFile()
          const heard = await fetch(`${telegram.url}/file/bot${telegram.token}/${file.file_path}`)
          const bytes = new Uint8Array(await heard.arrayBuffer())
          const sent = await context.replyWithVoice(new InputFile(bytes, 'answer.oga'), { caption: 'slyším', duration: 3 })
          assert.equal(sent.voice.mime_type, 'audio/ogg')
          resolve(bytes)
        })
        bot.catch(({ error }) => reject(error))
      })
      await polling()
      const voice = silentVoice(2)
      telegram.chat(7).voice(voice)
      assert.deepEqual(await answered, voice)
      const [shown] = telegram.chat(7).messages()
      assert.deepEqual([shown!.kind, shown!.text], ['voice', 'slyším'])
      assert.deepEqual(telegram.file(shown!.fileId!), voice)
    })
    it('carries commands, presses of buttons and blocking', async () => {
      const seen: string[] = []
      const over = new Promise<void>((resolve) => {
        bot.command('start', (context) => void seen.push(`start ${context.match}`))
        bot.on('callback_query:data', async (context) => {
          seen.push(context.callbackQuery.data)
          await context.answerCallbackQuery('hotovo')
          await context.editMessageText('Pryč.')
        })
        bot.on('my_chat_member', (context) => {
          seen.push(context.myChatMember.new_chat_member.status)
          if (context.myChatMember.new_chat_member.status === 'member') resolve()
        })
      })
      await polling()
      const jana = telegram.chat(7)
      jana.say('/start a1')
      const { message_id: messageId } = await bot.api.sendMessage(7, 'Co?', { reply_markup: new InlineKeyboard().text('A', 'volba:a') })
      assert.throws(() => jana.press(messageId, 'volba:b'), /No button/)
      jana.press(messageId, 'volba:a')
      jana.block()
      await assert.rejects(bot.api.sendMessage(7, 'Haló?'), (error: GrammyError) => error.error_code === 403 && error.description === 'Forbidden: bot was blocked by the user')
      jana.unblock()
      await over
      assert.deepEqual(seen, ['start a1', 'volba:a', 'kicked', 'member'])
    })
  })

  describe('by webhook:', () => {
    let server: Server
    const listening = async (): Promise<string> => {
      const heard = webhookCallback(bot, 'http', { secretToken: 'tajne_slovo' })
      server = createServer((request, response) => void heard(request, response))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`
    }
    afterEach(async () => {
      await bot.api.deleteWebhook()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    it('posts each update with the secret, and counts what waits', async () => {
      const url = await listening()
      const heard = new Promise<string>((resolve) => void bot.on('message:text', (context) => resolve(context.message.text)))
      telegram.chat(8).say('Dobrý den.')
      assert.equal((await bot.api.getWebhookInfo()).pending_update_count, 1)
      await bot.api.setWebhook(url, { secret_token: 'tajne_slovo', max_connections: 4 })
      assert.equal(await heard, 'Dobrý den.')
      assert.deepEqual({ url: (await bot.api.getWebhookInfo()).url, max: (await bot.api.getWebhookInfo()).max_connections }, { url, max: 4 })
      await assert.rejects(bot.api.getUpdates(), (error: GrammyError) => error.error_code === 409 && error.description.includes('webhook is active'))
    })
  })

  it('does the same for another process, which posts what it wants', async () => {
    const { messageId } = await command(telegram.url, 'say', { chat: 11, text: 'Jsem z jiného procesu.', someone: { firstName: 'Petr' } })
    const [update] = await bot.api.getUpdates()
    assert.deepEqual([update!.message!.text, update!.message!.from.first_name, update!.message!.message_id], ['Jsem z jiného procesu.', 'Petr', messageId])
    await bot.api.sendMessage(11, 'Slyším.')
    assert.deepEqual((await command(telegram.url, 'messages', { chat: 11 })).map(({ text }) => text), ['Slyším.'])
    await bot.api.getUpdates({ offset: update!.update_id + 1 })
    assert.equal(await command(telegram.url, 'pending'), 0)
    await assert.rejects(command(telegram.url, 'press', { chat: 11, messageId, data: 'x' }), /No button/)
  })

  describe('when things go wrong:', () => {
    it('refuses, cuts the line, or loses its answer, as it is told and as often', async () => {
      telegram.chat(9).say('Jsem tu.')
      telegram.set({ troubles: { sendMessage: { kind: 'status', status: 429, retryAfterS: 3, calls: 1 } } })
      await assert.rejects(bot.api.sendMessage(9, 'a'), (error: GrammyError) => error.error_code === 429 && error.parameters.retry_after === 3)
      await bot.api.sendMessage(9, 'b')
      telegram.set({ troubles: { sendMessage: { kind: 'cut', calls: 1 } } })
      await assert.rejects(bot.api.sendMessage(9, 'c'), HttpError)
      telegram.set({ troubles: { sendMessage: { kind: 'lost', calls: 1 } } })
      await assert.rejects(bot.api.sendMessage(9, 'd'), HttpError)
      assert.deepEqual(telegram.chat(9).messages().map(({ text }) => text), ['b', 'd'])
      assert.deepEqual(telegram.calls().map(({ status }) => status), [429, 200, 0, 0])
    })
    it('knows one token and the methods that there are', async () => {
      await assert.rejects(new Bot('1:wrong', { client: { apiRoot: telegram.url } }).api.getMe(), (error: GrammyError) => error.error_code === 401)
      await assert.rejects(bot.api.getStickerSet('x'), (error: GrammyError) => error.error_code === 404)
    })
  })
})
