import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { uptake } from '../../src/entry/uptake.ts'

const mebibyte = 1024 * 1024
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What a line and who takes from it did, in order; what is taken is done with when `done` is called. */
function rehearsed(first = Promise.resolve()) {
  const did: string[] = []
  const open: (() => void)[] = []
  const note = (what: string) => () => void did.push(what)
  const come = uptake({ pause: note('pause'), resume: note('resume') }, first, async (data) => {
    did.push(`take ${data.length}`)
    await new Promise<void>((resolve) => open.push(resolve))
  }, note('flooded'))
  const done = async () => {
    open.shift()!()
    await soon()
  }
  return { did, done, send: async (bytes: number) => (come(Buffer.alloc(bytes), true), soon()) }
}

describe('what comes up a connection', () => {
  it('is taken one after the other, and not before the connection is known', async () => {
    const known = Promise.withResolvers<void>()
    const { did, done, send } = rehearsed(known.promise)
    await send(1)
    await send(2)
    assert.deepEqual(did, [])
    known.resolve()
    await soon()
    assert.deepEqual(did, ['take 1'])
    await done()
    assert.deepEqual(did, ['take 1', 'take 2'])
  })

  it('is read no further while two megabytes wait, and read on when they do not', async () => {
    const { did, done, send } = rehearsed()
    for (const bytes of [mebibyte, mebibyte, 1, 1]) await send(bytes)
    assert.deepEqual(did, [`take ${mebibyte}`, 'pause'])
    await done()
    assert.deepEqual(did.slice(2), ['resume', `take ${mebibyte}`])
  })

  it('is a flood where a thousand wait', async () => {
    const { did, send } = rehearsed()
    for (let count = 0; count < 1000; count += 1) await send(1)
    assert.deepEqual(did, ['take 1'])
    await send(1)
    assert.deepEqual(did, ['take 1', 'flooded'])
  })
})
