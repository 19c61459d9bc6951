import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { allowancesOf, chargedOf, isLimit, leastMicroUsd, limitedOf, limitIn, microUsdIn, nothingSet, passed, plansIn, sinceOf, sliceOf, untilMsOf, usedUpSentence, type Budget } from '../../src/domain/allowance.ts'
import type { LearnerId } from '../../src/domain/identity.ts'

const somebody = 'somebody' as LearnerId

describe('an allowance', () => {
  it('begins and ends with its day or month of UTC, whatever the month', () => {
    assert.deepEqual([sinceOf('day', '2026-02-28'), sinceOf('month', '2026-02-28')], ['2026-02-28', '2026-02-01'])
    const ends = (period: 'day' | 'month', since: string) => new Date(untilMsOf(period, since)).toISOString()
    assert.deepEqual([ends('day', '2026-02-28'), ends('day', '2024-02-28'), ends('month', '2026-02-01'), ends('month', '2026-12-01')], [
      '2026-03-01T00:00:00.000Z', '2024-02-29T00:00:00.000Z', '2026-03-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z',
    ])
  })

  it('is charged for everything that counts towards it: a guest’s, three; anybody’s, two', () => {
    const scopesOf = (learnerId: LearnerId | null, guest: boolean) => [...new Set(allowancesOf('2026-03-02', learnerId, guest).map(({ scope }) => scope))]
    assert.deepEqual([scopesOf(somebody, true), scopesOf(somebody, false), scopesOf(null, false)], [['installation', 'guests', 'learner'], ['installation', 'learner'], ['installation']])
  })

  it('has the limit of the learner’s plan, that of all learners where the plan is not known, and none where none was set', () => {
    const budget: Budget = { installation: { day: 50, month: null }, guests: { day: 20, month: null }, learner: { day: 10, month: 100 }, plans: new Map([['school', { day: null, month: 7 }]]) }
    const of = (plan: string, guest: boolean) => limitedOf(budget, '2026-03-02', somebody, { plan, guest }).map(({ allowance: { scope, period }, limitMicroUsd }) => `${scope} ${period} ${limitMicroUsd}`)
    assert.deepEqual(of('standard', true), ['installation day 50', 'guests day 20', 'learner day 10', 'learner month 100'])
    assert.deepEqual(of('school', false), ['installation day 50', 'learner month 7'])
    assert.deepEqual(of('forgotten', false), ['installation day 50', 'learner day 10', 'learner month 100'])
    assert.deepEqual(limitedOf({ installation: nothingSet, guests: nothingSet, learner: nothingSet, plans: new Map() }, '2026-03-02', somebody, { plan: 'standard', guest: true }), [])
  })

  it('is told of at 50, 75 and 90 percent once, and when something had to be refused', () => {
    assert.deepEqual(passed(1000, 0, 499, false), [])
    assert.deepEqual(passed(1000, 499, 500, false), [50])
    assert.deepEqual(passed(1000, 500, 760, false), [75])
    assert.deepEqual(passed(1000, 0, 1000, false), [50, 75, 90, 100])
    assert.deepEqual(passed(1000, 910, 920, true), [100])
    assert.deepEqual(passed(0, 0, 0, true), [100])
  })

  it('is used up in words that say whose, and when it begins anew', () => {
    assert.equal(usedUpSentence({ scope: 'guests', period: 'month', untilMs: Date.UTC(2026, 3, 1) }), 'What guests share this month is used up. It begins anew on 2026-04-01 at 00:00 UTC.')
  })
})

describe('a slice', () => {
  it('is never more than what is left, never less than what is wanted and left, and else a small part of what is left', () => {
    const amount = fc.integer({ min: 0, max: 5_000_000 })
    fc.assert(fc.property(amount, amount, (left, wanted) => {
      const slice = sliceOf(left, wanted)
      assert.ok(slice <= left)
      assert.ok(slice >= Math.min(left, wanted))
      assert.ok(slice <= Math.max(wanted, left / 20, 0))
    }))
    assert.equal(sliceOf(-5, 10), 0)
    assert.ok(sliceOf(1_000_000_000, 0) < 1_000_000, 'a process that dies forfeits little')
    assert.ok(leastMicroUsd > 0)
  })
})

describe('a learner', () => {
  it('is charged for the last run of a turn, and for everything that is of no turn', () => {
    const charge = (turnId: string | null, run: number, microUsd: number) => ({ turnId, run, microUsd, learnerId: somebody, day: '2026-03-02' })
    const charged = chargedOf([charge('a', 1, 1), charge('a', 2, 2), charge('a', 2, 4), charge('b', 1, 8), charge(null, 1, 16), charge(null, 2, 32)])
    assert.equal(charged.reduce((sum, { microUsd }) => sum + microUsd, 0), 2 + 4 + 8 + 16 + 32)
  })
})

describe('what operators write', () => {
  it('is dollars, to the micro-dollar, or none', () => {
    assert.deepEqual(['2', '0', '0.05', '0.000001', '1234567.999999'].map(microUsdIn), [2_000_000, 0, 50_000, 1, 1_234_567_999_999])
    for (const text of ['', '-1', '1,5', '0.0000001', '1e3', 'two', '$2', ' 2']) assert.equal(microUsdIn(text), null, text)
    assert.deepEqual([limitIn('none'), limitIn('1'), isLimit('none'), isLimit('all')], [null, 1_000_000, true, false])
  })

  it('names plans with what they allow a day and a month', () => {
    assert.deepEqual([...plansIn('school=0.05/1.00  friends=none/5')!], [['school', { day: 50_000, month: 1_000_000 }], ['friends', { day: null, month: 5_000_000 }]])
    assert.equal(plansIn('')!.size, 0)
    for (const text of ['school', 'school=1', 'school=1/x', 'School=1/2', 'standard=1/2', 'a=1/2 a=3/4', 'a=1/2/3', '=1/2']) assert.equal(plansIn(text), null, text)
  })
})
