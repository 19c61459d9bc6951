import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Endpoint } from '../../../../bench/simulator/behaviour.ts'
import { usedBy } from '../../../../bench/simulator/call.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import { loadPrompts, type PromptsIn } from '../../../src/adapters/models/prompts.ts'
import { embedding } from '../../contracts/embedding.ts'
import { keeps } from '../../contracts/keep.ts'
import { turnedClock } from '../../routing/turned-clock.ts'
import { only, quiet } from './stage.ts'

const clock = turnedClock()
let simulator: Simulator
let prompts: PromptsIn
before(async () => {
  simulator = await startSimulator({ remember: true })
  prompts = await loadPrompts(new URL('../../../content', import.meta.url).pathname)
})
after(() => simulator.stop())
beforeEach(() => {
  simulator.set({ embeddings: {}, embed: {} })
  simulator.forget()
})

const of = async (vendor: string) => (await only(vendor, simulator, { prompts, clock })).embeddings[0]!
const texts = { near: 'velký černý pes', nearer: 'malý černý pes', far: 'okno do dvora' }

for (const [vendor, endpoint] of [['openai', 'embeddings'], ['mistral', 'embeddings'], ['google', 'embed']] as const satisfies readonly (readonly [string, Endpoint])[]) {
  keeps(`the embedding of ${vendor}`, embedding, () => of(vendor), { ...texts, failing: async (port) => {
    simulator.set({ [endpoint]: { fault: { kind: 'status', status: 500 } } })
    return port
  } })
}

describe('an embedding', () => {
  it('asks for many texts in several calls, and tells what all of them took, which is no more than it said', async () => {
    const port = await of('openai')
    const many = Array.from({ length: 100 }, (_, at) => `věta číslo ${at}`)
    const { vectors, used } = await port.embed(many, { signal: quiet() })
    assert.deepEqual([vectors.length, simulator.calls().length], [100, 2])
    assert.equal(used?.inputTokens, simulator.calls().reduce((sum, call) => sum + usedBy(call).inputTokens, 0))
    assert.ok(port.most!(many).inputTokens >= used.inputTokens)
  })
  it('asks nobody about nothing', async () => {
    await (await of('google')).embed([], { signal: quiet() })
    assert.equal(simulator.calls().length, 0)
  })
})
