import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { levels } from '../../src/domain/language.ts'
import type { Facts } from '../../src/ports/provider.ts'
import { choose, type Candidate, type Situation } from '../../src/routing/choose.ts'

const facts = (model: string, strength: Facts['strength'], dollars: number, more: Partial<Facts> = {}): Facts => ({
  provider: 'v', model, strength, price: { inputTokens: dollars, outputTokens: dollars * 4 }, pricedOn: '2026-01-01', languages: null, contextTokens: 100_000, ...more,
})
const well = (of?: Facts): Candidate => ({ facts: of, success: 1, firstPieceMs: null })
const light = well(facts('light', 'light', 0.1))
const strong = well(facts('strong', 'strong', 2))
const free = well()
const hard: Situation = { task: 'reply', language: 'cs', level: 'B1', difficulty: 'hard', tokens: 2000, leftMicroUsd: Infinity }
const first = (candidates: readonly Candidate[], situation: Partial<Situation>) => {
  const { order, reason } = choose(candidates, { ...hard, ...situation })
  return [candidates[order[0]!]?.facts?.model ?? 'free', reason]
}

describe('whom to ask first', () => {
  const both = [light, strong, free]
  it('a strong model for a hard turn from B1 on', () => assert.deepEqual(first(both, {}), ['strong', 'best']))
  it('a light one for beginners', () => assert.deepEqual(first(both, { level: 'A2' }), ['light', 'beginner']))
  it('a light one for an easy turn', () => assert.deepEqual(first(both, { difficulty: 'easy' }), ['light', 'easy-turn']))
  it('a strong one for corrections, whatever the level', () => assert.deepEqual(first(both, { task: 'correct', level: 'A1', difficulty: 'easy' }), ['strong', 'best']))
  it('a light one behind the scenes', () => assert.deepEqual(first(both, { task: 'summarise' }), ['light', 'behind-the-scenes']))
  it('a light one where the purse is nearly empty', () => assert.deepEqual(first(both, { leftMicroUsd: 20_000 }), ['light', 'short-of-money']))
  it('the cheaper of two that are as good', () => assert.deepEqual(first([strong, well(facts('bargain', 'strong', 1)), light], {}), ['bargain', 'best']))
  it('another one than that which keeps failing', () => assert.deepEqual(first([{ ...strong, success: 0.5 }, light, free], {}), ['light', 'health']))
  it('another one than that which is much slower', () => assert.deepEqual(first([{ ...strong, firstPieceMs: 3000 }, { ...light, firstPieceMs: 300 }], {}), ['light', 'health']))
  it('the same one where it is a little slower', () => assert.deepEqual(first([{ ...strong, firstPieceMs: 800 }, { ...light, firstPieceMs: 300 }], {}), ['strong', 'best']))
  it('nobody who does not know the language, or has no room for the prompt', () => {
    assert.deepEqual(first([well(facts('english', 'strong', 1, { languages: ['en'] })), strong, light], {}), ['strong', 'best'])
    assert.deepEqual(first([well(facts('small', 'strong', 1, { contextTokens: 1000 })), strong, light], {}), ['strong', 'best'])
    assert.deepEqual(first([well(facts('english', 'strong', 1, { languages: ['en'] })), free], {}), ['free', 'only-one'])
  })
  it('what costs nothing comes last, and is always there', () => {
    const some = fc.record({
      strength: fc.constantFrom('light', 'strong'), dollars: fc.double({ min: 0, max: 100, noNaN: true }),
      success: fc.double({ min: 0, max: 1, noNaN: true }), firstPieceMs: fc.option(fc.nat(10_000)),
    })
    const situations = fc.record({
      task: fc.constantFrom('reply', 'correct', 'summarise'), level: fc.constantFrom(...levels), difficulty: fc.constantFrom('easy', 'hard'),
      tokens: fc.nat(100_000), leftMicroUsd: fc.oneof(fc.nat(), fc.constant(Infinity)), language: fc.constant('cs' as const),
    })
    fc.assert(fc.property(fc.array(some, { maxLength: 6 }), situations, (priced, situation) => {
      const candidates = [free, ...priced.map(({ strength, dollars, ...health }, at) => ({ facts: facts(`m${at}`, strength, dollars), ...health }))]
      const { order } = choose(candidates, situation)
      assert.deepEqual(order.toSorted((one, other) => one - other), candidates.map((_, at) => at))
      assert.equal(order.at(-1), 0)
    }))
  })
})
