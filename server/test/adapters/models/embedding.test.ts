import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Endpoint } from '../../../../bench/simulator/behaviour.ts'
import { usedBy } from '../../../../bench/simulator/call.ts'
import { embedding } from '../../contracts/embedding.ts'
import { keeps } from '../../contracts/keep.ts'
import { rehearsal } from './rehearsal.ts'
import { quiet } from './stage.ts'

const here = rehearsal()

const of = async (vendor: string) => (await here.at(vendor)).embeddings[0]!
const texts = { near: 'velký černý pes', nearer: 'malý černý pes', far: 'okno do dvora' }

for (const [vendor, endpoint] of [['openai', 'embeddings'], ['mistral', 'embeddings'], ['google', 'embed']] as const satisfies readonly (readonly [string, Endpoint])[]) {
  keeps(`the embedding of ${vendor}`, embedding, () => of(vendor), { ...texts, failing: async (port) => {
    here.simulator.set({ [endpoint]: { fault: { kind: 'status', status: 500 } } })
    return port
  } })
}

describe('an embedding', () => {
  it('asks for many texts in several calls, and tells what all of them took, which is no more than it said', async () => {
    const port = await of('openai')
    const many = Array.from({ length: 100 }, (_, at) => `věta číslo ${at}`)
    const { vectors, used } = await port.embed(many, { signal: quiet() })
    assert.deepEqual([vectors.length, here.simulator.calls().length], [100, 2])
    assert.equal(used?.inputTokens, here.simulator.calls().reduce((sum, call) => sum + usedBy(call).inputTokens, 0))
    assert.ok(port.most!(many).inputTokens >= used.inputTokens)
  })
  it('asks nobody about nothing', async () => {
    await (await of('google')).embed([], { signal: quiet() })
    assert.equal(here.simulator.calls().length, 0)
  })
})
