import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { drawn, lognormal } from './latency.ts'

describe('simulated latency', () => {
  it('has the quantiles that were asked for, and a long tail', () => {
    const draw = lognormal({ p50Ms: 300, p95Ms: 900, seed: 1 })
    const times = Array.from({ length: 20_000 }, draw).sort((one, other) => one - other)
    const at = (share: number) => times[Math.floor(share * times.length)]!
    assert.ok(Math.abs(at(0.5) / 300 - 1) < 0.03 && Math.abs(at(0.95) / 900 - 1) < 0.05, `${at(0.5)} ${at(0.95)}`)
    assert.ok(at(0.999) > 2 * at(0.95))
  })
  it('is the same for the same seed, and another for another', () => {
    const first = (seed: number) => Array.from({ length: 5 }, lognormal({ p50Ms: 100, p95Ms: 200, seed }))
    assert.deepEqual(first(7), first(7))
    assert.notDeepEqual(first(7), first(8))
  })
  it('goes on from draw to draw', () => {
    const delay = drawn({ p50Ms: 100, p95Ms: 200, seed: 3 })
    assert.ok(typeof delay === 'function' && delay() !== delay())
    assert.equal(drawn(5), 5)
  })
})
