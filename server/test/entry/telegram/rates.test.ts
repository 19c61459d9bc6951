import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Transformer } from 'grammy'
import { withinRates } from '../../../src/entry/telegram/rates.ts'

/** Messages to chats, each by a name, and those that have left by now. */
function line() {
  const transformer = withinRates()
  const left: string[] = []
  const previous = ((_method: string, { text }: { readonly text: string }) => {
    left.push(text)
    return Promise.resolve({ ok: true, result: true })
  }) as unknown as Parameters<Transformer>[0]
  return { left, send: async (chatId: number, text: string) => transformer(previous, 'sendMessage', { chat_id: chatId, text }) }
}

/** Whatever waits for nothing has gone on. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at + 1}`)

describe('what Telegram would refuse', { concurrency: true }, () => {
  it('of one chat is held back in its order, and holds back nobody else', async () => {
    const { left, send } = line()
    const all = numbered(6).map((text) => send(1, text))
    all.push(send(2, 'of another'))
    await nextTurn()
    assert.deepEqual(left.filter((text) => text !== 'of another'), numbered(5))
    assert.equal(left.length, 6)
    await Promise.all(all)
    assert.equal(left.at(-1), '6')
  })

  it('of a group is held back after twenty', async () => {
    const { left, send } = line()
    const all = numbered(21).map((text) => send(-100, text))
    await nextTurn()
    assert.deepEqual(left, numbered(20))
    await Promise.all(all)
    assert.deepEqual(left, numbered(21))
  })

  it('of all chats together is held back, whoever came first going first', async () => {
    const { left, send } = line()
    const all = numbered(60).map((text) => send(Number(text), text))
    await nextTurn()
    assert.ok(left.length >= 30 && left.length < 60, `${left.length} left at once`)
    await Promise.all(all)
    assert.deepEqual(left, numbered(60))
  })

  it('goes to nobody is not held back', async () => {
    const transformer = withinRates()
    let asked = 0
    const previous = (() => Promise.resolve({ ok: true, result: (asked += 1) })) as unknown as Parameters<Transformer>[0]
    for (let at = 0; at < 100; at += 1) void transformer(previous, 'getMe', {})
    await nextTurn()
    assert.equal(asked, 100)
  })
})
