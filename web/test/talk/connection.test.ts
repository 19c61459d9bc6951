import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem, said, setUp, text } from './line-stage.ts'
import { storyOf, turn } from './messages.ts'

test('says hello, and how it takes sound, then what waits, one at a time', () => {
  const { lines, line, pending, messages } = setUp([text('k1'), text('k2')])
  line().up()
  assert.deepEqual(line().sent[0], { type: 'hello', sound: 'opus' })
  assert.deepEqual(said(line()), ['k1'])
  for (const message of storyOf(turn())) line().down(message)
  assert.deepEqual(said(line()), ['k1', 'k2'])
  assert.deepEqual(pending.all().map(({ key }) => key), ['k2'])
  assert.deepEqual(messages.at(-1), ['remembered', 'k1'])
  assert.equal(lines.length, 1)
})

test('what is said before the line is open is said when it is, once', () => {
  const { talk, line } = setUp()
  talk.say(text('k1'))
  assert.deepEqual(line().sent, [])
  line().up()
  line().down({ type: 'ready', learnerId: 'eva' })
  assert.deepEqual(said(line()), ['k1'])
})

test('what wants no answer aloud says so, as does what was spoken', () => {
  const { talk, line } = setUp()
  line().up()
  talk.say({ kind: 'text', key: 'k1', conversationId: 'c1', text: 'Ahoj', spoken: true, speak: false })
  assert.deepEqual(line().sent.at(-1), { type: 'say', text: 'Ahoj', spoken: true, speak: false, key: 'k1', conversationId: 'c1' })
})

test('a line that falls before anything was heard says the same again with the same key', () => {
  const { talk, line, links, ring } = setUp()
  line().up()
  talk.say(text('k1'))
  line().fall()
  assert.equal(links.at(-1), 'lost')
  ring(400)
  line().up()
  assert.deepEqual(said(line()), ['k1'])
  assert.equal(links.at(-1), 'open')
})

test('a line is lost until it is back, however often it is tried', () => {
  const { line, links, lines, ring } = setUp()
  line().up()
  line().fall()
  ring(400)
  line().fall()
  ring(800)
  assert.equal(lines.length, 3)
  assert.equal(links.at(-1), 'lost')
  line().up()
  assert.deepEqual([...new Set(links)], ['open', 'lost'])
  assert.equal(links.at(-1), 'open')
})

test('a line that falls in a turn resumes it where it was, and does not say it again', () => {
  const { talk, line, ring, pending, timers } = setUp()
  const story = storyOf(turn())
  line().up()
  talk.say(text('k1'))
  line().down(story[0]!)
  line().down(story[1]!)
  line().fall()
  ring(400)
  line().up()
  assert.deepEqual(line().sent, [{ type: 'hello', sound: 'opus', resume: { turnId: 't1', afterSeq: 2, have: { sentence: 0, ms: 300 } } }])
  for (const message of story.slice(2)) line().down(message)
  assert.deepEqual(said(line()), [])
  assert.deepEqual(pending.all(), [])
  assert.ok(![...timers].some(({ delayMs }) => delayMs === 1500), 'nothing waits to say it again')
})

test('a restarted server that knows no such turn is told the same again', () => {
  for (const silent of [true, false]) {
    const { talk, line, ring, refusals, pending } = setUp()
    line().up()
    talk.say(text('k1'))
    line().down(storyOf(turn())[0]!)
    line().fall()
    ring(400)
    line().up()
    if (silent) ring(1500)
    else line().down({ type: 'refused', problem: problem('not-found') })
    assert.deepEqual(said(line()), ['k1'], silent ? 'after silence' : 'after a refusal')
    assert.deepEqual(refusals, [])
    for (const message of storyOf(turn())) line().down(message)
    assert.deepEqual(pending.all(), [])
  }
})

test('a finished turn that is only told whole when it is resumed settles what waited', () => {
  const { talk, line, pending, messages, ring } = setUp()
  line().up()
  talk.say(text('k1'))
  line().down(storyOf(turn())[0]!)
  line().fall()
  ring(400)
  line().up()
  line().down(storyOf(turn()).at(-1)!)
  assert.deepEqual(pending.all(), [])
  assert.deepEqual(messages.at(-1), ['remembered', 'k1'])
})

test('waits longer between tries, up to a bound, and is woken', () => {
  const { talk, line, lines, ring } = setUp()
  for (const delayMs of [400, 800, 1600, 3200, 6400, 10_000, 10_000]) {
    line().fall()
    ring(delayMs)
  }
  line().fall()
  const before = lines.length
  talk.wake()
  assert.equal(lines.length, before + 1)
  talk.wake()
  assert.equal(lines.length, before + 1, 'an open line is left alone')
})

test('a silent line is asked, then given up', () => {
  const { line, lines, ring, links } = setUp()
  line().up()
  ring(20_000)
  assert.deepEqual(line().sent.at(-1), { type: 'ping' })
  line().down({ type: 'pong' })
  ring(20_000)
  ring(8_000)
  assert.equal(lines[0]?.closed, true)
  assert.equal(links.at(-1), 'lost')
})

test('a refusal of what was said is final; a refusal of the moment keeps it until it is sent again', () => {
  const { talk, line, pending, refusals } = setUp()
  line().up()
  talk.say(text('k1'))
  line().down({ type: 'refused', problem: problem('invalid') })
  assert.deepEqual(pending.all(), [])
  talk.say(text('k2'))
  line().down({ type: 'refused', problem: problem('busy') })
  assert.deepEqual(refusals, [['k1', 'invalid', true], ['k2', 'busy', false]])
  assert.deepEqual(pending.all().map(({ key }) => key), ['k2'])
  talk.say(text('k3'))
  assert.deepEqual(said(line()), ['k1', 'k2', 'k3'], 'what is held lets others pass')
  for (const message of storyOf(turn(), 1, 'k3')) line().down(message)
  talk.retry('k2')
  assert.deepEqual(said(line()), ['k1', 'k2', 'k3', 'k2'])
  talk.drop('k2')
  assert.deepEqual(pending.all(), [])
})

test('a refusal of something else takes nothing away from a turn that is heard', () => {
  const { talk, line, pending, refusals } = setUp()
  line().up()
  talk.say(text('k1'))
  line().down(storyOf(turn())[0]!)
  line().down({ type: 'refused', problem: problem('not-found') })
  assert.deepEqual(refusals, [[null, 'not-found', false]])
  assert.deepEqual(pending.all().map(({ key }) => key), ['k1'])
})

test('a recording that was never heard fails as a refusal; a heard turn that fails is held', () => {
  const { talk, line, pending, refusals, messages } = setUp()
  line().up()
  talk.say({ kind: 'sound', key: 'k1', conversationId: 'c1', sound: new Uint8Array(70_000), format: 'file' })
  assert.deepEqual(line().sent.slice(1), [{ type: 'utterance-begin', key: 'k1', conversationId: 'c1' }, { type: 'utterance-end' }])
  assert.deepEqual(line().sounds, [32_768, 32_768, 4464])
  line().down({ seq: 1, turnId: 't9', key: 'k1', type: 'failed', problem: problem('unheard') })
  assert.deepEqual(refusals, [['k1', 'unheard', true]])
  talk.say(text('k2'))
  line().down(storyOf(turn(), 1, 'k2')[0]!)
  line().down({ seq: 2, turnId: 't1', type: 'failed', problem: problem('unavailable') })
  assert.deepEqual(messages.at(-1), ['failed', 'k2'])
  assert.deepEqual(pending.all().map(({ key }) => key), ['k2'])
})

test('an answer is interrupted while it is made or sounds, and what is said next waits for its end', () => {
  const { talk, line } = setUp()
  const interruptions = () => line().sent.filter(({ type }) => type === 'interrupt').length
  line().up()
  talk.interrupt()
  talk.say(text('k1'))
  talk.interrupt()
  assert.equal(interruptions(), 0, 'nothing to interrupt yet')
  line().down(storyOf(turn())[0]!)
  talk.interrupt()
  talk.say(text('k2'))
  assert.equal(interruptions(), 1)
  for (const message of storyOf(turn()).slice(1)) line().down(message)
  assert.deepEqual(said(line()), ['k1', 'k2'])
  talk.drop('k2')
  talk.interrupt(true)
  assert.equal(interruptions(), 2)
})

test('tells how far a sentence was heard, in whole milliseconds', () => {
  const { talk, line } = setUp()
  line().up()
  talk.played('t1', 2, 340.6)
  assert.deepEqual(line().sent.at(-1), { type: 'played', turnId: 't1', sentence: 2, ms: 341 })
})

test('passes on sound as it comes, and what the voice is to do', () => {
  const { line, sounds, voice } = setUp()
  line().up()
  for (const byte of [2, 3]) line().down(new Uint8Array([byte]).buffer)
  for (const type of ['held', 'resumed', 'interrupted'] as const) line().down({ type, turnId: 't1' })
  assert.deepEqual(sounds.map((bytes) => [...new Uint8Array(bytes)]), [[2], [3]])
  assert.deepEqual(voice, ['held t1', 'resumed t1', 'interrupted t1'])
})

test('a closed connection leaves no timer and opens nothing again', () => {
  const { talk, line, lines, timers } = setUp()
  line().up()
  talk.close()
  line().fall()
  assert.equal(timers.size, 0)
  assert.equal(lines.length, 1)
})
