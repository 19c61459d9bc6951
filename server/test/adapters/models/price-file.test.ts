import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pricesWith } from '../../../src/adapters/models/price-file.ts'
import { listedPrices } from '../../../src/adapters/models/price-list.ts'

const folder = mkdtempSync(join(tmpdir(), 'mluv-prices-'))
after(() => rmSync(folder, { recursive: true }))
const from = (text: string) => {
  const file = join(folder, 'prices.yaml')
  writeFileSync(file, text)
  return pricesWith(file)
}

describe('a file of prices', () => {
  it('says otherwise of a model that is listed, and leaves the rest of it', async () => {
    const prices = await from('openai/gpt-4.1-mini:\n  price: { inputTokens: 0.5, outputTokens: 2 }\n  pricedOn: 2026-11-26\n')
    assert.deepEqual(prices.get('openai/gpt-4.1-mini'), { ...listedPrices.get('openai/gpt-4.1-mini'), price: { inputTokens: 0.5, outputTokens: 2 }, pricedOn: '2026-11-26' })
    assert.equal(prices.size, listedPrices.size)
  })
  it('adds a model, also one of a server of one\'s own', async () => {
    const prices = await from('localhost:11434/qwen3:8b:\n  ability: chat\n  strength: light\n  contextTokens: 8192\n  languages: [cs, en]\n  price: { outputTokens: 0.1 }\n  pricedOn: 2026-11-26\n')
    assert.deepEqual(prices.get('localhost:11434/qwen3:8b'), { ability: 'chat', strength: 'light', contextTokens: 8192, languages: ['cs', 'en'], price: { outputTokens: 0.1 }, pricedOn: '2026-11-26' })
  })
  it('is what docs/providers.md shows', async () => {
    const [, example] = /```yaml\n([^]*?)```/.exec(readFileSync(new URL('../../../../docs/providers.md', import.meta.url), 'utf8'))!
    assert.equal((await from(example!)).size, listedPrices.size + 2)
  })
  it('may be empty, or not there', async () => {
    assert.equal((await from('# nothing yet\n')).size, listedPrices.size)
    assert.equal(await pricesWith(null), listedPrices)
  })
  for (const [title, text, fault] of [
    ['a price below nothing', 'openai/gpt-4.1:\n  price:\n    inputTokens: -1\n  pricedOn: 2026-11-26\n', /line 3: openai\/gpt-4\.1 price inputTokens must be >= 0$/],
    ['a word that nobody knows', 'openai/gpt-4.1:\n  price: { input: 1 }\n  pricedOn: 2026-11-26\n', /line 2: openai\/gpt-4\.1 price input is not known here$/],
    ['no date', 'openai/gpt-4.1:\n  price: { inputTokens: 1 }\n', /line 2: .*must have required properties pricedOn/],
    ['no vendor', 'gpt-4.1:\n  price: { inputTokens: 1 }\n  pricedOn: 2026-11-26\n', /: gpt-4\.1 must read like vendor\/model$/],
    ['a list', '- a\n', /line 1: the file must list models by vendor\/model$/],
    ['a model that is not listed, without its ability', '\nopenai/gpt-9:\n  price: { inputTokens: 1 }\n  pricedOn: 2026-11-26\n', /line 3: openai\/gpt-9 is not listed; say its ability \(chat, /],
    ['no YAML', 'openai/gpt-4.1:\n  price: { inputTokens: 1\n', /line \d: /],
  ] as const) it(`is refused with ${title}, by its line`, () => assert.rejects(from(text), (error: Error) => {
    assert.match(error.message, /prices\.yaml: /)
    assert.match(error.message, fault)
    return true
  }))
  it('is named where it cannot be read', () => assert.rejects(pricesWith(join(folder, 'nowhere.yaml')), /MLUV_PRICES .*nowhere\.yaml/))
})
