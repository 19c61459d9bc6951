import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { factsOf, listedPrices, type Ability } from '../../../src/adapters/models/price-list.ts'
import { vendors } from '../../../src/adapters/models/vendors.ts'
import { settings } from '../../../src/config.ts'
import { costOf, nothingUsed } from '../../../src/domain/price.ts'

const of = (name: string, ability: Ability = 'chat', isOwn = false) => {
  const [, vendor, model] = /^([^/]+)\/(.+)$/.exec(name)!
  return factsOf(listedPrices, { vendor: vendor!, model: model!, ability }, isOwn)
}

describe('the list of prices', () => {
  it('says of each model what it costs, and since when', () => {
    for (const [name, { ability, price, pricedOn, contextTokens }] of listedPrices) {
      assert.match(pricedOn, /^2026-\d\d-\d\d$/, name)
      assert.ok(Object.values(price).every((amount) => amount > 0) && Object.keys(price).length > 0, name)
      assert.equal(contextTokens === null, ability === 'hearing' || ability === 'voice', name)
      if (ability === 'chat') assert.ok(price.outputTokens! > price.inputTokens! && (price.cachedInputTokens ?? 0) < price.inputTokens!, name)
    }
  })
  it('has what is usual of every vendor, a light and a strong model each, and every key is a setting', () => {
    for (const [vendor, { key, usual }] of Object.entries(vendors)) {
      assert.ok(settings.some(({ name, ...rest }) => name === key && 'secret' in rest), vendor)
      const models = Object.entries(usual ?? {}).flatMap(([ability, names]) => [names].flat().map((name) => [ability, name.split('@')[0]!] as const))
      for (const [ability, model] of models) assert.equal(listedPrices.get(`${vendor}/${model}`)?.ability, ability, `${vendor}/${model}`)
      if (usual?.chat) assert.deepEqual(usual.chat.map((model) => listedPrices.get(`${vendor}/${model}`)?.strength), ['light', 'strong'], vendor)
    }
  })
  it('is told of in docs/providers.md, vendor by vendor', () => {
    const rows = readFileSync(new URL('../../../../docs/providers.md', import.meta.url), 'utf8').split('\n')
    for (const { key, usual } of Object.values(vendors)) {
      const row = rows.find((line) => line.includes(`| \`${key}\` |`)) ?? assert.fail(`${key} has no row`)
      for (const name of Object.values(usual ?? {}).flat()) assert.ok(row.includes(name.split('@')[0]!), name)
    }
  })
  it('knows a model by its name with a date', () => assert.deepEqual(of('anthropic/claude-haiku-4-5-20251001').price, of('anthropic/claude-haiku-4-5').price))
  it('takes a model that it does not know for the dearest of its vendor\'s', () => {
    const { price, contextTokens, model } = of('anthropic/claude-next')
    assert.deepEqual({ price, contextTokens, model }, { price: { inputTokens: 10, cachedInputTokens: 1, cacheWrittenTokens: 12.5, outputTokens: 50 }, contextTokens: 100_000, model: 'claude-next' })
    assert.equal(of('deepgram/nova-9', 'hearing').price.heardSound, 0.0092)
  })
  it('takes a vendor that it does not know for the dearest of all', () => {
    for (const { ability, price } of listedPrices.values()) {
      if (ability === 'chat') assert.ok(of('together/llama').price.outputTokens! >= price.outputTokens! && of('together/llama').price.cacheWrittenTokens! >= price.inputTokens!)
    }
  })
  it('charges nothing for a server of one\'s own', () => assert.deepEqual(of('localhost:11434/qwen3:8b', 'chat', true).price, {}))
  it('counts what a vendor is asked to keep at the vendor\'s price for it', () => {
    const used = { ...nothingUsed, inputTokens: 3000, cachedInputTokens: 1000, cacheWrittenTokens: 500, outputTokens: 100 }
    assert.equal(costOf(of('anthropic/claude-sonnet-5').price, used), 1500 * 2 + 1000 * 0.2 + 500 * 2.5 + 100 * 10)
    assert.equal(costOf(of('openai/gpt-4.1').price, used), 2000 * 2 + 1000 * 0.5 + 100 * 8)
  })
})
