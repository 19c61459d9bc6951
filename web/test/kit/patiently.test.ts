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

test('does not wait any longer where the network is back', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const page = new EventTarget()
  Object.assign(globalThis, { addEventListener: page.addEventListener.bind(page) })
  try {
    let isAway = true
    const fetched = patiently(() => (isAway ? Promise.reject(new TypeError('the network is away')) : Promise.resolve('part')))
    await new Promise(setImmediate)
    isAway = false
    page.dispatchEvent(new Event('online'))
    assert.equal(await fetched, 'part')
  } finally {
    Reflect.deleteProperty(globalThis, 'addEventListener')
  }
})
