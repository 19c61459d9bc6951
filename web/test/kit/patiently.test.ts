import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patiently } from '../../src/kit/patiently.ts'

function failing(times: number) {
  const waitedMs: number[] = []
  let tries = 0
  const fetched = patiently(async () => {
    tries += 1
    if (tries <= times) throw new TypeError('the network is away')
    return 'part'
  }, (act, delayMs) => {
    waitedMs.push(delayMs)
    act()
  })
  return { fetched, waitedMs }
}

test('what comes at once is not waited for', async () => {
  const { fetched, waitedMs } = failing(0)
  assert.equal(await fetched, 'part')
  assert.deepEqual(waitedMs, [])
})

test('is tried again, ever more slowly', async () => {
  const { fetched, waitedMs } = failing(6)
  assert.equal(await fetched, 'part')
  assert.deepEqual(waitedMs, [1000, 2000, 4000, 8000, 10_000, 10_000])
})

test('in the end it gives up', async () => {
  await assert.rejects(failing(1000).fetched, TypeError)
})
