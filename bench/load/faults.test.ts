import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { shortened } from './alerts.ts'
import { faultNames, outcomes, planned, type Broken } from './faults.ts'

const minuteMs = 60_000

describe('what is to go wrong', () => {
  it('is the same for the same seed, in another order for another, each once before any twice, with time between', () => {
    const orders = new Set<string>()
    fc.assert(fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
      const plan = planned(faultNames, seed, 10_000, 10 * minuteMs)
      assert.deepEqual(planned(faultNames, seed, 10_000, 10 * minuteMs), plan)
      orders.add(plan.map(({ fault }) => fault).join())
      assert.deepEqual(new Set(plan.slice(0, faultNames.length).map(({ fault }) => fault)), new Set(faultNames))
      for (const [at, { fromMs, untilMs }] of plan.entries()) {
        assert.ok(fromMs >= 10_000 && untilMs - fromMs >= 4_000 && untilMs + 14_000 <= 10 * minuteMs)
        assert.ok(at === 0 || fromMs - plan[at - 1]!.untilMs >= 14_000)
      }
    }))
    assert.ok(orders.size > 50)
  })

  it('is nothing where there is nothing, or no time', () => {
    assert.deepEqual(planned([], 1, 0, minuteMs), [])
    assert.deepEqual(planned(faultNames, 1, 0, 10_000), [])
  })
})

describe('what went wrong', () => {
  const broken = (fault: Broken['fault'], beganMs: number, endedMs: number): Broken => ({ fault, fromMs: beganMs, untilMs: endedMs, beganMs, endedMs })
  it('is told with what it hindered until the next, when that was over, and who spoke of it', () => {
    const [redis, api] = outcomes(
      [broken('redis-gone', 1_000, 5_000), broken('api-killed', 20_000, 25_000)],
      [{ begunMs: 800, atMs: 900, name: 'home', cause: 'before' }, { begunMs: 1_900, atMs: 2_000, name: 'home', cause: '503 unavailable' }, { begunMs: 5_400, atMs: 5_700, name: 'home', cause: '503 unavailable' }, { begunMs: 19_000, atMs: 21_000, name: 'write', cause: 'The line was lost.' }],
      [{ alert: 'ApiFails', fromMs: 3_000, untilMs: 9_000 }, { alert: 'ProcessGone', fromMs: 22_000, untilMs: 26_000 }],
    )
    assert.deepEqual([redis!.hindered, redis!.recoveredMs, redis!.alerts], [{ 'home: 503 unavailable': 2 }, 400, ['ApiFails']])
    assert.deepEqual([api!.hindered, api!.recoveredMs, api!.alerts], [{ 'write: The line was lost.': 1 }, 0, ['ProcessGone']])
  })
})

describe('rules for seconds', () => {
  it('are those for minutes, and nothing else of them changes', () => {
    assert.equal(shortened('expr: rate(a{le="100"}[5m]) > 200\nfor: 5m\nfor: 1m'), 'expr: rate(a{le="100"}[5s]) > 200\nfor: 3s\nfor: 1s')
    assert.equal(shortened('increase(a[3h]) and rate(b[30m])'), 'increase(a[3h]) and rate(b[10s])')
  })
})
