import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wellnessOf, type Seen, type Wellness } from '../../src/domain/wellness.ts'

const well: Seen = {
  answers: { all: 1000, failed: 0 }, turns: { done: 50, failed: 0 }, firstSoundP95Ms: 300, queue: { waiting: 0, dead: 0, oldestMs: 0, paused: [] },
  connections: { busy: 1, free: 9, waiting: 0, refused: 0 }, limits: [{ period: 'day', spentMicroUsd: 10, limitMicroUsd: 100 }],
  providers: [{ provider: 'one', state: 'trusted', task: 'reply' }, { provider: 'other', state: 'trusted', task: 'reply' }], processes: [{ does: 'serves', lagP99Ms: 3 }],
}
const unwell = (change: Partial<Seen>) => wellnessOf({ ...well, ...change }).filter(({ state }) => state !== 'well').map(({ name, state }) => `${name} ${state}`)
const says = (name: Wellness['name'], change: Partial<Seen>) => wellnessOf({ ...well, ...change }).find((each) => each.name === name)!.says

describe('an installation', () => {
  it('that does all it should is well, and so is one of which nobody asks anything', () => {
    assert.deepEqual(unwell({}), [])
    assert.deepEqual(unwell({ answers: { all: 0, failed: 0 }, turns: { done: 0, failed: 0 }, firstSoundP95Ms: null, providers: [], limits: [] }), [])
  })
  it('is to be looked at, and then not well, as more of it fails', () => {
    for (const [change, expected] of [
      [{ answers: { all: 1000, failed: 20 } }, 'answers watch'], [{ answers: { all: 1000, failed: 21 } }, 'answers bad'], [{ turns: { done: 1, failed: 2 } }, 'answers bad'],
      [{ firstSoundP95Ms: 800 }, 'voice watch'], [{ firstSoundP95Ms: 2000 }, 'voice bad'],
      [{ queue: { ...well.queue, dead: 1 } }, 'queue watch'], [{ queue: { ...well.queue, paused: ['tick'] } }, 'queue watch'], [{ queue: { ...well.queue, oldestMs: 600_000 } }, 'queue bad'],
      [{ connections: { ...well.connections, waiting: 1 } }, 'database watch'], [{ connections: { ...well.connections, refused: 1 } }, 'database bad'],
      [{ limits: [{ period: 'day', spentMicroUsd: 75, limitMicroUsd: 100 }] }, 'money watch'], [{ limits: [{ period: 'day', spentMicroUsd: 5, limitMicroUsd: 0 }] }, 'money bad'],
      [{ providers: [{ ...well.providers[0]!, state: 'resting' }, well.providers[1]!] }, 'providers watch'], [{ providers: [{ ...well.providers[0]!, state: 'off' }] }, 'providers bad'],
      [{ processes: [{ does: 'serves', lagP99Ms: 100 }] }, 'processes watch'], [{ processes: [{ does: 'serves', lagP99Ms: 1 }, { does: 'works', lagP99Ms: 500 }] }, 'processes bad'],
    ] as const satisfies readonly (readonly [Partial<Seen>, string])[]) assert.deepEqual(unwell(change), [expected])
  })
  it('says what it is', () => {
    assert.equal(says('queue', { queue: { waiting: 3, dead: 1, oldestMs: 120_000, paused: ['remind'] } }), '3 jobs waiting, for 2 min, 1 dead, remind paused.')
    assert.equal(says('money', { limits: [{ period: 'month', spentMicroUsd: 200, limitMicroUsd: 100 }, { period: 'day', spentMicroUsd: 1, limitMicroUsd: 100 }] }), 'What may be spent this month is used up.')
    assert.equal(says('processes', { processes: [...well.processes, { does: 'works', lagP99Ms: null }] }), '1 serves, 1 works behind the scenes; the slowest was 3 ms late.')
  })
})
