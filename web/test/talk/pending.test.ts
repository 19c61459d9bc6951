import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pendingIn } from '../../src/talk/pending.ts'
import type { Drawer, Utterance } from '../../src/talk/pending.ts'

function memory(): Drawer & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return { kept, getItem: (place) => kept.get(place) ?? null, setItem: (place, text) => void kept.set(place, text), removeItem: (place) => void kept.delete(place) }
}

const text = (key: string): Utterance => ({ kind: 'text', key, conversationId: 'c1', text: `Ahoj ${key}` })

test('what waits outlives the page, text and sound alike', () => {
  const drawer = memory()
  const sound: Utterance = { kind: 'sound', key: 'k2', conversationId: 'c1', sound: Uint8Array.from({ length: 20_000 }, (_, at) => at % 256), format: 'pcm16k' }
  const before = pendingIn(drawer, 'eva')
  before.add(text('k1'))
  before.add(sound)
  assert.deepEqual(pendingIn(drawer, 'eva').all(), [text('k1'), sound])
})

test('whether it was said aloud, and wants an answer aloud, outlives the page, too', () => {
  const drawer = memory()
  const said: Utterance = { ...text('k1'), kind: 'text', text: 'Ahoj', spoken: true, speak: false }
  pendingIn(drawer, 'eva').add(said)
  assert.deepEqual(pendingIn(drawer, 'eva').all(), [said])
})

test('what is settled is gone, also after a reload, and leaves nothing behind', () => {
  const drawer = memory()
  const pending = pendingIn(drawer, 'eva')
  pending.add(text('k1'))
  pending.add(text('k2'))
  pending.settle('k1')
  assert.deepEqual(pendingIn(drawer, 'eva').all(), [text('k2')])
  pending.settle('k2')
  assert.equal(drawer.kept.size, 0)
})

test('one learner does not say what another left waiting', () => {
  const drawer = memory()
  pendingIn(drawer, 'eva').add(text('k1'))
  assert.deepEqual(pendingIn(drawer, 'petr').all(), [])
})

test('five wait at most', () => {
  const pending = pendingIn(memory(), 'eva')
  assert.deepEqual(['1', '2', '3', '4', '5', '6'].map((key) => pending.add(text(key))), [true, true, true, true, true, false])
  assert.equal(pending.all().length, 5)
})

test('tabs that keep theirs at the same place take nothing from each other', () => {
  const drawer = memory()
  const [one, other] = [pendingIn(drawer, 'eva'), pendingIn(drawer, 'eva')]
  one.add(text('k1'))
  other.add(text('k2'))
  assert.deepEqual(pendingIn(drawer, 'eva').all(), [text('k1'), text('k2')])
  one.settle('k1')
  one.add(text('k3'))
  assert.deepEqual(pendingIn(drawer, 'eva').all(), [text('k2'), text('k3')])
  assert.deepEqual([one.all(), other.all()], [[text('k3')], [text('k2')]], 'each says its own')
  other.settle('k2')
  one.settle('k3')
  assert.equal(drawer.kept.size, 0)
})

test('all that tabs left waiting is there again, more of it than one may add to', () => {
  const drawer = memory()
  const tabs = [pendingIn(drawer, 'eva'), pendingIn(drawer, 'eva')]
  for (const key of ['1', '2', '3']) for (const [at, tab] of tabs.entries()) tab.add(text(`${at} ${key}`))
  const after = pendingIn(drawer, 'eva')
  assert.deepEqual([after.all().length, after.isFull, after.add(text('c'))], [6, true, false])
})

test('a drawer that is full or holds nonsense loses nothing of this page', () => {
  const full = { ...memory(), setItem: () => { throw new DOMException('full', 'QuotaExceededError') } }
  const pending = pendingIn(full, 'eva')
  assert.equal(pending.add(text('k1')), true)
  assert.deepEqual(pending.all(), [text('k1')])
  for (const nonsense of ['{', '', 'null', '7', '[null, {"key": 1}, {"key": "k", "conversationId": "c"}]']) {
    const drawer = memory()
    drawer.setItem('mluv.pending.eva', nonsense)
    assert.deepEqual(pendingIn(drawer, 'eva').all(), [], nonsense)
  }
})
