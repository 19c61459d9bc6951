import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gauge, roomIn } from '../../../src/adapters/models/rate-headers.ts'

const told = (headers: Record<string, string>) => {
  const { requests = null, tokens = null } = roomIn(new Headers(headers), 7) ?? {}
  return { requests, tokens }
}

describe('what a vendor says of its rate', () => {
  it('is of a minute where what is missing would be there again within one', () => {
    assert.deepEqual(told({
      'x-ratelimit-limit-requests': '5000', 'x-ratelimit-remaining-requests': '4999', 'x-ratelimit-reset-requests': '12ms',
      'x-ratelimit-limit-tokens': '160000', 'x-ratelimit-remaining-tokens': '159976', 'x-ratelimit-reset-tokens': '9ms',
    }), { requests: { limit: 5000, left: 4999 }, tokens: { limit: 160_000, left: 159_976 } })
    for (const [left, reset] of [['450', '6s'], ['0', '1m0s'], ['100', '48.5s']])
      assert.deepEqual(told({ 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': left!, 'x-ratelimit-reset-requests': reset! }).requests, { limit: 500, left: Number(left) })
  })
  it('is left alone where it is of a day', () => {
    assert.deepEqual(told({
      'x-ratelimit-limit-requests': '14400', 'x-ratelimit-remaining-requests': '14370', 'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-limit-tokens': '6000', 'x-ratelimit-remaining-tokens': '5963', 'x-ratelimit-reset-tokens': '370ms',
    }), { requests: null, tokens: { limit: 6000, left: 5963 } })
  })
  it('is read in the words of Mistral, Cerebras and Anthropic, who say of what it is', () => {
    const expected = { requests: { limit: 60, left: 59 }, tokens: { limit: 50_000, left: 47_000 } }
    assert.deepEqual(told({ 'x-ratelimit-limit-req-minute': '60', 'x-ratelimit-remaining-req-minute': '59', 'x-ratelimit-limit-tokens-minute': '50000', 'x-ratelimit-remaining-tokens-minute': '47000' }), expected)
    assert.deepEqual(told({ 'x-ratelimit-limit-requests-minute': '60', 'x-ratelimit-remaining-requests-minute': '59', 'x-ratelimit-limit-tokens-minute': '50000', 'x-ratelimit-remaining-tokens-minute': '47000' }), expected)
    assert.deepEqual(told({
      'anthropic-ratelimit-requests-limit': '60', 'anthropic-ratelimit-requests-remaining': '59', 'anthropic-ratelimit-requests-reset': '2026-11-26T12:00:00Z',
      'anthropic-ratelimit-tokens-limit': '50000', 'anthropic-ratelimit-tokens-remaining': '47000', 'anthropic-ratelimit-tokens-reset': '2026-11-26T12:00:00Z',
    }), expected)
  })
  const unread: readonly Record<string, string>[] = [
    {}, { 'x-ratelimit-limit-requests': '5000', 'x-ratelimit-remaining-requests': '4999' }, { 'x-ratelimit-limit-req-minute': '0', 'x-ratelimit-remaining-req-minute': '0' },
    { 'x-ratelimit-limit-requests': 'many', 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-reset-requests': 'soon' },
    { 'x-ratelimit-limit-tokens': '100', 'x-ratelimit-remaining-tokens': '100', 'x-ratelimit-reset-tokens': '0s' },
    { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '200', 'x-ratelimit-reset-requests': '1s' },
  ]
  for (const headers of unread) it(`is nothing where it says ${JSON.stringify(headers)}`, () => assert.equal(roomIn(new Headers(headers), 7), null))
  it('is kept until it says something else', () => {
    let nowMs = 1
    const heard = gauge({ monotonicMs: () => nowMs })
    assert.equal(heard.room(), null)
    heard.hear(new Headers({ 'x-ratelimit-limit-req-minute': '60', 'x-ratelimit-remaining-req-minute': '59' }))
    nowMs = 5
    heard.hear(new Headers())
    assert.deepEqual(heard.room(), { atMs: 1, requests: { limit: 60, left: 59 }, tokens: null })
  })
})
