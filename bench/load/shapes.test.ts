import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { presences, shapes, steadyFromMs, type Presence } from './shapes.ts'

const wanted = { learners: 90, forMs: 120_000, perSecond: 10 }
const presentAt = (all: readonly Presence[], atMs: number) => all.filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs).length

describe('who is there when', () => {
  it('is each learner once, for a while that lies within the run, whatever the shape', () => {
    for (const shape of shapes) {
      const all = presences({ ...wanted, shape })
      assert.equal(all.length, wanted.learners, shape)
      assert.ok(all.every(({ fromMs, untilMs }) => fromMs >= 0 && fromMs < untilMs && untilMs <= wanted.forMs), shape)
    }
  })

  it('grows to the end of a ramp', () => {
    const all = presences({ ...wanted, shape: 'ramp' })
    assert.deepEqual([0, 36_000, 72_000, 119_000].map((atMs) => presentAt(all, atMs)), [1, 31, 61, 90])
  })

  it('is full after as long as they need to come, and stays so, where it is steady', () => {
    const all = presences({ ...wanted, shape: 'steady' })
    assert.deepEqual([0, 4_500, steadyFromMs({ ...wanted, shape: 'steady' }), 119_999].map((atMs) => presentAt(all, atMs)), [1, 46, 90, 90])
    assert.equal(steadyFromMs({ ...wanted, shape: 'steady' }), 9_000)
  })

  it('lets them come faster where a short run would be over before they are there', () => {
    assert.equal(steadyFromMs({ ...wanted, forMs: 12_000, shape: 'soak' }), 3_000)
  })

  it('has a third of them all along in a spike, and all in its middle alone', () => {
    const all = presences({ ...wanted, shape: 'spike' })
    assert.deepEqual([35_000, 50_000, 79_000, 81_000].map((atMs) => presentAt(all, atMs)), [30, 90, 90, 30])
  })
})
