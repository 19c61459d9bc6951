import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '../../src/domain/failure.ts'
import type { Correction } from '../../src/domain/correction.ts'
import { openLog } from '../../src/log.ts'
import type { Ear } from '../../src/ports/ear.ts'
import { crossCheckedEar } from '../../src/routing/cross-checked.ts'
import { listening } from '../adapters/models/stage.ts'

const change = (text: string, original: string, corrected: string, by: string): Correction => {
  const start = text.indexOf(original)
  if (start < 0) return { corrected: text, findings: [], questions: [], suggestion: null, by }
  const finding = { start, end: start + original.length, original, corrected, kind: 'case', counted: true, explanation: 'Why.' } as const
  return { corrected: text.slice(0, start) + corrected + text.slice(finding.end), findings: [finding], questions: [], suggestion: null, by }
}
const ear = (name: string, original: string, corrected: string): Ear => ({ name, check: async ({ text }) => change(text, original, corrected, name) })
const quiet = () => ({ signal: new AbortController().signal })

describe('an ear with a second one behind it', () => {
  const given = { ...listening, text: 'Jdu do škola s pes.' }
  function read() {
    const lines: string[] = []
    return { lines, log: openLog('info', { write: (line) => lines.push(line) }) }
  }
  it('keeps its name, and says what both found', async () => {
    const { log, lines } = read()
    const checked = await crossCheckedEar(ear('model', 's pes', 'se psem'), ear('own', 'škola', 'školy'), log).check(given, quiet())
    assert.equal(checked.corrected, 'Jdu do školy se psem.')
    assert.equal(checked.by, 'model')
    const { event, findings, doubted, added, own } = JSON.parse(lines[0]!) as Record<string, unknown>
    assert.deepEqual({ event, findings, doubted, added, own }, { event: 'cross-checked', findings: 1, doubted: 0, added: 1, own: 1 })
  })
  it('is believed alone where the second fails', async () => {
    const broken: Ear = { name: 'own', check: () => Promise.reject(new Failure('unavailable', 'No.')) }
    const { log, lines } = read()
    assert.equal((await crossCheckedEar(ear('model', 's pes', 'se psem'), broken, log).check(given, quiet())).corrected, 'Jdu do škola se psem.')
    assert.match(lines[0]!, /cross-check-left-out/)
  })
  it('fails as it fails', async () => {
    const broken: Ear = { name: 'model', check: () => Promise.reject(new Failure('unavailable', 'No.')) }
    await assert.rejects(crossCheckedEar(broken, ear('own', 'a', 'b'), read().log).check(given, quiet()), Failure)
  })
})
