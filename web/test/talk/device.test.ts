import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceIn, keepDevice } from '../../src/talk/device.ts'
import type { Drawer } from '../../src/talk/pending.ts'

function keeping(): Drawer {
  const kept = new Map<string, string>()
  return { getItem: (place) => kept.get(place) ?? null, setItem: (place, text) => void kept.set(place, text), removeItem: (place) => void kept.delete(place) }
}

test('where nothing was chosen there is sound, and what is said is sent', () => {
  assert.deepEqual(deviceIn(keeping()), { textOnly: false, readFirst: false, voice: null })
})

test('what was chosen is kept', () => {
  const kept = keeping()
  keepDevice(kept, { textOnly: true, readFirst: true, voice: 'Zuzana' })
  assert.deepEqual(deviceIn(kept), { textOnly: true, readFirst: true, voice: 'Zuzana' })
})

test('what nobody can read is as if nothing had been chosen', () => {
  for (const text of ['{', 'null', '7', '{"textOnly":"yes","readFirst":1,"voice":[]}']) {
    const kept = keeping()
    kept.setItem('mluv.device', text)
    assert.deepEqual(deviceIn(kept), { textOnly: false, readFirst: false, voice: null }, text)
  }
})
