import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { codeOf } from '../../../src/domain/failure.ts'
import { metricsDoor, refuseOpenFigures, type MetricsDoor } from '../../../src/entry/metrics/door.ts'
import { openLog } from '../../../src/log.ts'
import { assertRefused, send } from '../../journeys/installation.ts'

const token = 'whoever-watches-has-this'
const log = openLog('silent')
const doorWith = (given: { readonly port?: string | null; readonly token?: string | null; readonly text?: () => Promise<string> } = {}): MetricsDoor =>
  metricsDoor({ port: '0', host: '127.0.0.1', token: null, ...given }, { version: '1.2.3', log, measures: { contentType: 'text/plain; version=0.0.4', text: given.text ?? (async () => 'figures 1\n') } })

describe('the door for figures', () => {
  let door: MetricsDoor
  let address: string
  before(async () => {
    door = doorWith()
    address = (await door.open())!
  })
  after(() => door.close())

  it('gives them, and says that the process lives', async () => {
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    const { status, text, headers } = await send(address)
    assert.deepEqual([status, text, headers['content-type'], headers['cache-control']], [200, 'figures 1\n', 'text/plain; version=0.0.4', 'no-store'])
    assert.equal((await send(`${address}?x=1`)).status, 200)
    assert.deepEqual(JSON.parse((await send(address.replace('/metrics', '/health'))).text), { status: 'ok', version: '1.2.3' })
  })
  it('gives nothing else', async () => {
    for (const path of ['/', '/metrics/', '/api/v1/learner', '/metrics%2f']) assertRefused(await send(address.replace('/metrics', path)), 404, 'not-found')
    assertRefused(await send(address, { method: 'POST', body: 'x' }), 404, 'not-found')
  })
  it('is on its port alone', async () => {
    const twin = doorWith({ port: new URL(address).port })
    await assert.rejects(twin.open(), /Something else listens on port \d+ already. Stop it, or set METRICS_PORT to another number\./)
    await twin.close()
  })
  it('is none without a port', async () => {
    const none = doorWith({ port: null })
    assert.equal(await none.open(), null)
    await none.close()
  })
})

describe('the door for figures with a token', () => {
  it('gives them to whoever has it, and lets anybody know that the process lives', async () => {
    const door = doorWith({ token })
    const address = (await door.open())!
    try {
      const refused = await send(address)
      assertRefused(refused, 401, 'unauthorized')
      assert.equal(refused.headers['www-authenticate'], 'Bearer')
      for (const other of ['', 'x', `${token}x`, token.slice(1)]) assertRefused(await send(address, { token: other }), 401, 'unauthorized')
      assert.equal((await send(address, { token })).status, 200)
      assert.equal((await send(address.replace('/metrics', '/health'))).status, 200)
    } finally {
      await door.close()
    }
  })
  it('says nothing of why they cannot be had', async () => {
    const door = doorWith({ text: () => Promise.reject(new Error('a word of somebody’s')) })
    const answer = await send((await door.open())!)
    await door.close()
    assertRefused(answer, 500, 'internal')
    assert.ok(!answer.text.includes('word'))
  })
  it('is needed where others than this machine can ask', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) refuseOpenFigures({ port: '9464', host, token: null })
    refuseOpenFigures({ port: null, host: '0.0.0.0', token: null })
    refuseOpenFigures({ port: '9464', host: '0.0.0.0', token })
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'mluv.example.org']) assert.throws(() => refuseOpenFigures({ port: '9464', host, token: null }), (error) => codeOf(error) === 'invalid')
  })
})
