import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { partOf, ratesIn } from '../../src/domain/rate.ts'

const rate = (requestsPerMinute: number | null, tokensPerMinute: number | null) => ({ requestsPerMinute, tokensPerMinute })

describe('the rates of vendors', () => {
  it('are of requests, or of tokens, or of both; of a vendor, or of one of its models', () => {
    const read = ratesIn(' openai=500/200000 groq=30  own/qwen3:8b=none/4000 groq/openai/gpt-oss-20b=10/none ')
    assert.deepEqual(read && [...read], [['openai', rate(500, 200_000)], ['groq', rate(30, null)], ['own/qwen3:8b', rate(null, 4000)], ['groq/openai/gpt-oss-20b', rate(10, null)]])
    assert.deepEqual(ratesIn(''), new Map())
  })
  for (const text of ['openai', 'openai=', 'openai=0', 'openai=1/0', 'openai=1.5', 'openai=-1', 'OpenAI=1', 'openai=1 openai=2', 'openai=1/2/3', 'openai=1/'])
    it(`are not: ${text}`, () => assert.equal(ratesIn(text), null))
  it('are shared by processes so that together they take no more', () => {
    assert.deepEqual(partOf(ratesIn('openai=500/2000 groq=30')!, 3), new Map([['openai', rate(166, 666)], ['groq', rate(10, null)]]))
    assert.equal(partOf(ratesIn('groq=2')!, 3), null)
  })
})
