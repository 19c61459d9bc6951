import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verdict, type Outcome } from './verdict.ts'

const tally = { tests: 3, pass: 3, fail: 0, cancelled: 0, skipped: 0, todo: 0 }
const good: Outcome = { tally, success: true, reasons: new Map(), strict: true }
const skipping: Outcome = {
  ...good,
  tally: { ...tally, pass: 1, skipped: 2 },
  reasons: new Map([['left out: needs ffmpeg (apt-get install ffmpeg)', 1], ['true', 2]]),
}

describe('the verdict on a test run', () => {
  it('is good where everything ran', () => {
    assert.deepEqual(verdict(good), { good: true, lines: ['# tests 3', '# pass 3', '# fail 0', '# cancelled 0', '# skipped 0', '# todo 0'] })
  })

  it('names what was left out, and lets it pass', () => {
    const { good: fine, lines } = verdict({ ...skipping, strict: false })
    assert.equal(fine, true)
    assert.deepEqual(lines.slice(0, 2), ['left out: 1 test needing ffmpeg (apt-get install ffmpeg)', 'skipped: 2 tests: true'])
  })

  it('is bad where something was left out and nothing may be', () => {
    const { good: fine, lines } = verdict(skipping)
    assert.equal(fine, false)
    assert.match(lines[2]!, /^Nothing may be left out/)
    assert.equal(verdict({ ...good, tally: { ...tally, todo: 1 } }).good, false)
  })

  it('is bad where a test failed', () => assert.equal(verdict({ ...good, success: false }).good, false))
  it('is bad where nothing ran', () => assert.equal(verdict({ ...good, tally: { ...tally, tests: 0, pass: 0 } }).good, false))
})
