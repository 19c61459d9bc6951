import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sentence } from '@mluv/protocol/turn.ts'
import { browserVoice } from '../../src/talk/browser-voice.ts'
import type { Speech } from '../../src/talk/browser-voice.ts'

type Saying = { readonly text: string; readonly rate: number; readonly on: Parameters<Speech['say']>[2] }

const timing = { durationMs: 900, words: [{ start: 0, end: 2, startMs: 0, endMs: 300 }, { start: 3, end: 6, startMs: 350, endMs: 900 }] }
const sentence = (text: string): Sentence => ({ text, audioUrl: null, translation: null, ...timing })

/** A browser that says one thing at a time, as far as the test lets it. */
function setUp() {
  const said: Saying[] = []
  const told: string[] = []
  let hushed = 0
  const voice = browserVoice({
    rate: 0.8,
    speech: { say: (text, rate, on) => void said.push({ text, rate, on }), hush: () => void (hushed += 1) },
    onChange: (now, blocked) => void told.push(now ? `${now.turnId} ${now.sentence}${blocked ? ' blocked' : ''}` : 'silent'),
    onPlayed: (turnId, at, ms) => void told.push(`played ${turnId} ${at} ${ms}`),
  })
  const reply = (turnId: string, ...texts: readonly string[]): void => texts.forEach((text, at) => {
    voice.said(turnId, at, text)
    voice.whole(turnId, at, timing)
  })
  return { voice, said, told, reply, hushes: () => hushed }
}

test('says one sentence after the other at the learner’s pace, and tells each as heard in the server’s measure', () => {
  const { said, told, reply } = setUp()
  reply('t1', 'Já jsem.', 'A ty?')
  assert.deepEqual(said.map(({ text, rate }) => [text, rate]), [['Já jsem.', 0.8]])
  said[0]!.on.end()
  said[1]!.on.end()
  assert.deepEqual(said.map(({ text }) => text), ['Já jsem.', 'A ty?'])
  assert.deepEqual(told, ['t1 0', 'played t1 0 900', 't1 1', 'played t1 1 900', 'silent'])
})

test('knows which word sounds, once the browser tells', () => {
  const { voice, said, reply } = setUp()
  reply('t1', 'Já jsem.')
  assert.equal(voice.positionMs(), -1)
  said[0]!.on.word(0)
  assert.equal(voice.positionMs(), 0)
  said[0]!.on.word(3)
  assert.equal(voice.positionMs(), 350)
})

test('what is stopped is told as far as it was heard, and the rest of that turn stays silent', () => {
  const { voice, said, told, reply, hushes } = setUp()
  reply('t1', 'Já jsem.')
  said[0]!.on.word(3)
  assert.equal(voice.stop(), true)
  assert.equal(hushes(), 1)
  voice.said('t1', 1, 'A ty?')
  voice.whole('t1', 1, timing)
  said[0]!.on.end()
  assert.deepEqual(told, ['t1 0', 'played t1 0 350', 'silent'])
  assert.equal(voice.stop(), false)
  reply('t2', 'Dobře.')
  assert.equal(said.length, 2)
})

test('a turn that is unwanted is silent, whatever else sounds', () => {
  const { voice, said, reply } = setUp()
  reply('t1', 'Já jsem.')
  assert.equal(voice.stop('t2'), false)
  reply('t2', 'Dobře.')
  said[0]!.on.end()
  assert.deepEqual(said.map(({ text }) => text), ['Já jsem.'])
})

test('goes on from the word where it was held', () => {
  const { voice, said, told, reply } = setUp()
  reply('t1', 'Já jsem.')
  said[0]!.on.word(3)
  voice.hold()
  said[0]!.on.end()
  assert.equal(said.length, 1)
  voice.resume()
  assert.equal(said[1]!.text, 'jsem.')
  said[1]!.on.word(0)
  assert.equal(voice.positionMs(), 350)
  said[1]!.on.end()
  assert.deepEqual(told, ['t1 0', 'played t1 0 350', 't1 0', 'played t1 0 900', 'silent'])
})

test('what is heard again is told to nobody, at its own pace', () => {
  const { voice, said, told, reply } = setUp()
  reply('t1', 'Já jsem.')
  voice.replay!([{ turnId: 't1', sentence: 0, rate: 0.7, of: sentence('Já jsem.') }])
  assert.equal(said[1]!.rate.toFixed(2), '0.56')
  said[1]!.on.end()
  assert.deepEqual(told, ['t1 0', 'played t1 0 0', 'silent', 't1 0', 'silent'])
})

test('what the browser lets nobody say before a gesture is said after one', () => {
  const { voice, said, told, reply } = setUp()
  reply('t1', 'Já jsem.')
  said[0]!.on.refused()
  voice.unblock()
  assert.equal(said.length, 2)
  said[1]!.on.end()
  assert.deepEqual(told, ['t1 0', 't1 0 blocked', 't1 0', 'played t1 0 900', 'silent'])
})
