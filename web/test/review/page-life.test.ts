import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followPage } from '../../src/review/page-life.ts'

function opened() {
  const told: string[] = []
  const window = new EventTarget()
  const shown: { visibilityState: DocumentVisibilityState } = { visibilityState: 'visible' }
  const document = Object.assign(new EventTarget(), shown)
  const unfollow = followPage({ window, document }, { meet: async () => void told.push('meet'), leave: async () => void told.push('leave') })
  const happens = (what: string) => window.dispatchEvent(new Event(what))
  const turns = (state: DocumentVisibilityState) => {
    document.visibilityState = state
    document.dispatchEvent(new Event('visibilitychange'))
  }
  return { told, unfollow, happens, turns }
}

test('who leaves the page, or hides it, leaves the sitting', () => {
  const { told, happens, turns } = opened()
  happens('pagehide')
  turns('hidden')
  assert.deepEqual(told, ['leave', 'leave'])
})

test('who looks at the page again, or is in the network again, is shown what is due by now', () => {
  const { told, happens, turns } = opened()
  turns('hidden')
  turns('visible')
  happens('online')
  assert.deepEqual(told, ['leave', 'meet', 'meet'])
})

test('nothing is told any more once nobody follows', () => {
  const { told, unfollow, happens, turns } = opened()
  happens('online')
  unfollow()
  happens('online')
  happens('pagehide')
  turns('hidden')
  assert.deepEqual(told, ['meet'])
})
