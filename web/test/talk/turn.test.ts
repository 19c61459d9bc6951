import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TurnMessage } from '@mluv/protocol/voice.ts'
import { lastReply, silence, talkAfter, visibleWaiting, wordsOf } from '../../src/talk/turn.ts'
import type { Talk, TalkEvent } from '../../src/talk/turn.ts'
import { conversation, sentence, storyOf, turn } from './messages.ts'

const after = (events: readonly TalkEvent[], talk: Talk = silence): Talk => events.reduce(talkAfter, talk)
const received = (messages: readonly TurnMessage[], key: string | null = 'k1'): TalkEvent[] => messages.map((message) => ({ type: 'received', message, key }))
const opened: TalkEvent = { type: 'opened', view: conversation() }
const uttered = (given: { readonly restored?: boolean; readonly key?: string } = {}): TalkEvent => ({
  type: 'uttered', waiting: { key: 'k1', text: 'Já jdu do škola.', understood: '', speaking: false, trouble: null, restored: false, ...given },
})
const unavailable = { type: '', title: '', status: 503, code: 'unavailable' as const, detail: 'Later.' }

test('an utterance waits until it is heard, then is a turn and waits no more', () => {
  const waiting = after([opened, uttered()])
  assert.deepEqual(waiting.waiting.map(({ key }) => key), ['k1'])
  const heard = after(received(storyOf(turn()).slice(0, 1)), waiting)
  assert.deepEqual(heard.waiting, [])
  assert.deepEqual(heard.turns.map(({ turnId, state, transcript }) => [turnId, state, transcript]), [['t1', 'answering', 'Já jdu do škola.']])
})

test('sentences, sounds and corrections arrive one by one', () => {
  const story = storyOf(turn())
  const said = after([opened, ...received(story.slice(0, 2))])
  assert.deepEqual(said.turns[0]?.sentences.map(({ text, audioUrl }) => [text, audioUrl]), [['Aha!', null]])
  const spoken = after(received(story.slice(2, 4)), said)
  assert.deepEqual(spoken.turns[0]?.sentences.map(({ text, durationMs }) => [text, durationMs]), [['Aha!', 1000], ['Kam?', null]])
  assert.equal(spoken.turns[0]?.corrections, null)
  const corrected = after(received(story.slice(4, 6)), spoken)
  assert.equal(corrected.turns[0]?.corrections?.score, 75)
  assert.equal(corrected.turns[0]?.state, 'answering')
  const whole = after(received(story.slice(6)), corrected)
  assert.equal(whole.turns[0]?.state, 'whole')
  assert.equal(whole.progress?.starsTotal, 7)
})

test('a story told again, from any point, doubles nothing and takes nothing away', () => {
  const story = storyOf(turn())
  const once = after([opened, ...received(story)])
  for (let from = 0; from < story.length; from += 1) assert.deepEqual(after(received(story.slice(from)), once), once, `from ${from}`)
})

test('a turn that is run again after a restart replaces what its first run said', () => {
  const first = after([opened, ...received(storyOf(turn()).slice(0, 4))])
  const again = turn({ reply: { text: 'Tak jo.', audioUrl: null, sentences: [sentence('Tak jo.')] } })
  const rerun = after(received(storyOf(again, 9)), first)
  assert.deepEqual(rerun.turns.map(({ sentences }) => sentences.map(({ text }) => text)), [['Tak jo.']])
})

test('a turn that is taken back is gone, and what it begins is told under its name', () => {
  const spoken = (state: 'began' | 'hearing', transcript = ''): TalkEvent => ({ type: 'spoken', key: 'k2', spoken: state === 'began' ? { state } : { state, transcript } })
  const half = after([opened, ...received(storyOf(turn()).slice(0, 3)), spoken('began'), { type: 'taken-back', turnId: 't1' }, spoken('hearing', 'A domů.')])
  assert.deepEqual([half.turns, half.waiting.map(({ understood }) => understood)], [[], ['Já jdu do škola. A domů.']])
  const kept = after(received(storyOf(turn()).slice(-1), null), half)
  assert.deepEqual([kept.turns.length, kept.waiting.map(({ understood }) => understood)], [1, ['']], 'answered after all, it is a turn of its own')
  const [late] = received(storyOf(turn()).slice(1, 2))
  assert.deepEqual(after([late!], half).turns, [], 'nothing of it comes back')
  const whole = after(received(storyOf(turn({ transcript: 'Já jdu do škola a domů.' })).slice(0, 1), 'k2'), half)
  assert.deepEqual(whole.turns.map(({ turnId, transcript, sentences, key }) => [turnId, transcript, sentences, key]), [['t1', 'Já jdu do škola a domů.', [], 'k2']])
})

test('a finished turn that is only told whole still answers what waited', () => {
  const talk = after([opened, uttered({ restored: true }), ...received(storyOf(turn()).slice(-1))])
  assert.deepEqual(talk.waiting, [])
  assert.equal(talk.turns.length, 1)
})

test('after a reload, what waits is not shown beside the turn it became', () => {
  const history = after([{ type: 'opened', view: conversation([turn({ reply: null, progress: null })]) }, uttered({ restored: true })])
  assert.deepEqual(visibleWaiting(history), [])
  assert.equal(visibleWaiting(after([opened, uttered({ restored: true })])).length, 1)
  const saidTwice = after([{ type: 'opened', view: conversation([turn()]) }, uttered()])
  assert.equal(visibleWaiting(saidTwice).length, 1, 'the same sentence said anew is shown')
})

test('history without a reply is unanswered, and answered when it is run again', () => {
  const history = after([{ type: 'opened', view: conversation([turn({ reply: null, progress: null })]) }])
  assert.equal(history.turns[0]?.state, 'unanswered')
  const rerun = after(received(storyOf(turn()).slice(0, 1)), history)
  assert.equal(rerun.turns[0]?.state, 'answering')
})

test('a failure keeps the words, and a retry answers them', () => {
  const failed: TurnMessage = { seq: 2, turnId: 't1', type: 'failed', problem: unavailable }
  const talk = after([opened, uttered(), ...received([...storyOf(turn()).slice(0, 1), failed])])
  assert.deepEqual(talk.turns.map(({ state, transcript, key }) => [state, transcript, key]), [['failed', 'Já jdu do škola.', 'k1']])
  assert.equal(talk.turns[0]?.trouble?.code, 'unavailable')
  const retried = after([{ type: 'retried', key: 'k1' }], talk)
  assert.equal(retried.turns[0]?.state, 'answering')
  assert.equal(after(received([failed]), after([opened, ...received(storyOf(turn()))])).turns[0]?.state, 'whole', 'a whole turn cannot fail any more')
})

test('a refused utterance stays with its trouble until it is sent again or dropped', () => {
  const refused = after([opened, uttered(), { type: 'refused', key: 'k1', trouble: { code: 'busy', detail: null } }])
  assert.equal(refused.waiting[0]?.trouble?.code, 'busy')
  assert.equal(after([{ type: 'retried', key: 'k1' }], refused).waiting[0]?.trouble, null)
  assert.deepEqual(after([{ type: 'dropped', key: 'k1' }], refused).waiting, [])
})

test('turns of another conversation stay out of this one', () => {
  const elsewhere = turn({ conversationId: '01980000-0000-7000-8000-000000000002' })
  const talk = after([opened, uttered(), ...received(storyOf(elsewhere))])
  assert.deepEqual([talk.turns, talk.waiting], [[], []])
})

test('messages of a turn nobody heard of are ignored', () => {
  const talk = after([opened])
  assert.equal(after(received(storyOf(turn()).slice(1, 3)), talk), talk)
})

test('a sentence that was missed leaves no hole that breaks the rest', () => {
  const story = storyOf(turn())
  const talk = after([opened, ...received([story[0]!, ...story.slice(3, 5)])])
  assert.deepEqual(talk.turns[0]?.sentences.map(({ text }) => text), ['', 'Kam?'])
})

test('earlier turns come before, each once', () => {
  const talk = after([{ type: 'opened', view: conversation([turn({ turnId: 't3' })], 'c1') }])
  const more = after([{ type: 'earlier-read', view: conversation([turn({ turnId: 't1' }), turn({ turnId: 't3' })]) }], talk)
  assert.deepEqual(more.turns.map(({ turnId }) => turnId), ['t1', 't3'])
  assert.equal(more.earlier, null)
})

test('a disagreement replaces the corrections of its turn', () => {
  const talk = after([opened, ...received(storyOf(turn()))])
  const corrections = { corrected: 'Já jdu do škola.', score: 100, suggestion: null, mistakes: [], questions: [] }
  assert.equal(after([{ type: 'recorrected', turnId: 't1', corrections }], talk).turns[0]?.corrections?.score, 100)
})

test('the last reply is the opening, until there is a turn with sentences', () => {
  const talk = after([opened])
  assert.deepEqual([lastReply(talk).turnId, lastReply(talk).sentences[0]?.text], [null, 'Ahoj!'])
  assert.equal(lastReply(after(received(storyOf(turn())), talk)).turnId, 't1')
})

test('words met are listed newest first, each once', () => {
  const word = (text: string) => ({ word: text, translation: text, example: text })
  const turns = [turn({ newWords: [word('pivo'), word('účet')] }), turn({ turnId: 't2', newWords: [word('pivo')] })]
  assert.deepEqual(wordsOf(after([{ type: 'opened', view: conversation(turns) }])).map((one) => one.word), ['pivo', 'účet'])
})

test('what is being said is shown as far as it is understood, and goes where it was nothing', () => {
  const spoken = (spoken: Extract<TalkEvent, { type: 'spoken' }>['spoken']): TalkEvent => ({ type: 'spoken', key: 'k1', spoken })
  const began = after([opened, spoken({ state: 'hearing', transcript: 'x' }), spoken({ state: 'began' }), spoken({ state: 'began' }), spoken({ state: 'hearing', transcript: 'Já jdu' })])
  assert.deepEqual(began.waiting, [{ key: 'k1', text: null, understood: 'Já jdu', speaking: true, trouble: null, restored: false }])
  assert.equal(after([spoken({ state: 'ended' })], began).waiting[0]?.speaking, false)
  assert.deepEqual(after([spoken({ state: 'dropped' })], began).waiting, [])
})
