import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wire } from '../../src/entry/wire.ts'
import { givenClock } from '../given-clock.ts'

/** A client that takes what it is sent when it is told to. */
function client() {
  const clock = givenClock()
  const sent: { readonly bytes: number; readonly taken: () => void }[] = []
  const socket = {
    OPEN: 1, readyState: 1, bufferedAmount: 0,
    send(data: Uint8Array | string, taken: () => void = () => {}) {
      socket.bufferedAmount += data.length
      sent.push({ bytes: data.length, taken })
    },
    terminate: () => void (socket.readyState = 3),
    close: () => void (socket.readyState = 2),
  }
  const take = () => {
    socket.bufferedAmount = 0
    for (const { taken } of sent.splice(0)) taken()
  }
  return { clock, socket, sent, take, line: wire(socket as never, clock) }
}

const breath = () => new Promise((resolve) => setImmediate(resolve))

async function isWaiting(promise: Promise<void>): Promise<boolean> {
  let over = false
  void promise.then(() => (over = true))
  await breath()
  return !over
}

describe('sound on a line', () => {
  it('waits where the client does not take it, and goes on when it does', async () => {
    const { line, take, clock } = client()
    assert.equal(await isWaiting(line.frame(new Uint8Array(64 * 1024))), false)
    const second = line.frame(new Uint8Array(1))
    assert.equal(await isWaiting(second), true)
    take()
    await second
    assert.equal(clock.nextMs, null, 'nothing is waited for any more')
  })

  it('that takes nothing for ten seconds ends it', async () => {
    const { line, socket, clock } = client()
    const sending = line.frame(new Uint8Array(65 * 1024))
    clock.pass(9_999)
    await breath()
    assert.equal(socket.readyState, socket.OPEN)
    clock.pass(1)
    await sending
    assert.equal(socket.readyState, 3)
    await line.frame(new Uint8Array(65 * 1024))
  })
})

describe('words on a line', () => {
  it('do not wait, until eight megabytes are unread', () => {
    const { line, socket, sent } = client()
    socket.bufferedAmount = 8 * 1024 * 1024
    line.say({ type: 'pong' })
    assert.equal(sent.length, 1)
    line.say({ type: 'pong' })
    assert.deepEqual([sent.length, socket.readyState], [1, 3])
  })
})
