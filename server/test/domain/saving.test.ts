import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { costOf, nothingUsed } from '../../src/domain/price.ts'
import { savedBy, totalSaved } from '../../src/domain/saving.ts'

const light = { inputTokens: 1, cachedInputTokens: 0.1, cacheWrittenTokens: 1.25, outputTokens: 4 }
const best = { inputTokens: 10, cachedInputTokens: 1, outputTokens: 40 }
const used = { ...nothingUsed, inputTokens: 1000, outputTokens: 100 }

describe('what was saved', () => {
  it('is told apart: by the vendor, by the model, by what was not sent', () => {
    assert.deepEqual(savedBy(light, used, best, 200), { caching: 0, routing: 12_600, window: 2_000, recall: 0 })
    assert.deepEqual(savedBy(light, { ...used, cachedInputTokens: 500 }, best, 200), { caching: 450, routing: 12_600, window: 200, recall: 0 })
  })
  it('is less where the vendor asked for keeping a beginning', () => assert.equal(savedBy(light, { ...used, cacheWrittenTokens: 800 }, light, 0).caching, -200))
  it('is nothing of the best model that is told all', () => assert.equal(totalSaved(savedBy(best, used, best, 0)), 0))
  it('and what was paid are together what the best model would have asked', () => {
    fc.assert(fc.property(fc.nat(9000), fc.nat(9000), fc.nat(900), fc.nat(5000), (inputTokens, cached, outputTokens, leftOut) => {
      const call = { ...nothingUsed, inputTokens, cachedInputTokens: Math.min(cached, inputTokens), outputTokens }
      const more = costOf({ inputTokens: call.cachedInputTokens > 0 ? best.cachedInputTokens : best.inputTokens }, { ...nothingUsed, inputTokens: leftOut })
      assert.equal(costOf(light, call) + totalSaved(savedBy(light, call, best, leftOut)), costOf(best, { ...call, cachedInputTokens: 0 }) + more)
    }))
  })
})
