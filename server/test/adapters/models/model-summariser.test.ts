import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { usedBy } from '../../../../bench/simulator/call.ts'
import { Failure } from '../../../src/domain/failure.ts'
import { costOf } from '../../../src/domain/price.ts'
import type { Told } from '../../../src/ports/summariser.ts'
import { rehearsal } from './rehearsal.ts'
import { quiet } from './stage.ts'

const here = rehearsal()
const told: Told = { language: 'cs', summary: 'They met.', facts: ['Lives in Brno'], exchanges: [{ learner: 'Mám psa.', tutor: 'Jak se jmenuje?' }, { learner: `Ferda. ${'a'.repeat(5000)}`, tutor: 'Hezké!' }] }
const answer = { summary: 'They talked about a dog.', facts: [{ fact: 'Has a dog', exchange: 1, quote: 'Mám psa' }] }
const of = async (vendor: string) => (await here.at(vendor)).summarisers.at(-1)!

describe('a summary by a model', () => {
  for (const vendor of ['openai', 'anthropic', 'google', 'deepseek'] as const)
    it(`of ${vendor} is asked for with what is known, in one question with the facts, and takes no more than it may`, async () => {
      here.simulator.rules([{ when: '"talk":', say: answer, structured: true }])
      const summariser = await of(vendor)
      const { used, ...found } = await summariser.summarise(told, { signal: quiet() })
      assert.deepEqual(found, answer)
      const [call, ...others] = here.simulator.calls()
      assert.deepEqual([others.length, JSON.stringify(call!.request).includes('Lives in Brno')], [0, true])
      const { price } = summariser.facts!
      assert.equal(costOf(price, used!), costOf(price, usedBy(call!)))
      assert.ok(costOf(price, used!) <= costOf(price, summariser.most!(told)))
    })
  for (const [what, say] of Object.entries({ 'a poem': 'Roses are red.', 'a list': '[]', 'no summary': { facts: [] } }))
    it(`is broken where the answer is ${what}`, async () => {
      here.simulator.rules([{ when: '', say, structured: true }])
      await assert.rejects((await of('openai')).summarise(told, { signal: quiet() }), { fault: 'broken' })
    })
  it('may have no facts, and none that is not an object', async () => {
    here.simulator.rules([{ when: '', say: { summary: 'Nothing.', facts: ['Has a dog', null, 7] }, structured: true }])
    assert.deepEqual((await (await of('openai')).summarise(told, { signal: quiet() })).facts, [])
  })
  it('throws a failure and nothing else, and gives up when it is told to', async () => {
    here.simulator.set({ chat: { fault: { kind: 'status', status: 500 } } })
    await assert.rejects((await of('openai')).summarise(told, { signal: quiet() }), { fault: 'broken' })
    here.simulator.set({ chat: { fault: { kind: 'stall' } } as never })
    const stop = new AbortController()
    const summarising = (await of('openai')).summarise(told, { signal: stop.signal })
    stop.abort()
    await assert.rejects(summarising, (error) => error instanceof Failure)
  })
})
