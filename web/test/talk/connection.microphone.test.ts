import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DownMessage } from '@mluv/protocol/voice.ts'
import type { Listening } from '../../src/talk/connection.ts'
import { problem, setUp, text } from './line-stage.ts'
import type { FakeLine } from './line-stage.ts'
import { storyOf, turn } from './messages.ts'

const microphone = (mode: Listening['mode']): Listening => ({ mode, silenceMs: 800, conversationId: 'c1', key: 'm1' })
const frame = () => new Uint8Array(1280)
const listening = (state: 'began' | 'ended' | 'dropped', key: string): DownMessage => ({ type: 'listening', state, key })
const ups = (line: FakeLine): string[] => line.sent.slice(1).map((message) => `${message.type}${'key' in message && message.key ? ` ${message.key}` : ''}${'mode' in message && message.mode ? ` ${message.mode}` : ''}`)

test('a held microphone is heard while it is held, and answered when it is let go', () => {
  const { talk, line, pending, spoken, messages } = setUp()
  line().up()
  talk.listen(microphone('push'))
  for (let times = 0; times < 3; times += 1) talk.hear(frame())
  line().down({ seq: 1, turnId: 'unborn', key: 'm1', type: 'hearing', transcript: 'Já jdu' })
  assert.deepEqual([line().sounds, pending.all().length], [[1280, 1280, 1280], 0])
  talk.unlisten('said')
  talk.hear(frame())
  assert.equal(line().sounds.length, 3, 'nobody listens any longer')
  assert.deepEqual(ups(line()), ['utterance-begin m1 push', 'utterance-end'])
  const [kept] = pending.all()
  assert.ok(kept?.kind === 'sound' && kept.format === 'pcm16k' && kept.sound.length === 3840)
  for (const message of storyOf(turn(), 1, 'm1')) line().down(message)
  assert.deepEqual(pending.all(), [])
  assert.deepEqual(messages.at(-1), ['remembered', 'm1'])
  assert.deepEqual(spoken, ['m1 hearing Já jdu', 'm1 ended'])
})

test('what is thrown away is not said, and is kept nowhere', () => {
  const { talk, line, pending, spoken } = setUp()
  line().up()
  talk.listen(microphone('push'))
  talk.hear(frame())
  talk.unlisten('thrown-away')
  assert.deepEqual(ups(line()), ['utterance-begin m1 push', 'utterance-cancel'])
  assert.deepEqual([pending.all(), spoken], [[], ['m1 dropped']])
})

test('what was heard of somebody who goes on is no turn any more, and is not said again', () => {
  const { talk, line, voice, pending, ring } = setUp()
  line().up()
  talk.listen(microphone('open'))
  talk.hear(frame())
  for (const state of ['began', 'ended'] as const) line().down(listening(state, 's1'))
  line().down({ seq: 1, turnId: 't1', key: 's1', type: 'heard', conversationId: 'c1', turnNumber: 1, transcript: 'Dala bych si', spoken: true })
  line().down({ type: 'held', turnId: 't1' })
  line().down(listening('began', 's2'))
  line().down({ type: 'taken-back', turnId: 't1' })
  assert.deepEqual([voice, pending.all()], [['held t1', 'interrupted t1', 'taken-back t1'], []])
  line().fall()
  ring(400)
  line().up()
  assert.deepEqual(line().sent[0], { type: 'hello', sound: 'opus' }, 'nothing of it is resumed')
})

test('a line that falls while somebody speaks costs no word: all is said again under its name', () => {
  for (const [mode, isLetGo] of [['push', false], ['push', true], ['tap', false]] as const) {
    const { talk, line, ring } = setUp()
    line().up()
    talk.listen(microphone(mode))
    if (mode === 'tap') line().down(listening('began', 'm1'))
    talk.hear(frame())
    line().fall()
    talk.hear(frame())
    if (isLetGo) talk.unlisten('said')
    ring(400)
    line().up()
    talk.hear(frame())
    assert.deepEqual(ups(line()), [`utterance-begin m1 ${mode}`, ...(isLetGo ? ['utterance-end'] : [])])
    assert.deepEqual(line().sounds, isLetGo ? [2560] : [2560, 1280])
  }
})

test('a line that falls when all is said, and nothing is heard yet, says it again', () => {
  const { talk, line, ring, pending } = setUp()
  line().up()
  talk.listen(microphone('open'))
  talk.hear(frame())
  line().down(listening('began', 's1'))
  line().down(listening('ended', 's1'))
  line().fall()
  talk.hear(frame())
  ring(400)
  line().up()
  assert.deepEqual(ups(line()), ['utterance-begin s1 push', 'utterance-end', 'utterance-begin open'])
  assert.deepEqual(line().sounds, [1280, 1280])
  for (const message of storyOf(turn(), 1, 's1')) line().down(message)
  assert.deepEqual(pending.all(), [])
})

test('an open microphone gives one utterance after the other, while the one before is answered', () => {
  const { talk, line, pending, spoken, messages } = setUp()
  line().up()
  talk.listen(microphone('open'))
  line().down(listening('began', 's1'))
  line().down(listening('ended', 's1'))
  line().down(storyOf(turn(), 1, 's1')[0]!)
  line().down(listening('began', 's2'))
  line().down({ seq: 1, turnId: 'unborn', key: 's2', type: 'hearing', transcript: 'Počkej' })
  line().down(listening('ended', 's2'))
  for (const message of storyOf(turn(), 1, 's1').slice(1)) line().down(message)
  for (const message of storyOf(turn({ turnId: 't2' }), 2, 's2')) line().down(message)
  assert.deepEqual(messages.filter(([type]) => type === 'remembered'), [['remembered', 's1'], ['remembered', 's2']])
  assert.deepEqual(pending.all(), [])
  assert.deepEqual(spoken, ['s1 began', 's1 ended', 's2 began', 's2 hearing Počkej', 's2 ended'])
  talk.unlisten('said')
  assert.deepEqual(ups(line()), ['utterance-begin open', 'utterance-cancel'])
})

test('what was no utterance is not kept, whoever finds out and when', () => {
  const { talk, line, pending, spoken } = setUp()
  line().up()
  talk.listen(microphone('open'))
  line().down(listening('began', 's1'))
  line().down(listening('dropped', 's1'))
  line().down(listening('began', 's2'))
  talk.unlisten('said')
  assert.equal(pending.all().length, 1)
  line().down(listening('dropped', 's2'))
  assert.deepEqual([pending.all(), spoken], [[], ['s1 began', 's1 dropped', 's2 began', 's2 ended', 's2 dropped']])
})

test('after a tap, silence ends what is said, and the microphone is not listened to any longer', () => {
  const { talk, line, spoken } = setUp()
  line().up()
  talk.listen(microphone('tap'))
  line().down(listening('began', 'm1'))
  line().down(listening('ended', 'm1'))
  talk.hear(frame())
  assert.deepEqual([ups(line()), line().sounds, spoken], [['utterance-begin m1 tap'], [], ['m1 began', 'm1 ended', 'unheard']])
})

test('what fails while it is said is held, as far as it was said', () => {
  const { talk, line, pending, refusals, spoken } = setUp()
  line().up()
  talk.listen(microphone('push'))
  talk.hear(frame())
  line().down({ seq: 1, turnId: 't9', key: 'm1', type: 'failed', problem: problem('unavailable') })
  assert.deepEqual(refusals, [['m1', 'unavailable', false]])
  assert.equal(pending.all().length, 1)
  assert.equal(spoken.at(-1), 'unheard')
})

test('a microphone begins anew after something that was kept is said', () => {
  const { talk, line } = setUp()
  line().up()
  talk.listen(microphone('open'))
  talk.hear(frame())
  talk.say({ kind: 'sound', key: 'k1', conversationId: 'c1', sound: new Uint8Array(10), format: 'file' })
  assert.deepEqual(ups(line()), ['utterance-begin open', 'utterance-begin k1', 'utterance-end', 'utterance-begin open'])
})

test('nobody listens where too much waits, and a line that takes nothing is given up', () => {
  const full = setUp(['k1', 'k2', 'k3', 'k4', 'k5'].map(text))
  assert.equal(full.talk.listen(microphone('push')), false)
  const { talk, line, lines, links } = setUp()
  line().up()
  talk.listen(microphone('push'))
  line().bufferedAmount = 2 ** 21
  talk.hear(frame())
  assert.deepEqual([lines[0]!.closed, links.at(-1)], [true, 'lost'])
})
