import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawer, themeOf } from '../src/drawer.ts'

test('where the browser may keep nothing, the page keeps it as long as it lives', () => {
  const forbidden = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => { throw new DOMException('no', 'SecurityError') } })
  try {
    const kept = drawer()
    kept.setItem('a', '1')
    assert.equal(kept.getItem('a'), '1')
    kept.removeItem('a')
    assert.equal(kept.getItem('a'), null)
  } finally {
    if (forbidden) Object.defineProperty(globalThis, 'localStorage', forbidden)
    else Reflect.deleteProperty(globalThis, 'localStorage')
  }
})

test('colours are the device’s until others are chosen', () => {
  const keeping = (text: string | null) => ({ getItem: () => text, setItem() {}, removeItem() {} })
  assert.deepEqual([null, 'dark', 'light', 'pink'].map((text) => themeOf(keeping(text))), ['system', 'dark', 'light', 'system'])
})
