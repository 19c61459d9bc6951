import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { costOf, nothingUsed, type Price, type Used } from '../../src/domain/price.ts'

const used = (more: Partial<Used>): Used => ({ ...nothingUsed, ...more })

for (const [what, price, took, microUsd] of [
  ['a million tokens are the price in dollars', { inputTokens: 0.4, outputTokens: 1.6 }, { inputTokens: 1_000_000, outputTokens: 1_000_000 }, 2_000_000],
  ['what was cached has its own price', { inputTokens: 0.4, cachedInputTokens: 0.1 }, { inputTokens: 1_000, cachedInputTokens: 1_000 }, 100],
  ['what was cached costs as any other where it has none', { inputTokens: 0.4 }, { inputTokens: 1_000, cachedInputTokens: 500 }, 400],
  ['characters are counted', { spokenCharacters: 15 }, { spokenCharacters: 60 }, 900],
  ['minutes are counted by the millisecond', { heardSound: 0.006 }, { heardMs: 30_000 }, 3_000],
  ['spoken minutes, too', { spokenSound: 0.015 }, { spokenMs: 4_000 }, 1_000],
  ['a part of a micro-dollar is a whole one', { inputTokens: 0.1 }, { inputTokens: 1 }, 1],
  ['fractions that are not exact add nothing', { inputTokens: 0.1, outputTokens: 0.2 }, { inputTokens: 10, outputTokens: 10 }, 3],
  ['what is not named is not charged for', {}, { inputTokens: 9, outputTokens: 9, spokenCharacters: 9, heardMs: 9, spokenMs: 9 }, 0],
] as const satisfies readonly (readonly [string, Price, Partial<Used>, number])[])
  it(what, () => assert.equal(costOf(price, used(took)), microUsd))

it('more of anything never costs less, and a call that is cut in two costs as much, or a micro-dollar more', () => {
  const amount = fc.integer({ min: 0, max: 100_000 })
  const usage = fc.record({ inputTokens: amount, outputTokens: amount, spokenCharacters: amount, heardMs: amount, spokenMs: amount }).map(used)
  /** As vendors write them: to a hundredth of a cent at the finest. */
  const dollars = (max: number) => fc.integer({ min: 0, max: max * 10_000 }).map((tenThousandths) => tenThousandths / 10_000)
  const price = fc.record({ inputTokens: dollars(20), outputTokens: dollars(80), spokenCharacters: dollars(30), heardSound: dollars(0.01), spokenSound: dollars(0.02) })
  fc.assert(fc.property(price, usage, usage, (asked, one, other) => {
    const sum = Object.fromEntries(Object.keys(nothingUsed).map((what) => [what, (one[what as keyof Used] ?? 0) + (other[what as keyof Used] ?? 0)])) as Used
    const [apart, together] = [costOf(asked, one) + costOf(asked, other), costOf(asked, sum)]
    assert.ok(together >= costOf(asked, one))
    assert.ok(apart >= together && apart <= together + 1, `${apart} apart, ${together} together`)
  }))
})
