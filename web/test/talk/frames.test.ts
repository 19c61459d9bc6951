import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameMsMax, frameShelf } from '../../src/talk/frames.ts'

function setUp() {
  const timers = new Map<() => void, number>()
  const forgotten: string[] = []
  const shelf = frameShelf((sound) => ({ url: `blob:${sound[0]}`, forget: () => void forgotten.push(`blob:${sound[0]}`) }), (act, delayMs) => {
    timers.set(act, delayMs)
    return () => void timers.delete(act)
  })
  return { shelf, timers, forgotten }
}

const frame = (turnNumber: number, sentence: number, byte: number) => ({ turnNumber, sentence, sound: new Uint8Array([byte]) })

test('a listener waits for the sound, and is called once', () => {
  const { shelf, timers } = setUp()
  let called = 0
  shelf.name(7, 't1')
  shelf.when('t1', 0, () => (called += 1))
  assert.deepEqual([...timers.values()], [frameMsMax])
  assert.equal(called, 0)
  shelf.keep(frame(7, 0, 1))
  shelf.keep(frame(7, 0, 2))
  assert.equal(called, 1)
  assert.equal(timers.size, 0)
  assert.equal(shelf.find('t1', 0), 'blob:2')
})

test('a listener whose sound does not come goes on without it', () => {
  const { shelf, timers } = setUp()
  let called = 0
  shelf.name(7, 't1')
  shelf.when('t1', 0, () => (called += 1))
  for (const act of timers.keys()) act()
  shelf.keep(frame(7, 0, 1))
  assert.equal(called, 1)
  assert.equal(shelf.find('t1', 1), null)
})

test('a sound that is here already is not waited for', () => {
  const { shelf, timers } = setUp()
  let called = 0
  shelf.name(7, 't1')
  shelf.keep(frame(7, 0, 1))
  shelf.when('t1', 0, () => (called += 1))
  assert.deepEqual([called, timers.size], [1, 0])
})

test('the oldest sounds give their memory back, and all of them at the end', () => {
  const { shelf, forgotten } = setUp()
  for (let sentence = 0; sentence < 42; sentence += 1) shelf.keep(frame(1, sentence, sentence))
  assert.deepEqual(forgotten, ['blob:0', 'blob:1'])
  shelf.clear()
  assert.equal(forgotten.length, 42)
})

test('a restarted server counts anew: no turn gets the sound of another', () => {
  const { shelf } = setUp()
  shelf.name(1, 't1')
  shelf.keep(frame(1, 0, 1))
  shelf.name(1, 't2')
  assert.equal(shelf.find('t2', 0), null)
  assert.equal(shelf.find('t1', 0), null)
  shelf.keep(frame(1, 0, 2))
  assert.equal(shelf.find('t2', 0), 'blob:2')
})
