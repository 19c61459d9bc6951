import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import { acquaintances, type ModelSettings } from '../../../src/adapters/models/catalog.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { freePort } from '../../free-port.ts'

const clock = realClock()
let simulator: Simulator
before(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.set({ models: {} }))
after(() => simulator.stop())

const told = async (settings: ModelSettings) => (await acquaintances(settings, clock)).map(({ name, answer, missing }) => [name, answer, ...missing].join(' '))
/** All vendors at the simulator's address, each with its own protocol. */
const vendorKeys = (key: string): ModelSettings => ({
  moreUrls: ['anthropic', 'deepgram', 'elevenlabs', 'google', 'openai'].map((name) => `${name}=${name === 'google' ? simulator.url.replace('/v1', '/v1beta') : simulator.url}`).join(' '),
  vendorKeys: { ANTHROPIC_API_KEY: key, DEEPGRAM_API_KEY: key, ELEVENLABS_API_KEY: key, GOOGLE_API_KEY: key }, openaiApiKey: key,
})

describe('vendors that are tried', () => {
  it('are known to answer and to have what they are asked for, each by its own protocol', async () => {
    assert.deepEqual((await told(vendorKeys(simulator.key))).sort(), ['anthropic well', 'deepgram well', 'elevenlabs well', 'google well', 'openai well'])
    assert.deepEqual([...new Set(simulator.calls().map(({ endpoint }) => endpoint))], ['models'], 'nobody is asked for what costs something')
  })
  it('are known to refuse a key, each in its own words', async () =>
    assert.deepEqual((await told(vendorKeys('sk-not-it'))).sort(), ['anthropic refused', 'deepgram refused', 'elevenlabs refused', 'google refused', 'openai refused']))
  it('are known to have no model of that name', async () =>
    assert.deepEqual(await told({ moreUrls: `openai=${simulator.url}`, openaiApiKey: simulator.key, chatModels: 'openai/gpt-4.1-mini openai/gpt-4.1-mimi' }), ['openai well gpt-4.1-mimi']))
  for (const [status, code, answer] of [[403, undefined, 'silent'], [401, 'missing_permissions', 'silent'], [404, undefined, 'silent'], [500, undefined, 'silent'], [429, undefined, 'silent']] as const)
    it(`are not said to refuse a key where they answer ${status} ${code ?? ''}`, async () => {
      simulator.set({ models: { fault: { kind: 'status', status, ...(code && { code }) } } })
      assert.deepEqual(await told({ chatUrl: simulator.url, chatKey: simulator.key }), [`${new URL(simulator.url).host} ${answer}`])
    })
  it('may list nothing, or nothing that can be read, and be well', async () => {
    simulator.set({ models: { fault: { kind: 'malformed' } } })
    assert.deepEqual(await told({ chatUrl: simulator.url, chatKey: simulator.key }), [`${new URL(simulator.url).host} well`])
  })
  it('are known not to be there', async () => {
    const host = `127.0.0.1:${await freePort()}`
    assert.deepEqual(await told({ chatUrl: `http://${host}/v1`, chatModel: 'any' }), [`${host} unreachable`])
  })
  it('are nobody where nobody was set', async () => assert.deepEqual(await told({}), []))
})
