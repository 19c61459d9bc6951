import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { idleIn, partOf, ratesIn } from '../../src/domain/rate.ts'

const rate = (requestsPerMinute: number | null, tokensPerMinute: number | null) => ({ requestsPerMinute, tokensPerMinute })

describe('the rates of vendors', () => {
  it('are of requests, or of tokens, or of both; of a vendor, or of one of its models', () => {
    const read = ratesIn(' openai=500/200000 groq=30  localhost:11434/qwen3:8b=none/4000 groq/openai/gpt-oss-20b=10/none ')
    assert.deepEqual(read && [...read], [['openai', rate(500, 200_000)], ['groq', rate(30, null)], ['localhost:11434/qwen3:8b', rate(null, 4000)], ['groq/openai/gpt-oss-20b', rate(10, null)]])
    assert.deepEqual(ratesIn(''), new Map())
  })
  for (const text of ['openai', 'openai=', 'openai=0', 'openai=1/0', 'openai=1.5', 'openai=-1', 'OpenAI=1', 'openai=1 openai=2', 'openai=1/2/3', 'openai=1/'])
    it(`are not: ${text}`, () => assert.equal(ratesIn(text), null))
  it('are of somebody who is asked, or misspelt', () => {
    const asked = [{ provider: 'openai', model: 'gpt-4.1' }, { provider: 'localhost:11434', model: 'qwen3:8b' }]
    assert.deepEqual(idleIn(ratesIn('openai=1 openai/gpt-4.1=2 localhost:11434/qwen3:8b=3 localhost:11434=4')!, asked), [])
    assert.deepEqual(idleIn(ratesIn('opnai=1 openai/gpt-4=2 own=3')!, asked), ['opnai', 'openai/gpt-4', 'own'])
  })
  it('are shared by processes so that together they take no more', () => {
    assert.deepEqual(partOf(ratesIn('openai=500/2000 groq=30')!, 3), new Map([['openai', rate(166, 666)], ['groq', rate(10, null)]]))
    assert.equal(partOf(ratesIn('groq=2')!, 3), null)
  })
})
