import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { draft } from '../../src/talk/draft.ts'

const tabOf = (tab: object): void => void Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, value: tab })
afterEach(() => void Reflect.deleteProperty(globalThis, 'sessionStorage'))

test('what is written and not said is there again, for whoever wrote it, until it is said', () => {
  const lying = new Map<string, string>()
  tabOf({ getItem: (place: string) => lying.get(place) ?? null, setItem: (place: string, text: string) => void lying.set(place, text) })
  assert.equal(draft('eva'), '')
  draft('eva', 'Dneska ')
  assert.deepEqual([draft('eva'), draft('petr')], ['Dneska ', ''])
  draft('eva', '')
  assert.equal(draft('eva'), '')
})

test('a browser that keeps nothing of a tab, or not so much, breaks nothing', () => {
  const refuse = () => { throw new DOMException('full', 'QuotaExceededError') }
  tabOf({ getItem: refuse, setItem: refuse })
  assert.equal(draft('eva', 'Dneska '), '')
})
