import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { agreeToBrowserHearing } from '../../src/talk/browser-hearing.ts'
import { hearingBy } from '../../src/talk/hearing-by.ts'

type Browser = { readonly secure?: boolean; readonly records?: boolean; readonly recognises?: boolean }

const before = { window: Object.getOwnPropertyDescriptor(globalThis, 'window'), navigator: Object.getOwnPropertyDescriptor(globalThis, 'navigator') }

/** A browser that can what it says. */
function browser({ secure = true, records = true, recognises = false }: Browser): void {
  const window = { isSecureContext: secure, ...(records ? { MediaRecorder: Object } : {}), ...(recognises ? { webkitSpeechRecognition: Object } : {}) }
  Object.defineProperty(globalThis, 'window', { configurable: true, value: window })
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { mediaDevices: secure ? { getUserMedia() {} } : undefined } })
}

function keeping() {
  const kept = new Map<string, string>()
  return { getItem: (place: string) => kept.get(place) ?? null, setItem: (place: string, text: string) => void kept.set(place, text), removeItem: (place: string) => void kept.delete(place) }
}

afterEach(() => {
  for (const [name, property] of Object.entries(before)) {
    if (property) Object.defineProperty(globalThis, name, property)
    else Reflect.deleteProperty(globalThis, name)
  }
})

test('the server hears where it can and the browser records', () => {
  browser({ recognises: true })
  assert.equal(hearingBy(true, keeping()), 'server')
})

test('the browser’s own recognition is only offered until it is agreed to, and again after that is taken back', () => {
  browser({ recognises: true })
  const kept = keeping()
  assert.equal(hearingBy(false, kept), 'offered')
  agreeToBrowserHearing(kept, true)
  assert.equal(hearingBy(false, kept), 'browser')
  agreeToBrowserHearing(kept, false)
  assert.equal(hearingBy(false, kept), 'offered')
})

test('plain http over a network is named as the reason where it is the reason', () => {
  browser({ secure: false })
  assert.equal(hearingBy(true, keeping()), 'plain-http')
  assert.equal(hearingBy(false, keeping()), 'nobody')
  browser({ secure: false, recognises: true })
  assert.equal(hearingBy(false, keeping()), 'plain-http')
})

test('nobody hears where neither can', () => {
  browser({})
  assert.equal(hearingBy(false, keeping()), 'nobody')
  browser({ records: false })
  assert.equal(hearingBy(true, keeping()), 'nobody')
})
