import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { limits, waitMs, withOneMore, type Limit, type Tally } from '../../src/domain/attempt.ts'

const dayMs = 86_400_000
/** Guesses at one password in any 24 hours, from however many addresses. */
const guessesOfDayMax = 60

/** What is counted of whom, as the store does it: all or nothing. */
function counting() {
  const tallies = new Map<string, Tally>()
  return (names: readonly (readonly [string, Limit])[], nowMs: number): number => {
    const restMs = Math.max(...names.map(([name, limit]) => waitMs(tallies.get(name) ?? null, limit, nowMs)))
    if (restMs === 0) for (const [name, limit] of names) tallies.set(name, withOneMore(tallies.get(name) ?? null, limit, nowMs))
    return restMs
  }
}
const stranger = (network: number) => [['name', limits.guessesByStrangers], [`name ${network}`, limits.guessesFromNetwork], [`${network}`, limits.guessesOfNetwork]] as const

describe('tries', () => {
  it('are free at first, then wait longer each time, and never for ever', () => {
    for (const limit of Object.values(limits)) {
      let [tally, beforeMs]: [Tally | null, number] = [null, 0]
      for (let tries = 0; tries < 200; tries += 1) {
        const restMs = waitMs(tally, limit, 0)
        assert.ok(restMs >= beforeMs && restMs <= limit.waitMsMax)
        assert.equal(restMs > 0, tries >= limit.freely)
        assert.equal(waitMs(tally, limit, restMs), 0, 'it is over when it was said to be')
        ;[tally, beforeMs] = [withOneMore(tally, limit, 0), restMs]
      }
      assert.equal(waitMs(tally, limit, limit.forgottenMs), 0)
      assert.ok(limit.waitMsMax < limit.forgottenMs, 'what makes one wait is not forgotten while they wait')
    }
  })

  it('of somebody who guesses from any number of addresses are few in any day, and never keep the owner out where they were before', () => {
    const step = fc.record({ afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120_000 }), fc.integer({ min: 0, max: 4 * 3_600_000 })), network: fc.integer({ min: 0, max: 400 }), patient: fc.boolean() })
    fc.assert(fc.property(fc.array(step, { minLength: 100, maxLength: 400 }), fc.integer({ min: 0, max: 9 }), (steps, mistakes) => {
      const count = counting()
      const letThrough: number[] = []
      let nowMs = 0
      for (const { afterMs, network, patient } of steps) {
        nowMs += afterMs
        const restMs = count(stranger(network), nowMs)
        // Whoever knows how long to wait, and does.
        if (restMs > 0 && patient) nowMs += restMs
        if (restMs === 0 || (patient && count(stranger(network), nowMs) === 0)) letThrough.push(nowMs)
      }
      for (const [at, fromMs] of letThrough.entries()) assert.ok(letThrough.filter((ms, index) => index >= at && ms < fromMs + dayMs).length <= guessesOfDayMax)
      for (let mistake = 0; mistake <= mistakes; mistake += 1) assert.equal(count([['name device', limits.guessesOnKnownDevice]], nowMs), 0)
      assert.ok(waitMs({ tries: 1_000_000, lastAtMs: nowMs }, limits.lettersToMailbox, nowMs) <= 30 * 60_000, 'a letter comes in any case')
    }), { numRuns: 60 })
  })

  it('of somebody who never stops, from a new address each time, are few, too', () => {
    const count = counting()
    const letThrough: number[] = []
    for (let nowMs = 0, network = 0; nowMs < 3 * dayMs; nowMs += 20_000, network += 1) if (count(stranger(network), nowMs) === 0) letThrough.push(nowMs)
    for (const [at, fromMs] of letThrough.entries()) assert.ok(letThrough.filter((ms, index) => index >= at && ms < fromMs + dayMs).length <= guessesOfDayMax)
    assert.ok(letThrough.length > 60, 'the limit was met')
  })
})
