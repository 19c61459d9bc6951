import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure, ProviderFailure } from '../src/domain/failure.ts'
import { openLog, type Log } from '../src/log.ts'

const speech = 'Já se jmenuju Žofie a bydlím v Brně.'
const key = 'sk-proj-abcdefghijklmnop'

/** What `write` puts into the log. */
function logged(write: (log: Log) => void, level: Parameters<typeof openLog>[0] = 'debug'): { readonly text: string; readonly entries: readonly Record<string, unknown>[] } {
  const lines: string[] = []
  write(openLog(level, { write: (line) => void lines.push(line) }))
  return { text: lines.join(''), entries: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('the log', () => {
  it('prints the event and facts that are numbers, flags and identifiers', () => {
    const { entries } = logged((log) => log.info('turn-remembered', { turnId: '019c1234-5678-7000-8000-000000000000', events: 7, spoken: true, route: '/api/v1/learner', nothing: null }))
    assert.equal(entries.length, 1)
    const { time, ...facts } = entries[0]!
    assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    assert.deepEqual(facts, { level: 'info', event: 'turn-remembered', turnId: '019c1234-5678-7000-8000-000000000000', events: 7, spoken: true, route: '/api/v1/learner', nothing: null })
  })

  it('prints of words only how many characters they have', () => {
    const { entries, text } = logged((log) => log.warn('odd', { said: speech, letter: 'ž', long: 'a'.repeat(121) }))
    assert.ok(!text.includes('Žofie'))
    assert.deepEqual([entries[0]?.said, entries[0]?.letter, entries[0]?.long], [`(${speech.length} characters)`, '(1 characters)', '(121 characters)'])
  })

  it('prints of an error its kind and where it was thrown, and not what it says', () => {
    for (const error of [new TypeError(`Cannot read ${speech}`), Object.assign(new Error(speech), { said: speech }), new Error(`one\n    at ${speech}\n    at home (/in/Brno:1:2)\ntwo`), new SyntaxError('x', { cause: new Error(speech) })]) {
      const { text, entries } = logged((log) => log.error('turn-failed', error))
      assert.ok(!/Žofie|Brno/.test(text), text)
      assert.equal(entries[0]?.error, error.name)
      assert.match(String(entries[0]?.at), /log\.test\.ts:\d+:\d+/)
    }
  })

  it('prints no frame that is a line of a message, not even of one that was changed since, nor of a stack without frames', () => {
    const changed = new Error(`before\n    at ${speech} (/a:1:1)\n`)
    changed.message = 'another'
    const bare = new Error('short')
    bare.stack = `Error: ${speech}\n ${speech}`
    for (const error of [changed, bare]) assert.ok(!logged((log) => log.error('odd', error)).text.includes('Žofie'))
    assert.deepEqual(logged((log) => log.error('odd', bare)).entries[0]?.at, [])
  })

  it('prints what is ours: the sentence of a failure, who failed and how, and codes', () => {
    const { entries } = logged((log) => {
      log.error('a', new Failure('busy', 'Ask again in a moment.'))
      log.error('b', new ProviderFailure('openai', 'rejected-key', { cause: new Error(`Incorrect key ${key}`) }))
      log.error('c', Object.assign(new Error(speech), { code: 'ECONNRESET' }))
      log.error('d', Object.assign(new Error(speech), { code: speech }))
    })
    assert.equal(entries[0]?.reason, 'Ask again in a moment.')
    assert.deepEqual([entries[1]?.provider, entries[1]?.fault], ['openai', 'rejected-key'])
    assert.ok(!JSON.stringify(entries[1]).includes(key))
    assert.deepEqual([entries[2]?.code, entries[3]?.code], ['ECONNRESET', undefined])
  })

  it('prints of what is thrown and no error only what kind of thing it is', () => {
    const { entries, text } = logged((log) => log.error('odd', speech))
    assert.equal(entries[0]?.error, 'string')
    assert.ok(!text.includes('Žofie'))
  })

  it('comes to an end with causes that go round', () => {
    const error = new Error('round')
    error.cause = error
    assert.equal(logged((log) => log.error('odd', error)).entries.length, 1)
  })

  it('keeps to its level', () => {
    const all = (log: Log) => { log.info('one'); log.warn('two'); log.error('three', new Error('x')) }
    assert.deepEqual(logged(all, 'warn').entries.map(({ event }) => event), ['two', 'three'])
    assert.deepEqual(logged(all, 'silent').entries, [])
  })
})
