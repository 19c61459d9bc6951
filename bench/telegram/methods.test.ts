import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { asTelegramDoes } from './behaviour.ts'
import { startTelegram } from './bot-api.ts'
import type { Telegram } from './door.ts'

type Answer = {
  readonly ok: boolean
  readonly result: { readonly message_id: number; readonly document?: object }
  readonly description?: string
  readonly parameters?: { readonly retry_after: number }
}

describe('the methods of the simulated Telegram', () => {
  let telegram: Telegram
  let nowMs = 0
  before(async () => {
    telegram = await startTelegram({ now: () => nowMs })
    telegram.chat(1).say('Ahoj.')
  })
  after(() => telegram.stop())

  const call = async (method: string, body: object): Promise<Answer> => {
    nowMs += 5_000
    return (await (await fetch(`${telegram.url}/bot${telegram.token}/${method}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json()) as Answer
  }
  const said = async (body: object, method = 'sendMessage') => (await call(method, { chat_id: 1, ...body })).description
  const sent = async (body: object) => (await call('sendMessage', { chat_id: 1, text: 'ano', ...body })).result.message_id

  it('take text of 1 to 4096 characters when the entities are off', async () => {
    assert.equal(await said({ text: '' }), 'Bad Request: message text is empty')
    assert.equal(await said({ text: ' \n ' }), 'Bad Request: text must be non-empty')
    assert.equal(await said({ text: `<b>${'š'.repeat(4096)}</b>`, parse_mode: 'HTML' }), undefined)
    assert.equal(await said({ text: 'š'.repeat(4097) }), 'Bad Request: message is too long')
    assert.equal(await said({ text: '<b>š', parse_mode: 'HTML' }), 'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"')
  })
  it('take buttons whose data has 1 to 64 bytes', async () => {
    const buttons = (...row: object[]) => said({ text: 'a', reply_markup: { inline_keyboard: [row] } })
    assert.equal(await buttons({ text: 'a', callback_data: 'ž'.repeat(32) }), undefined)
    assert.equal(await buttons({ text: 'a', callback_data: `${'ž'.repeat(32)}a` }), 'Bad Request: BUTTON_DATA_INVALID')
    assert.equal(await buttons({ text: 'a', callback_data: '' }), 'Bad Request: BUTTON_DATA_INVALID')
    assert.equal(await buttons({ text: 'a' }), "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  })
  it('write where the bot was written to', async () => {
    const silent = telegram.chat(2)
    assert.equal(await said({ chat_id: 2, text: 'a' }), 'Bad Request: chat not found')
    assert.deepEqual(silent.messages(), [])
    assert.equal(await said({ chat_id: '', text: 'a' }), 'Bad Request: chat_id is empty')
    telegram.chat(-5).say('/start')
    assert.equal(await said({ chat_id: -5, text: 'a' }), undefined)
    telegram.chat(-5).block()
    assert.equal(await said({ chat_id: -5, text: 'a' }), 'Forbidden: bot was kicked from the group chat')
  })
  it('answer what is there', async () => {
    assert.equal(await said({ text: 'a', reply_parameters: { message_id: 999 } }), 'Bad Request: message to be replied not found')
    assert.equal(await said({ text: 'a', reply_parameters: { message_id: 999, allow_sending_without_reply: true } }), undefined)
  })
  it('edit what the bot wrote, and only to something else', async () => {
    const messageId = await sent({ reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'a' }]] } })
    const same = 'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'
    assert.equal(await said({ message_id: messageId, text: 'ano' }, 'editMessageText'), undefined)
    assert.equal(telegram.chat(1).messages().at(-1)!.keyboard, null)
    assert.equal(await said({ message_id: messageId, text: 'ano' }, 'editMessageText'), same)
    assert.equal(await said({ message_id: 999, text: 'ne' }, 'editMessageText'), 'Bad Request: message to edit not found')
    const { messageId: theirs } = telegram.chat(1).say('Moje.')
    assert.equal(await said({ message_id: theirs, text: 'ne' }, 'editMessageText'), "Bad Request: message can't be edited")
    assert.equal(await said({ message_id: messageId }, 'deleteMessage'), undefined)
    assert.equal(await said({ message_id: messageId }, 'deleteMessage'), 'Bad Request: message to delete not found')
  })
  it('answer a press once', async () => {
    const { queryId } = telegram.chat(1).press(await sent({ reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'a' }]] } }), 'a')
    assert.equal(await said({ callback_query_id: queryId }, 'answerCallbackQuery'), undefined)
    assert.equal(await said({ callback_query_id: queryId }, 'answerCallbackQuery'), 'Bad Request: query is too old and response timeout expired or query ID is invalid')
  })
  it('take voice in a form, a document for what is no Opus, and let files of 20 MB be had', async () => {
    const form = new FormData()
    form.set('chat_id', '1')
    form.set('caption', 'č'.repeat(1024))
    form.set('voice', new Blob(['OggS, but not of Opus']), 'hlas.ogg')
    const posted = (await (await fetch(`${telegram.url}/bot${telegram.token}/sendVoice`, { method: 'POST', body: form })).json()) as Answer
    assert.ok(posted.result.document)
    assert.equal(await said({ caption: 'č'.repeat(1025), voice: telegram.chat(1).messages().at(-1)!.fileId }, 'sendVoice'), 'Bad Request: message caption is too long')
    assert.equal(await said({ voice: 'x' }, 'sendVoice'), 'Bad Request: wrong file identifier/HTTP URL specified')
    const big = telegram.chat(1).voice(new Uint8Array(20 * 1024 * 1024 + 1))
    const updates = (await call('getUpdates', {})) as unknown as { readonly result: readonly { readonly update_id: number; readonly message?: { readonly voice?: { readonly file_id: string } } }[] }
    const voice = updates.result.find(({ update_id: id }) => id === big.updateId)!.message!.voice!
    assert.equal(await said({ file_id: voice.file_id }, 'getFile'), 'Bad Request: file is too big')
  })
  it('take parameters from the address and from a form, and the method in any letters', async () => {
    const root = `${telegram.url}/bot${telegram.token}`
    nowMs += 5_000
    assert.equal((await fetch(`${root}/sendmessage?chat_id=1&text=%C5%BEe`)).status, 200)
    assert.equal((await fetch(`${root}/SENDMESSAGE`, { method: 'POST', body: new URLSearchParams({ chat_id: '1', text: 'ano' }) })).status, 200)
    assert.deepEqual(telegram.chat(1).messages().slice(-2).map(({ text }) => text), ['že', 'ano'])
  })
  it('tell of groups what is meant for the bot', () => {
    const group = telegram.chat(-7, { id: 70, title: 'Kurz' })
    const told = (text: string) => group.say(text).updateId !== null
    assert.deepEqual(['Ahoj všem.', '/start', '/start@zkouseny_bot', '/start@jiny_bot', 'Co ty, @zkouseny_bot?'].map(told), [false, true, true, false, true])
  })
  it('send so much and no more, in a chat, in a group and in all', async () => {
    const second = () => fetch(`${telegram.url}/bot${telegram.token}/sendMessage?chat_id=1&text=a`)
    nowMs += 60_000
    telegram.set({ rates: {} })
    const { chat } = asTelegramDoes.rates
    for (let at = 0; at < chat!.limit; at += 1) assert.equal((await second()).status, 200)
    const refused = await second()
    assert.deepEqual([refused.status, refused.headers.get('retry-after'), ((await refused.json()) as Answer).parameters], [429, '1', { retry_after: 1 }])
    nowMs += 1_000
    assert.equal((await second()).status, 200)
    telegram.set({ rates: { all: { limit: 1, windowMs: 1_000 }, retryAfterS: 0.01 } })
    assert.deepEqual(((await (await second()).json()) as Answer).parameters, { retry_after: 0.01 })
  })
})
