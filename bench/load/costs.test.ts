import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { costsOf, spanOf } from './costs.ts'

const idle = { forMs: 1_000, calls: 0, turns: 0, cpuMs: { mluv: 10, Redis: 0 } }

describe('what a call and a turn cost', () => {
  it('is what calls alone took above idleness, and what is left of the whole', () => {
    const silent = { forMs: 2_000, calls: 100, turns: 0, cpuMs: { mluv: 220, Redis: 50 } }
    const whole = { forMs: 10_000, calls: 100, turns: 50, cpuMs: { mluv: 1_800, Redis: 50 } }
    assert.deepEqual(costsOf(idle, silent, whole), [
      { name: 'mluv', cores: 0.18, idleCores: 0.01, perCallMs: 2, perTurnMs: 30 },
      { name: 'Redis', cores: 0.005, idleCores: 0, perCallMs: 0.5, perTurnMs: 0 },
    ])
  })

  it('is nothing where there was nothing of the kind', () => {
    assert.deepEqual(costsOf(idle, { ...idle, cpuMs: { mluv: 5 } }, { ...idle, forMs: 1_000 }).map(({ perCallMs, perTurnMs }) => [perCallMs, perTurnMs]), [[0, 0], [0, 0]])
  })

  it('is told from two looks at the processes', () => {
    const look = (atMs: number, cpuMs: number) => ({ atMs, busy: 0, by: { mluv: { cpuMs, mb: null } } })
    assert.deepEqual(spanOf(look(500, 40), look(2_500, 100), { calls: 3, turns: 1 }), { forMs: 2_000, calls: 3, turns: 1, cpuMs: { mluv: 60 } })
  })
})
