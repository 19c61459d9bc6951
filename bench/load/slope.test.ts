import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dice } from '../seeding/dice.ts'
import { slopeOf } from './slope.ts'

const minuteMs = 60_000

/** Noise that stays near where it was, as memory does. */
function measured(seed: number, perHour: number, likeness: number): [number, number][] {
  const roll = dice(seed)
  let noise = 0
  return Array.from({ length: 240 }, (_, at): [number, number] => [at * minuteMs, 300 + (perHour * at) / 60 + (noise = likeness * noise + roll.next() - 0.5)])
}

describe('a slope', () => {
  it('is found where there is one', () => {
    const slope = slopeOf(measured(1, 5, 0.5))!
    assert.equal(slope.mayBeNone, false)
    assert.ok(slope.from < 5 && 5 < slope.to && Math.abs(slope.perHour - 5) < 0.5, JSON.stringify(slope))
  })

  it('is seldom seen where there is none, though neighbours are alike', () => {
    const seen = Array.from({ length: 100 }, (_, seed) => slopeOf(measured(seed, 0, 0.9))!).filter(({ mayBeNone }) => !mayBeNone).length
    assert.ok(seen <= 15, `${seen} of 100`)
  })

  it('is not told from too little', () => {
    assert.equal(slopeOf(measured(1, 5, 0).slice(0, 7)), null)
    assert.equal(slopeOf(Array.from({ length: 20 }, () => [1, 2] as const)), null)
  })
})
