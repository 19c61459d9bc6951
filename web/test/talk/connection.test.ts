import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DownMessage, TurnMessage, UpMessage } from '@mluv/protocol/voice.ts'
import type { Trouble } from '../../src/api.ts'
import { connection } from '../../src/talk/connection.ts'
import type { Frame, Line, Link } from '../../src/talk/connection.ts'
import { pendingIn } from '../../src/talk/pending.ts'
import type { Utterance } from '../../src/talk/pending.ts'
import { storyOf, turn } from './messages.ts'

type FakeLine = Line & { readonly sent: UpMessage[]; readonly sounds: number[]; closed: boolean; down(message: DownMessage | ArrayBuffer): void; up(): void; fall(): void }

function fakeLine(): FakeLine {
  const line: FakeLine = {
    binaryType: 'blob', onopen: null, onmessage: null, onclose: null, sent: [], sounds: [], closed: false,
    send: (data) => void (typeof data === 'string' ? line.sent.push(JSON.parse(data) as UpMessage) : line.sounds.push(data.length)),
    close() {
      line.closed = true
    },
    down: (message) => line.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) }),
    up() {
      line.onopen?.()
      line.down({ type: 'ready', learnerId: 'eva' })
    },
    fall: () => line.onclose?.(),
  }
  return line
}

/** A connection whose lines, timers and chance are in the test's hands. */
function setUp(waiting: readonly Utterance[] = []) {
  const kept = new Map<string, string>()
  const pending = pendingIn({ getItem: (place) => kept.get(place) ?? null, setItem: (place, value) => void kept.set(place, value), removeItem: (place) => void kept.delete(place) }, 'eva')
  for (const utterance of waiting) pending.add(utterance)
  const lines: FakeLine[] = []
  const timers = new Set<{ readonly act: () => void; readonly delayMs: number }>()
  const links: Link[] = []
  const messages: [TurnMessage['type'], string | null][] = []
  const frames: Frame[] = []
  const refusals: [string | null, Trouble['code'], boolean][] = []
  const talk = connection({
    pending, accept: ['audio/ogg'], chance: () => 1,
    open() {
      const line = fakeLine()
      lines.push(line)
      return line
    },
    later(act, delayMs) {
      const timer = { act, delayMs }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    onLink: (link) => links.push(link),
    onMessage: (message, key) => messages.push([message.type, key]),
    onFrame: (frame) => frames.push(frame),
    onRefused: (utterance, trouble, gone) => refusals.push([utterance?.key ?? null, trouble.code, gone]),
  })
  const ring = (delayMs: number): void => {
    const due = [...timers].find((timer) => timer.delayMs === delayMs)
    assert.ok(due, `no timer of ${delayMs} ms among ${[...timers].map((timer) => timer.delayMs).join(', ')}`)
    timers.delete(due)
    due.act()
  }
  return { talk, pending, lines, timers, links, messages, frames, refusals, ring, line: () => lines.at(-1)! }
}

const text = (key: string): Utterance => ({ kind: 'text', key, conversationId: 'c1', text: 'Ahoj' })
const said = (line: FakeLine): (string | undefined)[] => line.sent.flatMap((message) => (message.type === 'say' ? [message.key] : []))
const problem = (code: Trouble['code'] & DownMessageCode) => ({ type: 'x', title: 'x', status: 400, code, detail: 'x' })
type DownMessageCode = Extract<DownMessage, { type: 'refused' }>['problem']['code']

test('says hello with what it plays, then what waits, one at a time', () => {
  const { lines, line, pending, messages } = setUp([text('k1'), text('k2')])
  line().up()
  assert.deepEqual(line().sent[0], { type: 'hello', accept: ['audio/ogg'] })
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
  assert.deepEqual(line().sent, [{ type: 'hello', accept: ['audio/ogg'], resume: { turnId: 't1', afterSeq: 2 } }])
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

test('a finished turn that is only told whole settles what waited', () => {
  const { line, pending, messages } = setUp([text('k1')])
  line().up()
  line().down(storyOf(turn()).at(-1)!)
  assert.deepEqual(pending.all(), [])
  assert.deepEqual(messages, [['remembered', 'k1']])
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
  for (const message of storyOf(turn())) line().down(message)
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
  talk.say({ kind: 'sound', key: 'k1', conversationId: 'c1', sound: new Uint8Array(70_000) })
  assert.deepEqual(line().sent.slice(1), [{ type: 'utterance-begin', key: 'k1', conversationId: 'c1' }, { type: 'utterance-end' }])
  assert.deepEqual(line().sounds, [32_768, 32_768, 4464])
  line().down({ seq: 1, turnId: 't9', type: 'failed', problem: problem('unheard') })
  assert.deepEqual(refusals, [['k1', 'unheard', true]])
  talk.say(text('k2'))
  line().down(storyOf(turn())[0]!)
  line().down({ seq: 2, turnId: 't1', type: 'failed', problem: problem('unavailable') })
  assert.deepEqual(messages.at(-1), ['failed', 'k2'])
  assert.deepEqual(pending.all().map(({ key }) => key), ['k2'])
})

test('speaking over an answer interrupts it, and waits for its end', () => {
  const { talk, line } = setUp()
  line().up()
  talk.interrupt()
  talk.say(text('k1'))
  assert.ok(!line().sent.some(({ type }) => type === 'interrupt'), 'nothing to interrupt yet')
  line().down(storyOf(turn())[0]!)
  talk.say(text('k2'))
  assert.deepEqual(line().sent.slice(-1), [{ type: 'interrupt' }])
  for (const message of storyOf(turn()).slice(1)) line().down(message)
  assert.deepEqual(said(line()), ['k1', 'k2'])
})

test('tells how far a sentence was heard, in whole milliseconds', () => {
  const { talk, line } = setUp()
  line().up()
  talk.played('t1', 2, 340.6)
  assert.deepEqual(line().sent.at(-1), { type: 'played', turnId: 't1', sentence: 2, ms: 341 })
})

test('reads the header of a sound, and nothing from what is too short or of another kind', () => {
  const { line, frames } = setUp()
  line().up()
  const frame = new Uint8Array([1, 0, 0, 3, 0, 1, 0, 2, 79, 103, 103])
  line().down(frame.buffer)
  line().down(new Uint8Array([1, 0, 0]).buffer)
  line().down(new Uint8Array([2, 0, 0, 3, 0, 1, 0, 2, 79]).buffer)
  assert.deepEqual(frames, [{ sentence: 3, turnNumber: 65_538, sound: new Uint8Array([79, 103, 103]) }])
})

test('a closed connection leaves no timer and opens nothing again', () => {
  const { talk, line, lines, timers } = setUp()
  line().up()
  talk.close()
  line().fall()
  assert.equal(timers.size, 0)
  assert.equal(lines.length, 1)
})
