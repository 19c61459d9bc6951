import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgetLearner, lostByLeaving } from '../../src/account/leaving.ts'
import { lastLearner } from '../../src/session.ts'
import { draft } from '../../src/talk/draft.ts'
import { pendingIn } from '../../src/talk/pending.ts'

function drawer() {
  const kept = new Map<string, string>()
  return { getItem: (place: string) => kept.get(place) ?? null, setItem: (place: string, text: string) => void kept.set(place, text), removeItem: (place: string) => void kept.delete(place) }
}

test('who leaves takes along what waits to be said, which is counted before, and leaves what is of others', async () => {
  const kept = drawer()
  for (const learnerId of ['leaves', 'stays']) pendingIn(kept, learnerId).add({ kind: 'text', key: learnerId, conversationId: 'talk', text: 'Ahoj.' })
  kept.setItem('mluv.learner', JSON.stringify({ learnerId: 'leaves' }))
  assert.deepEqual([lastLearner(kept)?.learnerId, await lostByLeaving(kept, 'leaves'), await lostByLeaving(kept, 'nobody')], ['leaves', 1, 0])
  forgetLearner(kept, 'leaves')
  assert.deepEqual([lastLearner(kept), pendingIn(kept, 'leaves').all(), pendingIn(kept, 'stays').all().length, await lostByLeaving(kept, 'leaves')], [null, [], 1, 0])
})

test('what cannot be read is nothing that could be sent', async () => {
  const kept = drawer()
  kept.setItem('mluv.pending.leaves', '[{')
  assert.equal(await lostByLeaving(kept, 'leaves'), 0)
})

test('who leaves takes along what they wrote and did not say, and leaves what others wrote', () => {
  Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, value: { ...drawer() } })
  try {
    for (const learnerId of ['leaves', 'stays']) draft(learnerId, 'Dobrý den, ')
    forgetLearner(drawer(), 'leaves')
    assert.deepEqual([draft('leaves'), draft('stays')], ['', 'Dobrý den, '])
  } finally {
    Reflect.deleteProperty(globalThis, 'sessionStorage')
  }
})
