/** Every fault of a provider meets every adapter, and each says the same of it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Endpoint, Fault } from '../../../bench/simulator/behaviour.ts'
import { startSimulator } from '../../../bench/simulator/simulator.ts'
import { Failure, ProviderFailure, type ProviderFault } from '../../src/domain/failure.ts'
import { rehearsal } from '../adapters/models/rehearsal.ts'
import { asking, only, quiet, type Asking } from '../adapters/models/stage.ts'
import { soon, until } from '../routing/turned-clock.ts'

const here = rehearsal()
const { at } = here

/** Every adapter, at one vendor that is asked through it, and where its answer may break. */
const adapters: readonly { readonly vendor: string; readonly called: string; readonly endpoint: Endpoint; readonly ask: Asking; readonly pieces: number }[] = [
  { vendor: 'openai', called: 'mind', endpoint: 'chat', ask: asking.mind, pieces: 3 },
  { vendor: 'openai', called: 'ear', endpoint: 'chat', ask: asking.ear, pieces: 1 },
  { vendor: 'openai', called: 'hearing', endpoint: 'transcriptions', ask: asking.hearing, pieces: 1 },
  { vendor: 'openai', called: 'voice', endpoint: 'speech', ask: asking.voice, pieces: 2 },
  { vendor: 'openai', called: 'embedding', endpoint: 'embeddings', ask: asking.embedding, pieces: 1 },
  { vendor: 'anthropic', called: 'mind', endpoint: 'messages', ask: asking.mind, pieces: 3 },
  { vendor: 'anthropic', called: 'ear', endpoint: 'messages', ask: asking.ear, pieces: 1 },
  { vendor: 'mistral', called: 'mind', endpoint: 'chat', ask: asking.mind, pieces: 3 },
  { vendor: 'mistral', called: 'ear', endpoint: 'chat', ask: asking.ear, pieces: 1 },
  { vendor: 'google', called: 'mind', endpoint: 'generate', ask: asking.mind, pieces: 3 },
  { vendor: 'google', called: 'ear', endpoint: 'generate', ask: asking.ear, pieces: 1 },
  { vendor: 'google', called: 'embedding', endpoint: 'embed', ask: asking.embedding, pieces: 1 },
  { vendor: 'deepgram', called: 'hearing', endpoint: 'listen', ask: asking.hearing, pieces: 1 },
  { vendor: 'deepgram', called: 'voice', endpoint: 'speak', ask: asking.voice, pieces: 2 },
  { vendor: 'elevenlabs', called: 'voice', endpoint: 'voices', ask: asking.voice, pieces: 2 },
]

const faults: readonly (readonly [Fault, ProviderFault])[] = [
  [{ kind: 'status', status: 400 }, 'rejected-request'],
  [{ kind: 'status', status: 401 }, 'rejected-key'],
  [{ kind: 'status', status: 402 }, 'out-of-credit'],
  [{ kind: 'status', status: 403 }, 'rejected-key'],
  [{ kind: 'status', status: 404 }, 'rejected-request'],
  [{ kind: 'status', status: 422 }, 'rejected-request'],
  [{ kind: 'status', status: 429, retryAfterS: 7 }, 'busy'],
  [{ kind: 'status', status: 429, code: 'insufficient_quota' }, 'out-of-credit'],
  [{ kind: 'status', status: 500 }, 'broken'],
  [{ kind: 'status', status: 503 }, 'busy'],
  [{ kind: 'status', status: 529 }, 'busy'],
  [{ kind: 'cut' }, 'unreachable'],
  [{ kind: 'malformed' }, 'broken'],
  [{ kind: 'wrong-schema' }, 'broken'],
]

for (const { vendor, called, endpoint, ask, pieces } of adapters) {
  describe(`the ${called} of ${vendor}`, () => {
    const failing = async (fault: Fault): Promise<ProviderFailure> => {
      here.simulator.set({ [endpoint]: { fault } })
      const error = await ask(await at(vendor), quiet()).then(() => assert.fail('it did not fail'), (thrown: unknown) => thrown)
      assert.ok(error instanceof ProviderFailure, String(error))
      assert.equal(error.provider, vendor)
      assert.equal(here.clock.waits, 0, 'no timer is left')
      return error
    }
    for (const [fault, expected] of faults) {
      const title = 'status' in fault ? `${fault.status}${fault.code ? ` ${fault.code}` : ''}` : fault.kind
      it(`${title} is ${expected}`, async () => {
        const error = await failing(fault)
        assert.equal(error.fault, expected)
        if ('retryAfterS' in fault) assert.equal(error.retryAfterMs, 7000)
      })
    }
    it('an answer that breaks off is unreachable', async () => assert.equal((await failing({ kind: 'cut', afterPieces: pieces })).fault, 'unreachable'))
    if (called === 'mind') {
      for (const [status, code, expected] of [[503, 'overloaded', 'busy'], [429, 'insufficient_quota', 'out-of-credit'], [500, undefined, 'broken']] as const) {
        it(`${code ?? status} in the middle of an answer is ${expected}`, async () => assert.equal((await failing({ kind: 'error', status, afterPieces: 2, ...(code ? { code } : {}) })).fault, expected))
      }
    }
    it('an answer that ends too early is no answer', async () => assert.match((await failing({ kind: 'ended', afterPieces: pieces })).fault, /^(broken|unreachable)$/))
    for (const [title, afterPieces] of [['never comes', undefined], ['stalls', pieces]] as const) {
      it(`an answer that ${title} is unreachable, at its deadline`, async () => {
        here.simulator.set({ [endpoint]: { fault: { kind: 'stall', ...(afterPieces ? { afterPieces } : {}) } } })
        const running = ask(await at(vendor), quiet())
        running.catch(() => {})
        await until(() => here.simulator.calls().length === 1)
        if (endpoint === 'listen') await until(() => here.simulator.calls()[0]!.request !== null)
        here.clock.turn(30_000)
        await assert.rejects(running, { fault: 'unreachable' })
      })
    }
    it('nobody at the address is unreachable', async () => {
      const gone = await startSimulator()
      await gone.stop()
      await assert.rejects(async () => ask(await only(vendor, gone, here), quiet()), { fault: 'unreachable' })
    })
    it('a wrong key is a rejected key', () => assert.rejects(async () => ask(await only(vendor, { url: here.simulator.url, key: 'sk-wrong' }, here), quiet()), { fault: 'rejected-key' }))
    it('stops at once when the caller aborts, without a fault of the provider', async () => {
      here.simulator.set({ [endpoint]: { fault: { kind: 'stall' } } })
      const stop = new AbortController()
      const running = ask(await at(vendor), stop.signal).then(() => 'ended', (error: unknown) => (error instanceof Failure && !(error instanceof ProviderFailure) ? 'ended' : error))
      await until(() => here.simulator.calls().length === 1)
      stop.abort()
      assert.equal(await soon(running), 'ended')
      await until(() => here.simulator.calls()[0]!.aborted)
      assert.equal(here.clock.waits, 0)
    })
    it('a failure holds nothing of what was said', async () => {
      const error = await failing({ kind: 'malformed' })
      assert.doesNotMatch(`${error.message} ${JSON.stringify(error)} ${String(error.cause)} ${String((error.cause as Error | undefined)?.stack)}`, /škola|Ahoj|kočka|unfinis/)
    })
  })
}
