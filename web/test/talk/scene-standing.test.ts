import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standingIn } from '../../src/talk/scene-standing.ts'

const objectives = (...done: readonly boolean[]) => done.map((one, at) => ({ text: String(at), done: one }))

test('a scene is managed where every objective is reached, and over where one is left', () => {
  assert.equal(standingIn({ done: false, objectives: objectives(true, false) }), 'playing')
  assert.equal(standingIn({ done: true, objectives: objectives(true, true) }), 'managed')
  assert.equal(standingIn({ done: true, objectives: objectives(true, false) }), 'over')
  assert.equal(standingIn({ done: true, objectives: objectives(false, false) }), 'over')
  assert.equal(standingIn({ done: false, objectives: objectives(true, true) }), 'playing', 'the farewell is still to come')
})
